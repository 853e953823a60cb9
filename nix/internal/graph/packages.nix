# A package per project of a workspace: workspace → { <project> = package; }, by the language's own builder.
{
  polynx,
  internal,
  ...
}:
let
  inherit (internal.util) genAttrs optionalAttrs optionals removePrefix;
  inherit (builtins)
    attrNames
    attrValues
    elem
    filter
    fromTOML
    head
    length
    listToAttrs
    mapAttrs
    readFile
    ;
in
{
  where,
  src,
  projects,
  # project → arguments of its builder
  argumentsOf,
  # workspace → packages with its compilers
  toolchainOf,
}:
let
  at = root: if root == "." then src else src + "/${root}";
  # A path of the repository, seen from a folder of it
  from =
    root: path:
    if root == "." then path else if path == root then "." else removePrefix "${root}/" path;
  locksOf = workspace: src + "/nix/generated/locks${if workspace.root == "." then "" else "/${workspace.root}"}";
  ofLanguage = workspace: filter (name: projects.${name}.language == workspace.language) workspace.members;
  applications = workspace: filter (name: projects.${name}.kind == "application") (ofLanguage workspace);
  # the tool's names → projects, and back
  byPackage = names: nameOf: listToAttrs (map (name: { name = nameOf projects.${name}; value = name; }) names);
  byProject = members: packages: listToAttrs (map (one: { name = members.${one}; value = packages.${one}; }) (attrNames members));

  # what a crate compiles in from elsewhere in the repository
  roots = map (one: one.root) (attrValues projects);
  elsewhere = workspace: name: optionals (workspace.root == ".") (filter (path: !(elem path roots)) projects.${name}.sources);

  # one set of dependencies for the workspace, a package per crate; null: the profile of each package
  rustIn =
    profile: workspace:
    let
      crates = byPackage (ofLanguage workspace) (one: one.package);
    in
    byProject crates
      (polynx.buildRustWorkspace {
        src = at workspace.root;
        toolchain = toolchainOf workspace;
        members = attrNames crates;
        memberConfigs = mapAttrs (
          _: name:
          argumentsOf name
          // {
            extraFiles = ((argumentsOf name).extraFiles or [ ]) ++ elsewhere workspace name;
          }
          // optionalAttrs (profile != null) { inherit profile; }
        ) crates;
      }).packages;
  profilesOf =
    workspace:
    attrNames (
      {
        dev = { };
        release = { };
      }
      // (fromTOML (readFile (at workspace.root + "/Cargo.toml"))).profile or { }
    );

  managers = {
    npm = polynx.buildNpmWorkspace;
    pnpm = polynx.buildPnpmWorkspace;
    yarn = polynx.buildYarnWorkspace;
    bun = polynx.buildBunWorkspace;
  };
  builders = {
    rust = rustIn null;
    go =
      workspace:
      let
        # by the name of the program, or by that of the project where there are more of one name
        names = applications workspace;
        programOf = name: head projects.${name}.programs;
        isAlone = name: length (filter (other: programOf other == programOf name) names) == 1;
        services = listToAttrs (
          map (name: {
            name = if isAlone name then programOf name else name;
            value = name;
          }) names
        );
      in
      byProject services
        (polynx.buildGoWorkspace {
          src = at workspace.root;
          toolchain = toolchainOf workspace;
          services = attrNames services;
          serviceConfigs = mapAttrs (
            _: name:
            {
              path = from workspace.root projects.${name}.package;
              mainProgram = programOf name;
            }
            // argumentsOf name
          ) services;
          locks = locksOf workspace;
        }).packages;

    node =
      workspace:
      let
        packages = byPackage (applications workspace) (one: one.package);
        build =
          managers.${workspace.manager}
            or (throw "${where}: ${workspace.root} is installed by ${workspace.manager}; ${internal.util.commas (attrNames managers)} are what can be built");
        tools = toolchainOf workspace;
      in
      byProject packages
        (build (
          {
            src = at workspace.root;
            workspaces = attrNames packages;
            workspaceConfigs = mapAttrs (_: argumentsOf) packages;
          }
          # a set without the manager: the builder says so
          // optionalAttrs (workspace.manager == "npm" || length tools > 1) { toolchain = tools; }
        )).packages;

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
            toolchain = toolchainOf workspace;
            pname = head project.programs;
            entrypoint = from workspace.root project.package;
            folders = map (from workspace.root) project.sources;
            locks = locksOf workspace;
          }
          // optionalAttrs (project ? description) { inherit (project) description; }
          // argumentsOf name
        )
      );
  };
in
{
  inherit rustIn profilesOf;
  build = workspace: (builders.${workspace.language} or (_: { })) workspace;
  canBuild = workspace: builders ? ${workspace.language} && (workspace.language != "node" || managers ? ${workspace.manager});
}
