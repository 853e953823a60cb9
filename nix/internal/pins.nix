# What a workspace says of its own tools, and the packages of `pkgs` that are them; else an error that says what there is and what to do.
#
# A package without a version (which those of nixpkgs all have) is taken at its word.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    commas
    hasPrefix
    optional
    unique
    ;
  inherit (builtins)
    all
    attrNames
    baseNameOf
    compareVersions
    concatMap
    elemAt
    filter
    foldl'
    fromJSON
    fromTOML
    hasAttr
    head
    match
    pathExists
    readFile
    sort
    ;
  fileIn = folder: name: if folder == "." then name else "${folder}/${name}";
  # A set of packages may have a name only to say that what it was is gone.
  alive = candidates: concatMap (one: let tried = builtins.tryEval one; in optional (tried.success && tried.value != null) tried.value) candidates;
  versionOf = package: package.version or null;
  saying = package: if versionOf package == null then "one that does not say its version" else versionOf package;
  atLeast = wanted: package: versionOf package == null || compareVersions (versionOf package) wanted >= 0;
  exactly = wanted: package: versionOf package == null || versionOf package == wanted;

  missing =
    {
      where,
      file,
      pin,
      has,
      language,
      more ? "",
    }:
    throw "${where}: ${file} asks for ${pin}; pkgs has ${if has == [ ] then "none" else commas (unique (map saying has))}. Take a nixpkgs that has it, or name packages by toolchains.${language}${more}, or change ${file}";
  pick =
    fits: candidates: error:
    let
      fitting = filter fits candidates;
    in
    if fitting == [ ] then missing (error // { has = candidates; }) else head fitting;

  # -- rust: a channel, components, targets. https://rust-lang.github.io/rustup/overrides.html
  rust =
    { where, src, workspace, ... }:
    let
      files = filter (file: builtins.elem (baseNameOf file) [ "rust-toolchain" "rust-toolchain.toml" ]) workspace.locks;
      file = head files;
      text = readFile (src + "/${file}");
      # the older form of the file is the channel alone
      spec = if match ".*[[]toolchain[]].*" text != null then (fromTOML text).toolchain else { channel = head (match "[[:space:]]*([^[:space:]]+)[[:space:]]*" text); };
      channel = spec.channel or (throw "${where}: ${file} names a path and no channel, which is not of this repository; name packages by toolchains.rust");
      set = rustc: {
        inherit rustc;
        inherit (pkgs) cargo;
        shell = optional (pkgs ? clippy) pkgs.clippy ++ optional (pkgs ? rustfmt) pkgs.rustfmt;
      };
      # nixpkgs keeps the compilers that browsers need: rust_1_91.packages.stable
      line = match "([0-9]+)[.]([0-9]+)([.].*)?" channel;
      ofLine = pkgs."rust_${elemAt line 0}_${elemAt line 1}".packages.stable;
      candidates =
        [ (set pkgs.rustc) ]
        ++ map (one: { inherit (one) rustc cargo; shell = optional (one ? clippy) one.clippy ++ optional (one ? rustfmt) one.rustfmt; }) (
          alive (optional (line != null && hasAttr "rust_${elemAt line 0}_${elemAt line 1}" pkgs) ofLine)
        );
      fits =
        one:
        let
          version = versionOf one.rustc;
        in
        version == null || channel == "stable" || version == channel || (match "[0-9]+[.][0-9]+" channel != null && hasPrefix "${channel}." version);
      fitting = filter fits candidates;
      chosen =
        if fitting != [ ] then
          head fitting
        else
          missing {
            inherit where file;
            language = "rust";
            pin = "Rust ${channel}";
            has = map (one: one.rustc) candidates;
            more = " (with fenix: fenix.fromToolchainFile), or an overlay that gives pkgs.rust-bin (rust-overlay; pkgsFor of flake-outputs.nix)";
          };
      plain = set pkgs.rustc;
    in
    if files == [ ] then
      {
        build = [ plain.cargo plain.rustc ];
        inherit (plain) shell;
      }
    else if pkgs ? rust-bin then
      {
        build = [ (pkgs.rust-bin.fromRustupToolchain (spec // { inherit channel; })) ];
        shell = [ ];
      }
    else
      {
        build = [ chosen.cargo chosen.rustc ];
        inherit (chosen) shell;
      };

  # -- go: both lines are the least version that will do. https://go.dev/doc/toolchain
  go =
    { where, src, workspace, roots }:
    let
      files = filter (file: pathExists (src + "/${file}")) (
        [ (fileIn workspace.root "go.work") ] ++ map (root: fileIn root "go.mod") (unique ([ workspace.root ] ++ roots))
      );
      wishes = concatMap (
        file:
        let
          directives = internal.go.modfile (readFile (src + "/${file}"));
          said = keyword: map head (directives.${keyword} or [ ]);
          plain = text: let found = match "go([0-9].*)" text; in if found == null then [ ] else found;
        in
        map (version: { inherit file version; }) (said "go" ++ concatMap plain (said "toolchain"))
      ) files;
      # Go writes 1.22rc1 for what comes before 1.22, as builtins write 1.22pre1
      comparable = builtins.replaceStrings [ "rc" "beta" ] [ "pre" "pre" ];
      newest = foldl' (a: b: if compareVersions (comparable a.version) (comparable b.version) >= 0 then a else b) (head wishes) wishes;
      line = match "([0-9]+)[.]([0-9]+).*" newest.version;
      name = "go_${elemAt line 0}_${elemAt line 1}";
      go = pick (atLeast (comparable newest.version)) (alive (optional (line != null && hasAttr name pkgs) pkgs.${name} ++ [ pkgs.go ])) {
        inherit where;
        inherit (newest) file;
        language = "go";
        pin = "Go ${newest.version} or later";
      };
    in
    {
      build = [ (if wishes == [ ] then pkgs.go else go) ];
      shell = [ ];
    };

  # -- node: engines.node is a range, packageManager one version. https://nodejs.org/api/packages.html#packagemanager
  node =
    { where, src, workspace, roots }:
    let
      files = filter (file: pathExists (src + "/${file}")) (map (root: fileIn root "package.json") (unique ([ workspace.root ] ++ roots)));
      manifests = map (file: { inherit file; manifest = fromJSON (readFile (src + "/${file}")); }) files;
      ranges = filter (one: one.range != null) (map (one: { inherit (one) file; range = one.manifest.engines.node or null; }) manifests);
      # the set's own first, then what it has besides, the newest long-term one first
      numbered = filter (name: match "nodejs_[0-9]+" name != null) (attrNames pkgs);
      number = name: fromJSON (head (match "nodejs_([0-9]+)" name));
      isLongTerm = n: n / 2 * 2 == n;
      better = a: b: if isLongTerm (number a) != isLongTerm (number b) then isLongTerm (number a) else number a > number b;
      candidates = [ pkgs.nodejs ] ++ alive (map (name: pkgs.${name}) (sort better numbered));
      inRange = version: one: internal.versionRange one.range version;
      nodejs =
        if ranges == [ ] then
          pkgs.nodejs
        else
          pick (package: versionOf package == null || all (inRange (versionOf package)) ranges) candidates {
            inherit where;
            language = "node";
            file = commas (map (one: one.file) ranges);
            pin = "Node ${builtins.concatStringsSep " and " (unique (map (one: one.range) ranges))} (engines.node)";
          };

      # the manifest that says how the workspace is installed is its root's
      packageManager = if manifests == [ ] then null else (head manifests).manifest.packageManager or null;
      said = if packageManager == null then null else match "(npm|pnpm)@([0-9]+)([.][^+]*)([+](sha1|sha256|sha512)[.]([0-9a-f]+))?.*" packageManager;
      manager = elemAt said 0;
      version = elemAt said 1 + elemAt said 2;
      fetched = internal.node.manager {
        inherit nodejs version;
        name = manager;
        algorithm = elemAt said 4;
        hash = elemAt said 5;
      };
      # as the set has them
      others = {
        yarn = if internal.node.isBerry (src + "/${workspace.root}") then "yarn-berry" else "yarn";
        bun = "bun";
      };
      pnpms = alive (
        optional (said != null && hasAttr "pnpm_${elemAt said 1}" pkgs) pkgs."pnpm_${elemAt said 1}" ++ optional (pkgs ? pnpm) pkgs.pnpm
      );
      # without a hash nothing can be fetched: one of the same major version reads the same lock
      similar = package: versionOf package == null || (hasPrefix "${elemAt said 1}." (versionOf package) && atLeast version package);
      pnpm =
        if said == null || manager != "pnpm" then
          pkgs.pnpm
        else if filter (exactly version) pnpms != [ ] then
          head (filter (exactly version) pnpms)
        else if elemAt said 3 != null then
          fetched
        else
          pick similar pnpms {
            inherit where;
            language = "node";
            file = head files;
            pin = "pnpm ${version} (packageManager)";
            more = ", add the hash by which it can be fetched (corepack use pnpm@${version})";
          };
    in
    {
      # npm comes with node, unless one is asked for with its hash
      build =
        [ (if workspace.manager or null == "npm" && said != null && manager == "npm" && elemAt said 3 != null then fetched else nodejs) ]
        ++ optional (workspace.manager or null == "pnpm") pnpm
        ++ optional (others ? ${workspace.manager or ""} && pkgs ? ${others.${workspace.manager}}) pkgs.${others.${workspace.manager}};
      shell = [ ];
    };

  # -- deno: one version, in a file of version managers. https://github.com/denoland/setup-deno#version-from-file
  deno =
    { where, src, workspace, ... }:
    let
      files = filter (file: builtins.elem (baseNameOf file) [ ".dvmrc" ".tool-versions" ]) workspace.locks;
      file = head files;
      found = concatMap (
        line:
        let
          version = match "((deno_version[[:space:]]*=|deno)[[:space:]]+)?v?([0-9]+[.][0-9]+[.][0-9]+)[[:space:]]*(#.*)?" line;
        in
        optional (version != null && (baseNameOf file == ".dvmrc" || hasPrefix "deno" line)) (elemAt version 2)
      ) (internal.util.splitLines (builtins.replaceStrings [ "\r" ] [ "" ] (readFile (src + "/${file}"))));
    in
    {
      build = [
        (
          if files == [ ] || found == [ ] then
            pkgs.deno
          else
            pick (exactly (head found)) [ pkgs.deno ] {
              inherit where file;
              language = "deno";
              pin = "Deno ${head found}";
            }
        )
      ];
      shell = [ ];
    };
in
{
  inherit
    rust
    go
    node
    deno
    ;
}
