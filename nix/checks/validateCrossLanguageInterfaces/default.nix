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
  # by interface: documents of packages, a provider, formats found by what the documents hold
  byInterface =
    more:
    polynx.validateCrossLanguageInterfaces {
      components = {
        api = pkgs.bash // { interfaces.users = ./fixtures/openapi/same/provider.json; };
        web = pkgs.bash // { interfaces.users = ./fixtures/openapi/same/consumer.json; };
      };
      interfaceSpecs.users = { version = "v1"; provider = "api"; } // more;
    };
  only =
    users:
    polynx.validateCrossLanguageInterfaces {
      components.api = pkgs.bash;
      interfaceSpecs = { inherit users; };
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
    test $(wc -l < $out) = 29
  '';
  byInterface = byInterface { };
  # the version of a specification is compared with what every document says
  otherVersion = pkgs.runCommand "a-version-that-the-documents-do-not-say" { nativeBuildInputs = [ pkgs.nodejs ]; inherit (byInterface { version = "v2"; }) spec; passAsFile = [ "spec" ]; } ''
    not node ${../../programs/interfaces.mjs} $specPath 2> $out
    grep -x 'version: web uses users of api: the document of web says version 1.0.0, and v2 is declared' $out
  '';
  unused = pkgs.runCommand "a-version-of-an-unused-interface" { nativeBuildInputs = [ pkgs.nodejs ]; inherit (only { version = "v9"; file = ./fixtures/openapi/same/provider.json; }) spec; passAsFile = [ "spec" ]; } ''
    not node ${../../programs/interfaces.mjs} $specPath 2> $out
    grep -x 'version: users provides users: the document of users says version 1.0.0, and v9 is declared' $out
  '';
  versionAlone = only { version = "v1"; };
  refused = expect "specifications that are refused: a misspelt field, a consumer that is no component, two kinds of entry in one" (map (more: fails (byInterface more)) [
    { verison = "v1"; }
    { consumers = [ "wob" ]; }
    { provides = [ ]; }
  ]) [ true true true ];
  unknownFormat = expect "an unknown format" (fails (validate "openapi" { format = "soap"; })) true;
  noFile = expect "a file that there is not" (fails (validate "openapi" { file = "nowhere.json"; })) true;
}
