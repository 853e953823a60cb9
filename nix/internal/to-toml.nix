# A value as TOML, which builtins can read and not write. Every table is inline: cargo takes that anywhere.
# https://toml.io/en/v1.0.0#inline-table
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isList
    toJSON
    ;
  key = toJSON;
  value =
    one:
    if isAttrs one then
      "{ ${concatStringsSep ", " (map (name: "${key name} = ${value one.${name}}") (attrNames one))} }"
    else if isList one then
      "[ ${concatStringsSep ", " (map value one)} ]"
    else
      # strings, numbers and booleans of JSON are those of TOML
      toJSON one;
in
table: concatStringsSep "" (map (name: "${key name} = ${value table.${name}}\n") (attrNames table))
