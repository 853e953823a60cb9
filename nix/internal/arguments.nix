# A function whose argument names are checked: a misspelt one is an error that lists the known ones.
#
# define "name" { required = [ "src" ]; optional = { doCheck = true; }; } (args: …)
# Defaults may be functions of all arguments: { pname = args: baseNameOf args.src; }. `known` alone serves nested sets.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    hasAttr
    isAttrs
    isFunction
    mapAttrs
    ;
  commas = concatStringsSep ", ";
  known =
    where: names: set:
    let
      strange = filter (name: !(builtins.elem name names)) (attrNames set);
    in
    if !(isAttrs set) then
      throw "${where}: expected a set of arguments, got a ${builtins.typeOf set}"
    else if strange != [ ] then
      throw "${where}: unknown ${if builtins.length strange == 1 then "argument" else "arguments"} ${commas strange}; known are ${commas names}"
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
  define =
    name:
    {
      required ? [ ],
      optional ? { },
    }:
    body: {
      inherit required;
      optional = attrNames optional;
      __functor =
        _: given:
        let
          args = known name (required ++ attrNames optional) given;
          missing = filter (one: !(hasAttr one args)) required;
          complete =
            mapAttrs (_: value: if isFunction value then value complete else value) optional
            // mapAttrs (one: checked "${name}: ${one}" (optional.${one} or null)) args;
        in
        if missing != [ ] then
          throw "${name}: missing ${commas missing}; required are ${commas required}, optional ${commas (attrNames optional)}"
        else
          body complete;
    };
in
{
  inherit define known noSuch within;
}
