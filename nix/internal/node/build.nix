# The derivations of a workspace of npm or pnpm: node_modules once with everything and once for production, and one package per member.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    lines
    optionalString
    quote
    quoteAll
    storeName
    unique
    toList
    ;
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    hasAttr
    head
    isAttrs
    isList
    isString
    match
    pathExists
    ;
  inherit (internal) sources;
in
{
  where,
  pname,
  src,
  workspace,
  toolchain,
  # [ { name, version, integrity, … } ]
  locked,
  lockFiles,
  lockFolders,
  # packages → { serve, stop }: shell lines
  supply,
  # { production, tarballs }: shell text that installs into the working directory
  install,
  # dir: shell text that runs the build script of a member
  runBuild,
  configs,
  # names of packages that may run their installation scripts
  installScripts,
}:
let
  inherit (workspace) members;
  # what runs here is what runs later
  node = head toolchain;
  # Not what is optional and of another platform, unless a setting asks for it: npm and pnpm would not install it.
  isWanted = one: one.file == null && (!one.optional || takesOthers || internal.node.isOfThisPlatform one);
  takesOthers =
    workspace.root ? pnpm.supportedArchitectures
    || says ".npmrc" "(os|cpu|libc)[[:space:]]*=.*"
    || says "pnpm-workspace.yaml" "supportedArchitectures:.*";
  says =
    file: line:
    pathExists (src + "/${file}")
    && builtins.any (one: match line one != null) (internal.util.splitLines (builtins.readFile (src + "/${file}")));
  registry = supply (filter isWanted locked);
  # Folders that node_modules leads to, though they are no members
  linked = unique (
    concatMap (
      { name, from, dir }:
      if dir == null then
        internal.util.warn "polynx: ${where}: ${from} takes ${name} from a folder outside of src, which is not there when it is built; give a src that holds it" [ ]
      else
        [ dir ]
    ) workspace.linked
  );
  # Tarballs of the repository; npm and pnpm compare them with the lock themselves.
  tarballs = unique (map tarballOf (filter (one: one.file != null) locked));
  tarballOf =
    { name, file, ... }:
    if match "/.*|([.][.]|.*/[.][.])(/.*)?" file != null then
      throw "${where}: ${head lockFiles} takes ${name} from ${file}, which is not in src; copy it there, install it from there, and commit it"
    else if !(pathExists (src + "/${file}")) then
      throw "${where}: ${head lockFiles} takes ${name} from ${file}, which src does not have; a flake sees what git knows: `git add --intent-to-add --force ${file}`"
    else
      file;
  native = internal.native.ofNpm where installScripts;
  silent = filter (one: one.hasInstallScript && !(elem one.name installScripts)) locked;

  modulesFor =
    production:
    pkgs.stdenv.mkDerivation {
      pname = "${storeName pname}-${if production then "production-" else ""}modules";
      version = "0";
      src = sources.only {
        name = "lock";
        inherit src;
        files = lockFiles ++ tarballs;
        folders = linked ++ lockFolders;
      };
      nativeBuildInputs = toolchain ++ native.nativeBuildInputs;
      inherit (native) buildInputs env;
      # on macOS a build may listen on its own loopback only when it says so
      __darwinAllowLocalNetworking = true;
      configurePhase = ''
        runHook preConfigure
        ${lines (
          map (one: ''
            mkdir -p ${quote one.dir}
            cp --no-preserve=mode ${pkgs.writeText "package.json" (builtins.toJSON (workspace.installable one))} ${quote one.dir}/package.json
          '') (attrValues members)
        )}
        export HOME=$NIX_BUILD_TOP/home npm_config_cache=$NIX_BUILD_TOP/cache npm_config_update_notifier=false
        export npm_config_nodedir=${node} npm_config_fund=false npm_config_audit=false CI=true
        mkdir -p $HOME
        runHook postConfigure
      '';
      buildPhase = ''
        runHook preBuild
        ${registry.serve}
        ${install { inherit production tarballs; }}
        ${registry.stop}
        runHook postBuild
      '';
      # node_modules of the root and of all members, at the places where they were
      installPhase = ''
        runHook preInstall
        mkdir -p $out
        for dir in ${quoteAll (map (one: one.dir) (attrValues members))}; do
          # state files hold the time of the installation
          rm -f "$dir"/node_modules/.modules.yaml "$dir"/node_modules/.pnpm-workspace-state*.json "$dir"/node_modules/.yarn-integrity "$dir"/node_modules/.yarn-state.yml
          [ ! -d "$dir/node_modules" ] || { mkdir -p "$out/$dir"; cp -a "$dir/node_modules" "$out/$dir/"; }
        done
        for dir in ${quoteAll linked}; do mkdir -p "$out/$(dirname "$dir")"; cp -a "$dir" "$out/$dir"; done
        runHook postInstall
      '';
      dontFixup = true;
    };
  modules = modulesFor false;
  productionModules = modulesFor true;

  # -- what of a member is its result
  # All paths that a manifest names as its own files: "./dist/index.js" in main, module, types, bin and exports
  pathsIn =
    value:
    if isString value then
      [ value ]
    else if isList value then
      concatMap pathsIn value
    else if isAttrs value then
      concatMap pathsIn (attrValues value)
    else
      [ ];
  topOf =
    path:
    let
      parts = filter (part: isString part && part != "" && part != ".") (builtins.split "/" path);
    in
    if parts == [ ] || head parts == ".." || match ".*\\*.*" (head parts) != null then [ ] else [ (head parts) ];
  resultOf =
    config: manifest:
    let
      named = concatMap (field: pathsIn (manifest.${field} or [ ])) [
        "main"
        "module"
        "types"
        "bin"
        "exports"
      ];
    in
    if config.output != null then
      toList config.output
    else if manifest ? files then
      unique (concatMap topOf (filter (path: match "!.*" path == null) manifest.files ++ named))
    else
      unique (
        concatMap topOf named
        ++ [
          "dist"
          "build"
          "out"
        ]
      );

  package =
    variant: name:
    let
      member = members.${name};
      config = configs.${name};
      inherit (member) manifest dir;
      closure = workspace.closureOf name;
      built = filter (other: other != name) closure;
      programs =
        if isString (manifest.bin or null) then { ${baseNameOf name} = manifest.bin; } else manifest.bin or { };
      isRoot = dir == ".";
      nested = filter (other: other != ".") workspace.dirs;
      rootFiles = filter (file: pathExists (src + "/${file}")) (
        [
          "package.json"
          "pnpm-workspace.yaml"
          ".npmrc"
          "tsconfig.json"
          "tsconfig.base.json"
        ]
        ++ lockFiles
        ++ config.extraFiles
      );
      target = "$out/lib/node_modules/${quote name}";
      results = resultOf config manifest;
      packages = package { };
    in
    pkgs.stdenv.mkDerivation (
      {
        pname = "${storeName (if config.pname != null then config.pname else name)}${variant.suffix or ""}";
        version = if config.version != null then config.version else member.version;
        src = sources.only {
          name = "${storeName name}-source";
          inherit src;
          files = rootFiles ++ map (other: "${other}/package.json") nested;
          folders = [ dir ];
          not = path: isRoot && builtins.any (other: sources.inside other path) nested;
        };
        nativeBuildInputs = toolchain ++ config.nativeBuildInputs;
        inherit (config) buildInputs env patches doCheck;
        configurePhase = ''
          runHook preConfigure
          export HOME=$NIX_BUILD_TOP/home npm_config_update_notifier=false NODE_ENV=production CI=true
          mkdir -p $HOME
          cp -a ${modules}/. .; chmod -R u+w .
          ${lines (
            map (other: "cp -rL ${packages other}/lib/node_modules/${quote other}/. ${quote members.${other}.dir}/; chmod -R u+w ${quote members.${other}.dir}") built
          )}
          ${variant.configure or ""}
          runHook postConfigure
        '';
        buildPhase = ''
          runHook preBuild
          ${if config.buildPhase != null then "( cd ${quote dir}\n${config.buildPhase}\n)" else optionalString ((manifest.scripts or { }) ? build) (runBuild dir "build")}
          runHook postBuild
        '';
        checkPhase = ''
          runHook preCheck
          ${optionalString ((manifest.scripts or { }) ? test) (runBuild dir "test")}
          runHook postCheck
        '';
        installPhase = ''
          runHook preInstall
          mkdir -p ${target}
          ( cd ${quote dir}
            cp package.json ${target}/
            found=
            for one in ${quoteAll results}; do
              # a folder that is only looked for by custom may not be there
              [ -e "$one" ] || continue
              found=1; cp -r "$one" ${target}/
            done
            if [ -z "$found" ]; then
              ${
                # without any of them its code is its result
                "for one in *; do [ \"$one\" = node_modules ] || [ \"$one\" = package.json ] || cp -r \"$one\" ${target}/; done"
              }
            fi )
          # what it needs when it runs, beside it, where node looks
          for one in ${quoteAll (filter (other: !(hasAttr other members)) (workspace.runtimeOf name))}; do
            for place in ${productionModules}/${quote dir}/node_modules/$one ${productionModules}/node_modules/$one; do
              [ ! -e "$place" ] || { mkdir -p $(dirname $out/lib/node_modules/$one); ln -s "$place" $out/lib/node_modules/$one; break; }
            done
          done
          ${lines (
            map (other: "mkdir -p $(dirname $out/lib/node_modules/${quote other}); ln -s ${packages other}/lib/node_modules/${quote other} $out/lib/node_modules/${quote other}") (
              filter (other: elem other (workspace.runtimeOf name)) built
            )
          )}
          ${lines (
            map (program: ''
              mkdir -p $out/bin
              printf '#!%s\nexec %s %s "$@"\n' ${pkgs.bash}/bin/bash ${node}/bin/node ${target}/${quote programs.${program}} > $out/bin/${quote program}
              chmod +x $out/bin/${quote program}
            '') (attrNames programs)
          )}
          ${variant.afterInstall or ""}
          runHook postInstall
        '';
        meta = {
          description = if config.description != null then config.description else manifest.description or "${name}, a package of ${pname}";
        }
        // internal.util.optionalAttrs (programs != { }) { mainProgram = head (attrNames programs); };
        passthru = {
          dependencies = modules;
          inherit closure productionModules;
          polynx = {
            kind = "node";
            inherit name;
            vary = changes: package (internal.variants.join variant changes) name;
          };
          nativeLibraries = internal.native.told native // {
            # named, so that nobody wonders why a binary is missing
            scriptsNotRun = map (one: one.name) silent;
          };
        };
      }
      // internal.hooks.of config
      // (variant.attrs or { })
    );
in
{
  inherit modules productionModules;
  package = package { };
}
