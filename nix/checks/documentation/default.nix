# docs/nix-library has a section for each function, which names each of its arguments and has an example; nix/README.md has what many functions share.
{ polynx, expect, ... }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isString
    length
    readDir
    readFile
    split
    ;
  pages = ../../../docs/nix-library;
  sections = concatMap (page: split "\n## `" (readFile (pages + "/${page}"))) (attrNames (readDir pages));
  sectionOf =
    name:
    let
      found = filter (text: isString text && builtins.substring 0 (builtins.stringLength name + 1) text == "${name}`") sections;
    in
    if found == [ ] then "" else head (split "\n## " (head found));
  # an argument stands in backticks, alone, or in the list of a function's type
  names = text: argument: length (split "[`{,][ ]?${argument}[ `,}]" text) > 1;
  readme = readFile ../../README.md;
  aliases = attrNames (import ../../aliases.nix polynx);
  # arguments of many builders, described once
  internal = import ../../internal { inherit internal; };
  shared = internal.hooks.names ++ attrNames internal.arguments.pinned;
  unmentioned = filter (name: !(names readme name)) (aliases ++ shared);
  missing = concatMap (
    name:
    let
      arguments = (polynx.${name}.required or [ ]) ++ (polynx.${name}.optional or [ ]);
      text = sectionOf name;
    in
    if text == "" then
      [ name ]
    else if length (split "\n```nix\n" text) == 1 then
      [ "${name}: an example" ]
    else
      map (argument: "${name}: ${argument}") (filter (argument: !(names text argument || builtins.elem argument shared)) arguments)
  ) (filter (name: !(builtins.elem name aliases)) (attrNames polynx));
in
{
  shared = expect "what nix/README.md does not mention" unmentioned [ ];
  complete = expect "what docs/nix-library does not mention" missing [ ];
}
