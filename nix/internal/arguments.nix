# A function whose argument names are checked: a misspelt one is an error that lists the known ones.
#
# define "name" { required = [ "src" ]; optional = { doCheck = true; }; } (args: …)
# Defaults may be functions of all arguments: { pname = args: baseNameOf args.src; }. `known` alone serves nested sets.
# A function that requires `src` also accepts the fields of a pinned source beside its other arguments.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    hasAttr
    intersectAttrs
    isAttrs
    isFunction
    mapAttrs
    ;
  commas = concatStringsSep ", ";
  unknown = names: set: filter (name: !(elem name names)) (attrNames set);
  refuse =
    where: strange: names:
    throw "${where}: unknown ${if builtins.length strange == 1 then "argument" else "arguments"} ${commas strange}; known are ${commas names}";
  known =
    where: names: set:
    if !(isAttrs set) then
      throw "${where}: expected a set of arguments, got a ${builtins.typeOf set}"
    else if unknown names set != [ ] then
      refuse where (unknown names set) names
    else
      set;
  # What is given over what holds otherwise, names checked; a list, a set or a truth value stays one. null and functions say nothing of it.
  within =
    where: defaults: given:
    defaults // mapAttrs (name: checked "${where}: ${name}" (defaults.${name} or null)) (known where (attrNames defaults) given);
  checked =
    where: default: value:
    let
      kind = builtins.typeOf default;
    in
    if builtins.hasAttr kind kinds && builtins.typeOf value != kind then
      throw "${where}: expected ${kinds.${kind}}, got a ${builtins.typeOf value}"
    else
      value;
  kinds = {
    list = "a list";
    set = "a set";
    bool = "true or false";
  };
  # The error for names that nobody has: "a is no member…", "a, b are no members…"
  noSuch =
    where: what: names: rest:
    throw "${where}: ${commas names} ${if builtins.length names == 1 then "is no ${what}" else "are no ${what}s"}${rest}";

  # Fields of a pinned source (internal/sources.nix). A null is a field that is not given.
  pinned = {
    owner = null;
    repo = null;
    url = null;
    rev = null;
    hash = null;
    sha256 = null;
    host = null;
  };
  # { owner, repo, rev, hash } beside other arguments means the same as src = { … }
  gathered =
    where: given:
    let
      fields = intersectAttrs pinned given;
    in
    if fields == { } then
      given
    else if given ? src then
      throw "${where}: both src and ${commas (attrNames fields)} are given; a source is a folder (src) or { owner, repo, rev, hash }"
    else
      removeAttrs given (attrNames fields) // { src = fields; };

  define =
    name:
    {
      required ? [ ],
      optional ? { },
    }:
    let
      hasSource = elem "src" required;
      names = required ++ attrNames optional;
      # what a caller may write; src comes first in lists of known names
      accepted = names ++ (if hasSource then attrNames pinned else [ ]);
      wanted = commas (map (one: if one == "src" then "src (or owner, repo, rev and hash)" else one) required);
    in
    body: {
      inherit required;
      optional = attrNames optional;
      __functor =
        _: given:
        let
          accepts = known name accepted given;
          args = if hasSource then gathered name accepts else accepts;
          missing = filter (one: !(hasAttr one args)) required;
          complete =
            mapAttrs (_: value: if isFunction value then value complete else value) optional
            // mapAttrs (one: checked "${name}: ${one}" (optional.${one} or null)) args;
        in
        if missing != [ ] then
          throw "${name}: missing ${commas missing}; required are ${wanted}, optional ${commas (attrNames optional)}"
        else
          body complete;
    };
in
{
  inherit
    define
    gathered
    known
    noSuch
    pinned
    within
    ;
}
