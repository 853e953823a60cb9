# What components provide, compared with what others expect of them: OpenAPI, protobuf, JSON schema, lexicon. Fails with the whole list.
# interfaceSpecs has entries of components ({ provides, consumes }) and of interfaces ({ version, file, … }).
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define known;
  inherit (internal.util)
    commas
    filterAttrs
    genAttrs
    optionalAttrs
    ;
  inherit (builtins)
    all
    attrNames
    concatMap
    elem
    filter
    fromJSON
    hasAttr
    head
    isAttrs
    isList
    isString
    mapAttrs
    match
    pathExists
    readFile
    toJSON
    ;
  formats = [
    "openapi"
    "protobuf"
    "json-schema"
    "lexicon"
  ];
  ofComponent = [
    "provides"
    "consumes"
  ];
  ofInterface = [
    "version"
    "format"
    "file"
    "provider"
    "consumers"
  ];
  said = filterAttrs (_: value: value != null);
  where = "validateCrossLanguageInterfaces";
in
define where
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
      inherit (args) interfaceSpecs;
      components = if isList args.components then args.components else attrNames args.components;
      # documents of a component, by interface: what a package has in passthru.interfaces
      documents = name: if isList args.components then { } else args.components.${name}.interfaces or { };

      pathOf = file: if isString file && args.src != null then args.src + "/${file}" else file;
      existing =
        at: file: if pathExists (pathOf file) then pathOf file else throw "${where}: ${at}: there is no file ${toString file}";
      # each file by itself, so that a change elsewhere checks nothing again
      stored = path: builtins.path { inherit path; name = "interface"; };
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
        in
        if !(elem one.format formats) then
          throw "${where}: ${component}: unknown format ${one.format}; known are ${commas formats}"
        else
          one // optionalAttrs (one ? file) { file = stored (existing "${component}: ${one.name}" one.file); };

      # -- entries of interfaces
      formatOf =
        at: file:
        let
          text = readFile (existing at file);
          read = builtins.tryEval (fromJSON text);
        in
        if match ".*[.]proto" (toString file) != null then
          "protobuf"
        else if !(read.success && isAttrs read.value) then
          throw "${where}: ${at}: ${toString file} is no JSON; documents are JSON or .proto here, or name the format"
        else if read.value ? openapi then
          "openapi"
        else if read.value ? lexicon then
          "lexicon"
        else
          "json-schema";
      # { version, file, … } of an interface → { <component> = { provides, consumes }; }
      expanded =
        name:
        let
          at = "interfaceSpecs.${name}";
          given = known "${where}: ${at}" ofInterface interfaceSpecs.${name};
          document = one: if isAttrs one && !(one ? outPath) then one else { file = one; };
          own = mapAttrs (_: document) (
            filterAttrs (_: one: one != null) (genAttrs components (component: (documents component).${name} or null))
          );
          named = given.consumers or [ ];
          consumers = own // (if isList named then genAttrs named (component: own.${component} or { }) else mapAttrs (_: document) named);
          provider = given.provider or (if given ? file || own == { } then name else head (attrNames own));
          provided = said { file = given.file or own.${provider}.file or null; };
          files = filter (file: file != null) ([ (provided.file or null) ] ++ map (one: one.file or null) (builtins.attrValues consumers));
          format = given.format or (formatOf at (head files));
          strange = filter (one: !(elem one components)) (attrNames consumers ++ internal.util.optional (given ? provider) provider);
          base = { inherit name format; } // said { version = given.version or null; };
        in
        if strange != [ ] then
          throw "${where}: ${at} names ${commas strange}, which are no components; there are ${commas components}"
        else if files == [ ] then
          internal.util.warn "polynx: ${where}: ${name}: no document is known, so nothing is compared; give ${at}.file, or interfaces.${name} of a component" { }
        else
          {
            ${provider}.provides = [ (base // provided) ];
          }
          // mapAttrs (_: one: { consumes = [ (base // one) ]; }) (removeAttrs consumers [ provider ]);

      isOfComponent = name: elem name components || (isAttrs interfaceSpecs.${name} && all (field: elem field ofComponent) (attrNames interfaceSpecs.${name}));
      isOfInterface = name: isAttrs interfaceSpecs.${name} && builtins.any (field: hasAttr field interfaceSpecs.${name}) ofInterface;
      interfaces = filter isOfInterface (attrNames interfaceSpecs);
      strange = filter (name: !(isOfInterface name) && isOfComponent name && !(elem name components)) (attrNames interfaceSpecs);
      byComponent = map (name: { ${name} = known "${where}: interfaceSpecs.${name}" (ofComponent ++ ofInterface) interfaceSpecs.${name}; }) (
        filter (name: !(isOfInterface name)) (attrNames interfaceSpecs)
      );
      parts = byComponent ++ map expanded interfaces;
      spec = genAttrs (internal.util.unique (concatMap attrNames parts)) (
        component:
        genAttrs ofComponent (side: concatMap (part: map (entry component) (part.${component}.${side} or [ ])) parts)
      );
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
