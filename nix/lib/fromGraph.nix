# The whole repository, as `nx sync` describes it (README.md, "The graph file"): a package per project of Nx, and all else that a flake gives.
{
  pkgs,
  nativeLibraries,
  contentAddressed,
  internal,
  polynx,
  ...
}:
let
  inherit (internal.arguments) define known;
  inherit (internal.util)
    commas
    filterAttrs
    genAttrs
    mergeAll
    optionalAttrs
    unique
    ;
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    fromJSON
    head
    isAttrs
    length
    mapAttrs
    readFile
    ;
  version = 1;
  languages = attrNames internal.pins;
in
define "fromGraph"
  {
    required = [ "src" ];
    optional = {
      # a file, or its content
      graph = args: internal.sources.resolve "fromGraph" args.src + "/nix/generated/graph.json";
      # project → arguments of its builder
      overrides = { };
      # language → packages, in place of those that the repository's pins ask for
      toolchains = { };
    };
  }
  (
    asked:
    let
      where = "fromGraph";
      args = asked // {
        src = internal.sources.resolve where asked.src;
      };
      graph =
        if isAttrs args.graph then
          args.graph
        else if builtins.pathExists args.graph then
          fromJSON (readFile args.graph)
        else
          throw "${where}: there is no ${toString args.graph}; run `nx sync`, and `git add --intent-to-add nix`, since a flake sees what git knows";
      inherit (graph) projects workspaces;
      strange = filter (name: !(projects ? ${name})) (attrNames args.overrides);

      given = known "${where}: toolchains" languages args.toolchains;
      toolchainFor =
        workspace:
        if given ? ${workspace.language} then
          {
            build = given.${workspace.language};
            shell = [ ];
          }
        else
          internal.pins.${workspace.language} {
            inherit where workspace;
            inherit (args) src;
            roots = map (name: projects.${name}.root) workspace.members;
          };
      inherit
        (internal.graph.packages {
          inherit where projects;
          inherit (args) src;
          # what its toolchain says of it, and what the user says
          argumentsOf = name: projects.${name}.arguments or { } // args.overrides.${name} or { };
          toolchainOf = workspace: (toolchainFor workspace).build;
        })
        build
        canBuild
        rustIn
        profilesOf
        ;
      withNeeds = mapAttrs (internal.graph.withNeeds { inherit where projects built; });
      built = withNeeds (mergeAll (map build workspaces));
      applicationsOf = filterAttrs (name: _: projects.${name}.kind == "application");
      packages = applicationsOf built;
      programs = filterAttrs (name: _: projects.${name}.programs != [ ]) packages;
      only = set: if length (attrNames set) == 1 then head (attrValues set) else null;

      apps = mapAttrs (name: package: {
        type = "app";
        program = "${package}/bin/${head projects.${name}.programs}";
        meta.description = package.meta.description or name;
      }) programs;
      # One that cannot be built must not take all others away; asked for by its name it says why.
      sorted = builtins.partition (name: (builtins.tryEval packages.${name}.drvPath).success) (attrNames packages);
      everything = tellOfOthers (
        pkgs.linkFarm "all-packages" (
          map (name: {
            inherit name;
            path = packages.${name};
          }) sorted.right
        )
      );
      tellOfOthers =
        if sorted.wrong == [ ] then
          value: value
        else
          internal.util.warn "polynx: ${where}: not in `default`, since it cannot be evaluated: ${commas sorted.wrong}; `nix build .#${head sorted.wrong}` says why";
      able = filter canBuild workspaces;

      # The same packages by profile of cargo, under the name of its folder: what `nx build -c release` asks for. Evaluated only when asked for.
      rustWorkspaces = filter (workspace: workspace.language == "rust") workspaces;
      profiles = genAttrs (unique (concatMap profilesOf rustWorkspaces)) (
        profile: applicationsOf (withNeeds (mergeAll (map (rustIn profile) (filter (one: elem profile (profilesOf one)) rustWorkspaces))))
      );
    in
    if graph.version or null != version then
      throw "${where}: the graph file is of version ${toString (graph.version or "none")}, this library reads ${toString version}; run `nx sync`"
    else if strange != [ ] then
      throw "${where}: overrides name ${commas strange}; the projects are ${commas (attrNames projects)}"
    else
      {
        packages = optionalAttrs (packages != { }) { default = if only packages != null then only packages else everything; } // packages;
        legacyPackages = {
          profiles = removeAttrs profiles [ "dev" ] // optionalAttrs (profiles ? dev) { debug = profiles.dev; };
          # of programs, evaluated only when asked for
          images = mapAttrs (
            name: package:
            polynx.layeredImage {
              inherit package;
              entrypoint = [ "${package}/bin/${head projects.${name}.programs}" ];
            }
          ) programs;
          # all checks as one package, and each by its name: `nix build .#tests`, `.#tests.<project>`
          tests =
            let
              all = pkgs.linkFarm "tests" (
                map (name: {
                  inherit name;
                  path = built.${name};
                }) (attrNames built)
              );
            in
            filterAttrs (name: _: !(all ? ${name})) built // all;
        };
        # libraries are compiled and tested too
        checks = built;
        apps = optionalAttrs (only apps != null) { default = only apps; } // apps;
        devShells.default = internal.graph.shell {
          toolchains = map toolchainFor (filter (one: internal.pins ? ${one.language}) workspaces);
          packages = concatMap (workspace: map (name: built.${name}) (attrNames (build workspace))) able;
        };
        # below one name: a project may be called as something that nixpkgs has
        overlays.default =
          final: prev:
          let
            theirs = import ../. {
              pkgs = final;
              inherit nativeLibraries contentAddressed;
            };
          in
          {
            polynx = prev.polynx or { } // mapAttrs (name: _: (theirs.fromGraph args).packages.${name}) packages;
          };
        nixosModules = internal.graph.services programs;
        inherit (internal.graph) formatter;
      }
  )
