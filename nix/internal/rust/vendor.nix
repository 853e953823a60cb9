# Third-party crates as the lock pins them: registry crates by their checksum, git crates by their commit. No other hash is needed.
# https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    lines
    optionalAttrs
    quote
    unique
    hasPrefix
    mergeAll
    ;
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    fromTOML
    isAttrs
    mapAttrs
    match
    readDir
    readFile
    toFile
    toJSON
    ;
  cratesIo = "registry+https://github.com/rust-lang/crates.io-index";
  crateUrl = name: version: "https://static.crates.io/crates/${name}/${name}-${version}.crate";
in
# registries: "registry+https://…" (as the lock says) → name: version: URL
{
  where,
  packages,
  registries ? { },
}:
let
  foreign = filter (one: one ? source) packages;
  sources = unique (map (one: one.source) foreign);
  numbered = builtins.genList (i: {
    source = elemAt sources i;
    folder = "source-${toString i}";
    packages = filter (one: one.source == elemAt sources i) foreign;
  }) (builtins.length sources);

  urlOf =
    source: name: version:
    if source == cratesIo || source == "sparse+https://index.crates.io/" then
      crateUrl name version
    else
      (registries.${source} or (throw "${where}: Cargo.lock takes ${name} from ${source}; say where its crates are by registries.${toJSON source} = name: version: \"https://…\""))
        name
        version;

  fromRegistry =
    folder: one:
    let
      archive = pkgs.fetchurl {
        name = "${one.name}-${one.version}.crate";
        url = urlOf one.source one.name one.version;
        sha256 = one.checksum or (throw "${where}: Cargo.lock has no checksum for ${one.name} ${one.version}; it is of an old format, run `cargo update -w`");
      };
    in
    ''
      tar -xzf ${archive} -C $out/${folder}
      echo '{"files":{},"package":"${one.checksum}"}' > $out/${folder}/${quote "${one.name}-${one.version}"}/.cargo-checksum.json
    '';

  # "git+https://host/repo?branch=main#commit"
  gitParts =
    source:
    let
      parts = match "git\\+([^?#]+)(\\?([a-z]+)=([^#]*))?#([0-9a-f]+)" source;
    in
    if parts == null then
      throw "${where}: Cargo.lock has a source of unknown form: ${source}"
    else
      {
        url = elemAt parts 0;
        selector = elemAt parts 2;
        value = elemAt parts 3;
        rev = elemAt parts 4;
      };
  checkout =
    source:
    let
      inherit (gitParts source) url rev;
    in
    if !(hasPrefix "https://" url || hasPrefix "ssh://" url || hasPrefix "file://" url) then
      throw "${where}: Cargo.lock takes a crate from ${url}; only https, ssh and file are fetched"
    else
      builtins.fetchGit {
        inherit url rev;
        allRefs = true;
        submodules = true;
      };

  # All manifests of a repository: [ { dir, manifest } ]
  manifestsOf =
    tree: dir:
    let
      here = if dir == "." then tree else tree + "/${dir}";
      entries = readDir here;
      below = filter (name: entries.${name} == "directory" && name != ".git" && name != "target") (attrNames entries);
    in
    (
      if entries ? "Cargo.toml" then
        [
          {
            inherit dir;
            manifest = fromTOML (readFile (here + "/Cargo.toml"));
          }
        ]
      else
        [ ]
    )
    ++ concatMap (name: manifestsOf tree (if dir == "." then name else "${dir}/${name}")) below;

  # A vendored crate stands alone, so what it inherits of its workspace is written into it.
  standalone =
    root: manifest:
    let
      shared = root.workspace or { };
      field = name: value: if isAttrs value && (value.workspace or false) then shared.package.${name} else value;
      dependency =
        name: spec:
        if !(isAttrs spec && (spec.workspace or false)) then
          spec
        else
          let
            base = shared.dependencies.${name};
            own = removeAttrs spec [
              "workspace"
              "features"
            ];
            full = if isAttrs base then base else { version = base; };
          in
          full
          // own
          // optionalAttrs (full ? features || spec ? features) { features = (full.features or [ ]) ++ (spec.features or [ ]); };
      tables =
        set:
        mapAttrs (
          name: value:
          if
            builtins.elem name [
              "dependencies"
              "build-dependencies"
              "dev-dependencies"
            ]
          then
            mapAttrs dependency value
          else
            value
        ) set;
    in
    tables (
      removeAttrs manifest [
        "workspace"
        "lints"
      ]
    )
    // {
      package = removeAttrs (mapAttrs field manifest.package) [ "workspace" ];
    }
    // optionalAttrs (manifest ? target) { target = mapAttrs (_: tables) manifest.target; };

  fromGit =
    folder: one:
    let
      tree = checkout one.source;
      all = manifestsOf tree.outPath ".";
      found = filter (entry: (entry.manifest.package.name or null) == one.name) all;
      entry =
        if found == [ ] then throw "${where}: ${one.source} holds no crate called ${one.name}" else builtins.head found;
      roots = filter (candidate: candidate.manifest ? workspace && internal.sources.inside candidate.dir entry.dir) all;
      root = if roots == [ ] then { } else (builtins.head roots).manifest;
      target = "$out/${folder}/${quote "${one.name}-${one.version}"}";
    in
    ''
      cp -r ${tree}/${quote entry.dir} ${target}; chmod -R u+w ${target}
      cp --no-preserve=mode ${toFile "Cargo.toml" (internal.toToml (standalone root entry.manifest))} ${target}/Cargo.toml
      echo '{"files":{}}' > ${target}/.cargo-checksum.json
    '';

  isGit = source: hasPrefix "git+" source;
  folders = pkgs.runCommand "cargo-vendor" { } (
    "mkdir -p $out\n"
    + lines (
      map (
        { source, folder, packages }:
        "mkdir $out/${folder}\n" + lines (map (if isGit source then fromGit folder else fromRegistry folder) packages)
      ) numbered
    )
  );
  replacement =
    { source, folder, ... }:
    let
      parts = gitParts source;
      name = if isGit source then builtins.head (match "([^#]+)#.*" source) else if source == cratesIo then "crates-io" else source;
    in
    {
      ${name} =
        (
          if isGit source then
            { git = parts.url; } // optionalAttrs (parts.selector != null) { ${parts.selector} = parts.value; }
          else if source == cratesIo then
            { }
          else
            { registry = if hasPrefix "registry+" source then internal.util.removePrefix "registry+" source else source; }
        )
        // {
          replace-with = folder;
        };
      ${folder}.directory = "@vendor@/${folder}";
    };
in
{
  inherit folders;
  names = map (one: one.name) foreign;
  # goes to $CARGO_HOME/config.toml, with @vendor@ replaced: a file made by toFile cannot name a build's result
  config = toFile "config.toml" (internal.toToml { source = mergeAll (map replacement numbered); });
  isEmpty = foreign == [ ];
}
