# The blocks of a yarn.lock, of either kind: [ { key, field = name → text or null } ]. Builtins read no YAML; yarn writes these files one way only.
{ internal, ... }:
let
  inherit (internal.util) hasPrefix splitLines;
  inherit (builtins)
    concatMap
    elemAt
    filter
    genList
    head
    length
    match
    readFile
    ;
in
file:
let
  lines = splitLines (readFile file);
  at = i: if i < length lines then elemAt lines i else "";
  linesFrom = i: if hasPrefix "  " (at i) then [ (at i) ] ++ linesFrom (i + 1) else [ ];
in
concatMap (
  i:
  let
    key = match "([^ #].*):" (at i);
    own = linesFrom (i + 1);
  in
  if key == null then
    [ ]
  else
    [
      {
        key = head key;
        field =
          name:
          let
            found = filter (value: value != null) (map (match "  ${name}:? \"?([^\"]*)\"?") own);
          in
          if found == [ ] then null else head (head found);
      }
    ]
) (genList (i: i) (length lines))
