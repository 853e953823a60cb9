# Small helpers over builtins: the `lib` of a nixpkgs is not needed for any of them.
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    genericClosure
    isList
    listToAttrs
    match
    replaceStrings
    stringLength
    substring
    ;
in
rec {
  optional = condition: value: if condition then [ value ] else [ ];
  # before Nix 2.23 there is no other way
  warn = builtins.warn or (message: builtins.trace "warning: ${message}");
  optionals = condition: values: if condition then values else [ ];
  optionalAttrs = condition: set: if condition then set else { };
  optionalString = condition: text: if condition then text else "";
  lines = concatStringsSep "\n";
  words = concatStringsSep " ";
  commas = concatStringsSep ", ";
  toList = value: if isList value then value else [ value ];

  filterAttrs =
    keep: set:
    listToAttrs (
      concatMap (
        name:
        optional (keep name set.${name}) {
          inherit name;
          value = set.${name};
        }
      ) (attrNames set)
    );
  genAttrs =
    names: f:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  unique = foldl' (seen: one: if elem one seen then seen else seen ++ [ one ]) [ ];
  mergeAll = foldl' (a: b: a // b) { };

  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    let
      n = stringLength text - stringLength suffix;
    in
    n >= 0 && substring n (-1) text == suffix;
  removePrefix = prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  splitLines = text: filter builtins.isString (builtins.split "\n" text);

  # "a/b" and "../c" → "a/c"; null where it leaves the folder that `from` is in
  resolved =
    from: path:
    let
      segments = text: filter (one: builtins.isString one && one != "" && one != ".") (builtins.split "/" text);
      step =
        at: part:
        if at == null || (part == ".." && at == [ ]) then
          null
        else if part == ".." then
          builtins.genList (builtins.elemAt at) (builtins.length at - 1)
        else
          at ++ [ part ];
      result = foldl' step [ ] (segments from ++ segments path);
    in
    if hasPrefix "/" path || result == null then
      null
    else if result == [ ] then
      "."
    else
      concatStringsSep "/" result;

  # One word for a shell, whatever is in it.
  quote = value: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString value)}'";
  quoteAll = values: words (map quote values);

  # All that `next` leads to, the start included.
  closure =
    next: start:
    map (item: item.key) (genericClosure {
      startSet = map (key: { inherit key; }) start;
      operator = item: map (key: { inherit key; }) (next item.key);
    });

  # "@scope/name" → "scope-name": what may stand in a store path
  storeName =
    text:
    let
      plain = replaceStrings [ "/" "@" " " ":" "^" "~" "#" "(" ")" "[" "]" ] [ "-" "" "-" "-" "" "" "-" "" "" "" "" ] text;
    in
    if match "[0-9a-zA-Z+._?=-]+" plain == null then throw "polynx: ${text} cannot be part of a store path" else plain;

  alphabet = letters "abcdefghijklmnopqrstuvwxyz";
  capitals = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  upper = replaceStrings alphabet capitals;
  lower = replaceStrings capitals alphabet;
  letters = text: builtins.genList (i: substring i 1 text) (stringLength text);
}
