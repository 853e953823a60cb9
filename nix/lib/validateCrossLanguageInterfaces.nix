# What components provide, compared with what others expect of them: OpenAPI, protobuf, JSON schema, lexicon. Fails with the whole list.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define known;
  inherit (internal.util) commas;
  inherit (builtins)
    attrNames
    concatLists
    elem
    filter
    mapAttrs
    toJSON
    ;
  formats = [
    "openapi"
    "protobuf"
    "json-schema"
    "lexicon"
  ];
in
define "validateCrossLanguageInterfaces"
  {
    required = [
      "components"
      "interfaceSpecs"
    ];
    optional = {
      # where files given as text lie; those given as paths need none
      src = null;
    };
  }
  (
    args:
    let
      where = "validateCrossLanguageInterfaces";
      components = if builtins.isList args.components then args.components else attrNames args.components;
      strange = filter (name: !(elem name components)) (attrNames args.interfaceSpecs);
      entry =
        component: given:
        let
          one = known "${where}: interfaceSpecs.${component}" [
            "name"
            "format"
            "file"
            "version"
            "partial"
          ] given;
          file =
            if builtins.isString one.file && args.src != null then
              args.src + "/${one.file}"
            else
              one.file;
        in
        if !(elem one.format formats) then
          throw "${where}: ${component}: unknown format ${one.format}; known are ${commas formats}"
        else if one ? file && !(builtins.pathExists file) then
          throw "${where}: ${component}: ${one.name}: there is no file ${toString one.file}"
        else
          one
          // internal.util.optionalAttrs (one ? file) {
            # each file by itself, so that a change elsewhere checks nothing again
            file = builtins.path {
              path = file;
              name = "interface";
            };
          };
      spec = mapAttrs (
        component: given:
        mapAttrs (_: map (entry component)) (
          known "${where}: interfaceSpecs.${component}" [
            "provides"
            "consumes"
          ] given
        )
      ) args.interfaceSpecs;
    in
    if strange != [ ] then
      throw "${where}: interfaceSpecs name ${commas strange}, which are no components; there are ${commas components}"
    else
      pkgs.stdenv.mkDerivation {
        name = "interfaces-check";
        nativeBuildInputs = [ pkgs.nodejs ];
        spec = toJSON spec;
        passAsFile = [ "spec" ];
        buildCommand = "node ${internal.programs.interfaces} $specPath > $out";
      }
  )
