# docs/nix-library has a section for each function, which names each of its arguments and has an example.
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
    else if name == "buildGoAtprotoModule" then
      [ ]
    else
      map (argument: "${name}: ${argument}") (filter (argument: !(names text argument)) arguments)
  ) (attrNames polynx);
in
{
  complete = expect "what docs/nix-library does not mention" missing [ ];
}
