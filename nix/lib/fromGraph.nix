# The whole repository, as `nx sync` describes it (README.md, "The graph file"): a package per project of Nx.
{
  pkgs,
  polynx,
  internal,
  ...
}:
let
  inherit (internal.arguments) define known;
  inherit (internal.util)
    commas
    filterAttrs
    genAttrs
    mergeAll
    unique
    ;
  inherit (builtins)
    attrNames
    attrValues
    elem
    filter
    fromJSON
    listToAttrs
    mapAttrs
    readFile
    ;
  version = 1;
in
define "fromGraph"
  {
    required = [ "src" ];
    optional = {
      # a file, or its content
      graph = args: args.src + "/nix/generated/graph.json";
      # project → arguments of its builder
      overrides = { };
    };
  }
  (
    args:
    let
      where = "fromGraph";
      graph = if builtins.isAttrs args.graph then args.graph else fromJSON (readFile args.graph);
      inherit (graph) projects;
      strange = filter (name: !(projects ? ${name})) (attrNames args.overrides);
      at = root: if root == "." then args.src else args.src + "/${root}";

      # rust: one set of dependencies for the workspace, a package per crate
      rust =
        workspace:
        let
          members = filter (name: projects.${name}.language == "rust") workspace.members;
          crates = listToAttrs (map (name: { name = projects.${name}.package; value = name; }) members);
          built = polynx.buildRustWorkspace {
            src = at workspace.root;
            members = attrNames crates;
            memberConfigs = mapAttrs (_: configOf workspace) crates;
          };
        in
        listToAttrs (map (crate: { name = crates.${crate}; value = built.packages.${crate}; }) (attrNames crates));
      # what a crate compiles in from elsewhere in the repository
      configOf =
        workspace: name:
        let
          own = args.overrides.${name} or { };
          roots = map (one: one.root) (attrValues projects);
        in
        own
        // {
          extraFiles =
            (own.extraFiles or [ ])
            ++ internal.util.optionals (workspace.root == ".") (filter (path: !(elem path roots)) projects.${name}.sources);
        };
      builders = {
        inherit rust;
      };

      built = mergeAll (
        map (workspace: (builders.${workspace.language} or (_: { })) workspace) graph.workspaces
      );
      packages = filterAttrs (name: _: projects.${name}.kind == "application") built;
      programs = filterAttrs (name: _: projects.${name}.programs != [ ]) packages;
      tools = {
        rust = [
          pkgs.cargo
          pkgs.rustc
        ];
        go = [ pkgs.go ];
        node = [ pkgs.nodejs ];
        deno = [ pkgs.deno ];
      };
    in
    if graph.version or null != version then
      throw "${where}: the graph file is of version ${toString (graph.version or "none")}, this library reads ${toString version}; run `nx sync`"
    else if strange != [ ] then
      throw "${where}: overrides name ${commas strange}; the projects are ${commas (attrNames projects)}"
    else
      {
        inherit packages;
        # libraries are compiled and tested too
        checks = built;
        apps = mapAttrs (name: package: {
          type = "app";
          program = "${package}/bin/${builtins.head projects.${name}.programs}";
        }) programs;
        devShells.default = pkgs.mkShell {
          packages = builtins.concatMap (language: tools.${language} or [ ]) (
            unique (map (workspace: workspace.language) graph.workspaces)
          );
        };
      }
  )
