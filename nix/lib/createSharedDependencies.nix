# What many packages of one workspace share, as one derivation: compiled crates, go's cache, node_modules, Deno's modules.
{ polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) commas;
  inherit (builtins) attrNames;
in
define "createSharedDependencies"
  {
    required = [
      "language"
      "src"
    ];
    optional = {
      pname = "workspace";
      # accepted for those who come from buildNpmPackage: the lock's own hashes are used
      npmDepsHash = null;
    };
  }
  (
    args:
    let
      inherit (args) pname;
      src = internal.sources.resolve "createSharedDependencies" args.src;
      node = internal.node.builderOf polynx src { inherit src pname; };
      languages = {
        rust = (polynx.buildRustWorkspace { inherit src pname; }).dependencies;
        go = (polynx.buildGoWorkspace { inherit src pname; }).dependencies;
        node = node.modules;
        deno = (polynx.buildDenoApp { inherit src pname; }).modules;
      };
      shared =
        languages.${internal.languages.canonical args.language}
          or (throw "createSharedDependencies: unknown language ${args.language}; known are ${commas (attrNames languages)}");
    in
    if args.npmDepsHash == null then
      shared
    else
      builtins.trace "polynx: createSharedDependencies: npmDepsHash is not used; the lock has a hash for each package" shared
  )
