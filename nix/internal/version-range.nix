# Whether a version is in a range of npm, such as "^20.19.0 || >=22.12". https://github.com/npm/node-semver#ranges
# Versions before a release ("1.0.0-rc.1") are compared as builtins do.
{ internal, ... }:
let
  inherit (internal.util) hasPrefix optional removePrefix;
  inherit (builtins)
    all
    any
    compareVersions
    concatMap
    elemAt
    filter
    isString
    length
    match
    replaceStrings
    split
    ;
  # "v20.x" → { parts = [ 20 ]; rest = ""; }: what is not said may be anything
  partial =
    text:
    let
      found = match "[v=]*([0-9]+|[xX*])?([.]([0-9]+|[xX*]))?([.]([0-9]+|[xX*]))?([-+].*)?" text;
      number = part: if part == null || match "[0-9]+" part == null then null else builtins.fromJSON part;
      numbers = map number [
        (elemAt found 0)
        (elemAt found 2)
        (elemAt found 4)
      ];
      known = builtins.foldl' (
        seen: one: if seen.ended || one == null then seen // { ended = true; } else seen // { list = seen.list ++ [ one ]; }
      ) { ended = false; list = [ ]; } numbers;
    in
    if found == null then throw "${text} is no version" else known.list;
  dotted = parts: builtins.concatStringsSep "." (map toString parts);
  at = parts: index: if index < length parts then elemAt parts index else 0;
  full = parts: dotted (map (at parts) [ 0 1 2 ]);
  # the first version after all that begin with the first `count` numbers
  after =
    parts: count:
    full (builtins.genList (i: if i == count - 1 then at parts i + 1 else at parts i) count);
  from = parts: optional (parts != [ ]) (version: compareVersions version (full parts) >= 0);
  below = bound: [ (version: compareVersions version bound < 0) ];
  within = parts: if parts == [ ] then [ ] else from parts ++ below (after parts (length parts));
  # the leftmost number that is not zero may not change
  compatible =
    parts:
    let
      fixed = if at parts 0 > 0 || length parts < 2 then 1 else if at parts 1 > 0 || length parts < 3 then 2 else 3;
    in
    if parts == [ ] then [ ] else from parts ++ below (after parts fixed);
  comparator =
    text:
    let
      of = prefix: partial (removePrefix prefix text);
    in
    if hasPrefix ">=" text then
      from (of ">=")
    else if hasPrefix "<=" text then
      let
        parts = of "<=";
      in
      if length parts == 3 then [ (version: compareVersions version (full parts) <= 0) ] else below (after parts (length parts))
    else if hasPrefix ">" text then
      let
        parts = of ">";
      in
      if length parts == 3 then
        [ (version: compareVersions version (full parts) > 0) ]
      else
        [ (version: compareVersions version (after parts (length parts)) >= 0) ]
    else if hasPrefix "<" text then
      below (full (of "<"))
    else if hasPrefix "^" text then
      compatible (of "^")
    else if hasPrefix "~" text then
      let
        parts = partial (removePrefix ">" (removePrefix "~" text));
      in
      if parts == [ ] then [ ] else from parts ++ below (after parts (if length parts == 1 then 1 else 2))
    else
      within (partial text);
  words = text: filter (word: isString word && word != "") (split "[[:space:],]+" text);
  # "1.2 - 2.3", and an operator that stands apart from its version
  one =
    text:
    let
      hyphen = match "[[:space:]]*([^[:space:]]+)[[:space:]]+-[[:space:]]+([^[:space:]]+)[[:space:]]*" text;
      joined = replaceStrings [ ">= " "<= " "> " "< " "^ " "~ " "= " ] [ ">=" "<=" ">" "<" "^" "~" "=" ] text;
    in
    if hyphen != null then
      comparator ">=${elemAt hyphen 0}" ++ comparator "<=${elemAt hyphen 1}"
    else
      concatMap comparator (words joined);
in
range: version:
any (tests: all (test: test version) tests) (map one (filter isString (split "[|][|]" range)))
