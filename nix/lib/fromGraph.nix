# The whole repository, as `nx sync` describes it (README.md, "The graph file"): a package per project of Nx.
{
  pkgs,
  polynx,
  internal,
  ...
}:
let
  inherit (internal.arguments) define;
  inherit (internal.util)
    commas
    filterAttrs
    genAttrs
    lines
    mergeAll
    optionalAttrs
    quote
    unique
    ;
  inherit (builtins)
    attrNames
    attrValues
    elem
    filter
    fromJSON
    head
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
      # what its toolchain says of it, and what the user says
      argumentsOf = name: (projects.${name}.arguments or { }) // (args.overrides.${name} or { });
      at = root: if root == "." then args.src else args.src + "/${root}";

      # rust: one set of dependencies for the workspace, a package per crate
      rust = rustIn null;
      rustIn =
        profile: workspace:
        let
          members = filter (name: projects.${name}.language == "rust") workspace.members;
          crates = listToAttrs (map (name: { name = projects.${name}.package; value = name; }) members);
          built = polynx.buildRustWorkspace {
            src = at workspace.root;
            members = attrNames crates;
            memberConfigs = mapAttrs (
              _: name: configOf workspace name // optionalAttrs (profile != null) { inherit profile; }
            ) crates;
          };
        in
        listToAttrs (map (crate: { name = crates.${crate}; value = built.packages.${crate}; }) (attrNames crates));
      # what a crate compiles in from elsewhere in the repository
      configOf =
        workspace: name:
        let
          own = argumentsOf name;
          roots = map (one: one.root) (attrValues projects);
        in
        own
        // {
          extraFiles =
            (own.extraFiles or [ ])
            ++ internal.util.optionals (workspace.root == ".") (filter (path: !(elem path roots)) projects.${name}.sources);
        };
      # A path of the repository, seen from a folder of it
      from =
        root: path:
        if root == "." then path else if path == root then "." else internal.util.removePrefix "${root}/" path;
      locksOf = workspace: args.src + "/nix/generated/locks${if workspace.root == "." then "" else "/${workspace.root}"}";
      ofLanguage = workspace: filter (name: projects.${name}.language == workspace.language) workspace.members;
      applications = workspace: filter (name: projects.${name}.kind == "application") (ofLanguage workspace);

      go =
        workspace:
        let
          members = applications workspace;
          services = listToAttrs (map (name: { name = head projects.${name}.programs; value = name; }) members);
          built = polynx.buildGoWorkspace {
            src = at workspace.root;
            services = attrNames services;
            serviceConfigs = mapAttrs (_: name: {
              path = from workspace.root projects.${name}.package;
            } // argumentsOf name) services;
            locks = locksOf workspace;
          };
        in
        listToAttrs (map (service: { name = services.${service}; value = built.packages.${service}; }) (attrNames services));

      node =
        workspace:
        let
          packages = listToAttrs (map (name: { name = projects.${name}.package; value = name; }) (applications workspace));
          build =
            {
              npm = polynx.buildNpmWorkspace;
              pnpm = polynx.buildPnpmWorkspace;
            }
            .${workspace.manager}
              or (throw "${where}: ${workspace.root} is installed by ${workspace.manager}; npm and pnpm are what can be built");
          built = build {
            src = at workspace.root;
            workspaces = attrNames packages;
            workspaceConfigs = mapAttrs (_: argumentsOf) packages;
          };
        in
        listToAttrs (map (package: { name = packages.${package}; value = built.packages.${package}; }) (attrNames packages));

      deno =
        workspace:
        genAttrs (applications workspace) (
          name:
          let
            project = projects.${name};
          in
          polynx.buildDenoApp (
            {
              src = at workspace.root;
              pname = head project.programs;
              entrypoint = from workspace.root project.package;
              folders = map (from workspace.root) project.sources;
              locks = locksOf workspace;
            }
            // optionalAttrs (project ? description) { inherit (project) description; }
            // argumentsOf name
          )
        );

      builders = {
        inherit
          rust
          go
          node
          deno
          ;
      };

      # What another project builds is put where the code looks for it, before anything is compiled.
      withNeeds =
        name: package:
        let
          project = projects.${name};
          place =
            need: path:
            let
              maker = projects.${need.project};
              package = built.${need.project};
              file = quote (baseNameOf path);
              target = quote (from project.workspace path);
              made =
                if maker.language == "node" then
                  "made=${package}/lib/node_modules/${quote maker.package}/${quote (from maker.root path)}"
                else
                  # the folders that packages have, in place of those where the compiler leaves things
                  ''
                    made=
                    for folder in bin lib include share; do [ ! -e ${package}/$folder/${file} ] || made=${package}/$folder/${file}; done
                    [ -n "$made" ] || { echo ${quote "${where}: ${name} needs ${path}, and the package ${need.project} has no such file in bin, lib, include or share; put it there by overrides"} >&2; exit 1; }'';
            in
            ''
              ${made}
              mkdir -p $(dirname ${target}); rm -rf ${target}; cp -r "$made" ${target}; chmod -R u+w ${target}'';
          commands = lines (builtins.concatMap (need: map (place need) need.paths) project.needs);
        in
        if project.needs == [ ] then
          package
        else
          package.overrideAttrs (old: { postPatch = (old.postPatch or "") + "\n" + commands; });

      built = mapAttrs withNeeds (
        mergeAll (map (workspace: (builders.${workspace.language} or (_: { })) workspace) graph.workspaces)
      );
      applicationsOf = filterAttrs (name: _: projects.${name}.kind == "application");
      packages = applicationsOf built;

      # The same packages by profile of cargo, under the name of its folder: what `nx build -c release` asks for. Evaluated only when asked for.
      profilesOf =
        workspace:
        attrNames (
          { dev = { }; release = { }; } // (builtins.fromTOML (readFile (at workspace.root + "/Cargo.toml"))).profile or { }
        );
      rustWorkspaces = filter (workspace: workspace.language == "rust") graph.workspaces;
      profiles = listToAttrs (
        map (profile: {
          name = if profile == "dev" then "debug" else profile;
          value = applicationsOf (
            mapAttrs withNeeds (
              mergeAll (map (rustIn profile) (filter (workspace: elem profile (profilesOf workspace)) rustWorkspaces))
            )
          );
        }) (unique (builtins.concatMap profilesOf rustWorkspaces))
      );
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
        legacyPackages = { inherit profiles; };
        # libraries are compiled and tested too
        checks = built;
        apps = mapAttrs (name: package: {
          type = "app";
          program = "${package}/bin/${head projects.${name}.programs}";
        }) programs;
        devShells.default = pkgs.mkShell {
          packages = builtins.concatMap (language: tools.${language} or [ ]) (
            unique (map (workspace: workspace.language) graph.workspaces)
          );
        };
      }
  )
