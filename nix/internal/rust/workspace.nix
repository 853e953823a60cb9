# A cargo workspace as its manifests tell it. https://doc.rust-lang.org/cargo/reference/workspaces.html
{ internal, ... }:
let
  inherit (internal.util)
    optional
    optionals
    unique
    resolved
    commas
    closure
    ;
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    fromTOML
    hasAttr
    head
    isAttrs
    listToAttrs
    match
    pathExists
    readDir
    readFile
    ;
in
where: src:
let
  at = dir: if dir == "." then src else src + "/${dir}";
  manifestAt =
    dir:
    if pathExists (at dir + "/Cargo.toml") then
      fromTOML (readFile (at dir + "/Cargo.toml"))
    else
      throw "${where}: there is no ${if dir == "." then "" else dir + "/"}Cargo.toml in src";
  root = manifestAt ".";

  listed = concatMap (internal.sources.expand "Cargo.toml" src) (root.workspace.members or [ ]);
  excluded = map (path: resolved "." path) (root.workspace.exclude or [ ]);

  tablesOf =
    manifest:
    concatMap (table: map (kind: table.${kind} or { }) kinds) ([ manifest ] ++ attrValues (manifest.target or { }));
  kinds = [
    "dependencies"
    "build-dependencies"
    "dev-dependencies"
  ];
  workspaceDependencies = root.workspace.dependencies or { };
  # The folder that a dependency names by `path`, itself or by the workspace's table
  pathOf =
    dir: name: spec:
    if !(isAttrs spec) then
      null
    else if spec.workspace or false then
      let
        inherited = workspaceDependencies.${name} or (throw "${where}: ${dir}/Cargo.toml inherits ${name}, which [workspace.dependencies] has not");
      in
      if isAttrs inherited && inherited ? path then outside dir name inherited.path (resolved "." inherited.path) else null
    else if spec ? path then
      outside dir name spec.path (resolved dir spec.path)
    else
      null;
  outside =
    dir: name: path: result:
    if result == null then throw "${where}: ${dir}/Cargo.toml depends on ${name} at ${path}, outside src; give a src that holds both" else result;
  localDirs =
    dir: manifest:
    filter (one: one != null) (
      concatMap (table: map (name: pathOf dir name table.${name}) (attrNames table)) (tablesOf manifest)
    );
  patched = filter (one: one != null) (
    concatMap (table: map (name: pathOf "." name table.${name}) (attrNames table)) (attrValues (root.patch or { }))
  );

  # cargo counts folders that members depend on by path as members
  dirs = filter (dir: !(elem dir excluded)) (
    closure (dir: localDirs dir (manifestAt dir)) (unique (optional (root ? package) "." ++ listed ++ patched))
  );
  inherited =
    manifest: field:
    let
      value = manifest.package.${field} or null;
    in
    if isAttrs value && (value.workspace or false) then
      root.workspace.package.${field} or (throw "${where}: ${manifest.package.name} inherits ${field}, which [workspace.package] has not")
    else
      value;
  sourceFiles =
    dir: folder:
    let
      entries = if pathExists (at dir + "/${folder}") then readDir (at dir + "/${folder}") else { };
    in
    concatMap (
      name:
      let
        file = match "(.*)\\.rs" name;
      in
      optionals (file != null && entries.${name} != "directory") file
      ++ optional (entries.${name} == "directory" && pathExists (at dir + "/${folder}/${name}/main.rs")) name
    ) (attrNames entries);

  member =
    dir:
    let
      manifest = manifestAt dir;
      inherit (manifest.package) name;
      build = manifest.package.build or null;
    in
    {
      inherit dir manifest name;
      version = let given = inherited manifest "version"; in if given == null then "0.0.0" else given;
      edition = inherited manifest "edition";
      description = inherited manifest "description";
      license = inherited manifest "license";
      rustVersion = inherited manifest "rust-version";
      hasLibrary = manifest ? lib || pathExists (at dir + "/src/lib.rs");
      hasBuildScript = if build == null then pathExists (at dir + "/build.rs") else build != false;
      programs = unique (
        map (one: one.name) (manifest.bin or [ ])
        ++ optionals (manifest.package.autobins or true) (
          optional (pathExists (at dir + "/src/main.rs")) name ++ sourceFiles dir "src/bin"
        )
      );
      # folders of members that this one compiles against, in any way
      uses = unique (localDirs dir manifest ++ patched);
    };
  list = map member dirs;
  members = listToAttrs (map (one: { inherit (one) name; value = one; }) list);
  byDir = listToAttrs (map (one: { name = one.dir; value = one.name; }) list);

  # -- the lock
  lock =
    if pathExists (src + "/Cargo.lock") then
      fromTOML (readFile (src + "/Cargo.lock"))
    else
      throw "${where}: src has no Cargo.lock; run `cargo generate-lockfile` and commit it";
  packages = lock.package or [ ];
  keyOf = one: "${one.name} ${one.version}${if one ? source then " (${one.source})" else ""}";
  byKey = listToAttrs (map (one: { name = keyOf one; value = one; }) packages);
  byName = builtins.groupBy (one: one.name) packages;
  # "name", "name version" or "name version (source)", as short as is unambiguous
  found =
    text:
    let
      parts = match "([^ ]+)( ([^ ]+))?( (.+))?" text;
      candidates = byName.${head parts} or [ ];
      version = builtins.elemAt parts 2;
      fitting = if version == null then candidates else filter (one: one.version == version) candidates;
    in
    if hasAttr text byKey then
      text
    else if fitting == [ ] then
      throw "${where}: Cargo.lock names ${text} as a dependency and does not have it"
    else
      keyOf (head fitting);
  lockedClosure =
    names:
    map (key: byKey.${key}) (
      closure (key: map found (byKey.${key}.dependencies or [ ])) (
        map keyOf (filter (one: !(one ? source) && elem one.name names) packages)
      )
    );
in
{
  inherit
    root
    members
    packages
    lockedClosure
    patched
    kinds
    ;
  names = map (one: one.name) list;
  # the named member and all members that it compiles against
  closureOf = name: map (dir: byDir.${dir}) (closure (dir: filter (one: hasAttr one byDir) members.${byDir.${dir}}.uses) [ members.${name}.dir ]);
  unknownMembers = asked: filter (name: !(hasAttr name members)) asked;
  list = commas (map (one: one.name) list);
}
