# The directives of go.mod and go.work: { <keyword> = [ [ word … ] … ]; }. https://go.dev/ref/mod#go-mod-file-lexical
{ internal, ... }:
let
  inherit (internal.util) splitLines;
  inherit (builtins)
    elemAt
    filter
    foldl'
    head
    isString
    length
    split
    tail
    ;
  withoutComment = line: head (split "//" line);
  # what stands in quotes is one word
  wordsOf =
    line:
    builtins.concatMap (
      part: if isString part then filter (word: isString word && word != "") (split "[[:space:]]+" part) else part
    ) (split "[\"`]([^\"`]*)[\"`]" (withoutComment line));
  add = directives: keyword: words: directives // { ${keyword} = (directives.${keyword} or [ ]) ++ [ words ]; };
  step =
    state: line:
    let
      words = wordsOf line;
    in
    if words == [ ] then
      state
    else if state.block != null then
      if head words == ")" then state // { block = null; } else state // { found = add state.found state.block words; }
    else if length words == 2 && elemAt words 1 == "(" then
      state // { block = head words; }
    else
      state // { found = add state.found (head words) (tail words); };
in
text:
(foldl' step {
  block = null;
  found = { };
} (splitLines text)).found
