# fixtures/<format>/<kind>: what a component provides has a problem of that kind, which must be found, and in `same` has none.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  formats = {
    openapi = "json";
    json-schema = "json";
    lexicon = "json";
    protobuf = "proto";
  };
  entry = format: file: version: {
    name = "thing";
    inherit format version;
    file = "${format}/same/${file}.${formats.${format}}";
  };
  validate =
    format: consumed:
    polynx.validateCrossLanguageInterfaces {
      src = ./fixtures;
      components = [
        "api"
        "web"
      ];
      interfaceSpecs = {
        api.provides = [ (entry format "provider" "1.0.0") ];
        web.consumes = [ (entry format "consumer" "1.0.0" // consumed) ];
      };
    };
  fails = f: !(builtins.tryEval f.drvPath).success;
in
builtins.mapAttrs (format: _: validate format { }) formats
// {
  problems = pkgs.runCommand "interface-problems" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    cd ${./fixtures}
    for folder in */*; do
      if node ${../../programs/interfaces.mjs} $folder/spec.json $folder > $NIX_BUILD_TOP/found 2> $NIX_BUILD_TOP/said; then
        [ "''${folder##*/}" = same ] || { echo "$folder: no problem was found" >&2; exit 1; }
      else
        grep -q "^''${folder##*/}: web uses thing" $NIX_BUILD_TOP/said || { echo "$folder:" >&2; cat $NIX_BUILD_TOP/said >&2; exit 1; }
      fi
      echo $folder >> $out
    done
    test $(wc -l < $out) = 28
  '';
  unknownFormat = expect "an unknown format" (fails (validate "openapi" { format = "soap"; })) true;
  noFile = expect "a file that there is not" (fails (validate "openapi" { file = "nowhere.json"; })) true;
}
