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
          complete = (mapAttrs (_: value: if isFunction value then value complete else value) optional) // args;
        in
        if missing != [ ] then
          throw "${name}: missing ${commas missing}; required are ${commas required}, optional ${commas (attrNames optional)}"
        else
          body complete;
    };
in
{
  inherit define known noSuch;
}
