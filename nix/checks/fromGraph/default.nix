# A repository of four languages whose packages hold what others build; which compilers its pins choose; all outputs of its flake.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  inherit (builtins) attrNames deepSeq mapAttrs tryEval;
  src = ./repository;
  outputs = polynx.fromGraph { inherit src; };
  flake = import ../../flake-outputs.nix {
    inherit src;
    nixpkgs.legacyPackages.x86_64-linux = pkgs;
    systems = [ "x86_64-linux" ];
  };
  # flake-parts, as far as the module asks for it
  parts = import ../../flake-module.nix { inherit src; } {
    lib.mkDefault = value: value;
    withSystem = _: ask: ask { inherit pkgs; };
  };
  fails = f: !(tryEval (deepSeq f f)).success;

  # -- pins: a set of packages that only have versions
  named = name: version: { inherit name version; };
  set = {
    cargo = named "cargo" "1.90.0";
    rustc = named "rustc" "1.90.0";
    rust_1_91.packages.stable = {
      cargo = named "cargo" "1.91.1";
      rustc = named "rustc" "1.91.1";
      clippy = named "clippy" "1.91.1";
    };
    go = named "go" "1.23.4";
    go_1_24 = named "go" "1.24.9";
    go_1_20 = throw "go_1_20 is gone";
    nodejs = named "nodejs" "24.1.0";
    nodejs_18 = throw "nodejs_18 is gone";
    nodejs_20 = named "nodejs" "20.18.0";
    nodejs_22 = named "nodejs" "22.14.0";
    nodejs_23 = named "nodejs" "23.0.0";
    pnpm = named "pnpm" "9.1.0";
    pnpm_10 = named "pnpm" "10.40.0";
    deno = named "deno" "2.9.6";
  };
  internalOf =
    more:
    let
      scope = {
        pkgs = pkgs // set // more;
        craneLib = null;
        nativeLibraries = { };
        contentAddressed = false;
        polynx = { };
        internal = import ../../internal scope;
      };
    in
    scope.internal;
  chosen =
    more: language: workspace:
    map (one: "${one.name} ${one.version}")
      ((internalOf more).pins.${language} {
        where = "check";
        src = ./pins;
        roots = [ ];
        workspace = {
          root = ".";
          locks = [ ];
        }
        // workspace;
      }).build;
  rust = more: file: chosen more "rust" { locks = [ file ]; };
  pnpm = more: chosen more "node" { root = "line"; manager = "pnpm"; };
  # the set has another pnpm than the one that packageManager names, with its hash
  fetched =
    (import ../.. { pkgs = pkgs // { pnpm = pkgs.pnpm // { version = "9.1.0"; }; }; }).fromGraph {
      src = ./pins;
      graph = {
        version = 1;
        projects = { };
        workspaces = [
          {
            root = "hash";
            language = "node";
            manager = "pnpm";
            members = [ ];
            locks = [ ];
          }
        ];
      };
    };

  linking = polynx.fromGraph {
    src = ../buildRustWorkspace/workspace;
    graph = {
      version = 1;
      projects.db = {
        root = "apps/db";
        language = "rust";
        kind = "application";
        workspace = ".";
        package = "acme-db";
        programs = [ "acme-db" ];
        deps = [ ];
        needs = [ ];
        sources = [ "apps/db" ];
      };
      workspaces = [
        {
          root = ".";
          language = "rust";
          members = [ "db" ];
          locks = [ "Cargo.lock" ];
        }
      ];
    };
  };

  # two programs of one name, in modules of one workspace
  twins =
    (polynx.fromGraph {
      src = ../buildGoWorkspace/workspace;
      graph = {
        version = 1;
        projects =
          let
            program = package: {
              root = package;
              language = "go";
              kind = "application";
              workspace = ".";
              inherit package;
              programs = [ "server" ];
              deps = [ ];
              needs = [ ];
              sources = [ package ];
            };
          in
          {
            server = program "api";
            "api/cmd/migrate" = program "api/cmd/migrate";
          };
        workspaces = [
          {
            root = ".";
            language = "go";
            members = [ "server" "api/cmd/migrate" ];
            locks = [ ];
          }
        ];
      };
    }).packages;

  # workspaces of the other managers
  managed =
    manager: src:
    (polynx.fromGraph {
      inherit src;
      graph = {
        version = 1;
        projects.app = {
          root = "packages/app";
          language = "node";
          kind = "application";
          workspace = ".";
          package = "@acme/app";
          programs = [ "app" ];
          deps = [ ];
          needs = [ ];
          sources = [ "packages/app" ];
        };
        workspaces = [
          {
            root = ".";
            language = "node";
            inherit manager;
            members = [ "app" ];
            locks = [ "package.json" ];
          }
        ];
      };
    }).packages.app.drvPath;

  # -- outputs
  # one that only says what it was asked for
  inherit
    ((import ../.. { pkgs = pkgs // { nixfmt = pkgs.writeShellScriptBin "nixfmt" "printf '[%s]\\n' \"$@\""; }; }).fromGraph { inherit src; })
    formatter
    ;
  overlaid = flake.overlays.default (pkgs // overlaid) { polynx.kept = 1; };
  machine = {
    inherit pkgs;
    config.services.gen = {
      enable = true;
      package = outputs.packages.gen;
      settings = { };
      arguments = [ ];
      environment = { };
      openPorts = [ ];
      ports = [ ];
      openFirewall = false;
      networkIsolation = false;
      stateDirectories = [ ];
    };
    lib = {
      mkOption = option: option;
      mkEnableOption = _: { default = false; };
      mkDefault = value: value;
      mkIf = condition: value: if condition then value else { };
      types = builtins.listToAttrs (
        map (name: {
          inherit name;
          value = one: one;
        }) [ "package" "anything" "str" "port" "bool" "attrsOf" "listOf" ]
      );
    };
  };
  early = machine // {
    pkgs = throw "packages are asked for too early";
    config = throw "the configuration is asked for too early";
  };
  # of a module, which names its package and imports the rest
  startOf =
    module:
    let
      read = module machine;
      services = machine.config.services;
      config.services.gen = services.gen // read.config.services.gen;
    in
    ((builtins.head read.imports) (machine // { inherit config; })).config.systemd.services.gen.serviceConfig.ExecStart;
in
{
  inherit (outputs.checks) app gen;
  web = outputs.packages."@acme/web";
  run = pkgs.runCommand "repository-runs" { } ''
    test "$(${outputs.apps.gen.program})" = 'A PAGE'
    ${outputs.packages.app}/bin/app | tr '\n' ' ' | tee $out | grep -x 'gen program shout script tool program plug program '
    # a variant needs the same files
    test "$(${(polynx.debug { package = outputs.packages.app; }).outPath}/bin/app | wc -l)" = 4
    # all of them, and each by its name
    ${outputs.packages.default}/tool/bin/tool
    ls ${outputs.packages.default}/@acme/web/lib/node_modules/@acme/web/dist/index.txt
  '';
  fetched = pkgs.runCommand "pnpm-by-hash" { inherit (fetched.devShells.default) nativeBuildInputs; } "pnpm --version | tee $out | grep -x 10.34.8";
  pinsOfRust = expect "compilers that rust-toolchain.toml asks for" (map (rust { }) [ "rust-toolchain.toml" "line/rust-toolchain.toml" "old/rust-toolchain" ]) [
    [ "cargo 1.91.1" "rustc 1.91.1" ]
    [ "cargo 1.91.1" "rustc 1.91.1" ]
    [ "cargo 1.90.0" "rustc 1.90.0" ]
  ];
  rustOverlay = expect "a toolchain of rust-overlay" (rust {
    rust-bin.fromRustupToolchain = spec: {
      name = "rust-bin";
      version = builtins.toJSON spec;
    };
  } "nightly/rust-toolchain.toml") [ "rust-bin {\"channel\":\"nightly-2026-01-01\"}" ];
  nightly = expect "a nightly without an overlay" (fails (rust { } "nightly/rust-toolchain.toml")) true;
  pinsOfGo = expect "go lines are the least that will do" (map (more: chosen more "go" { }) [ { } { go_1_24 = null; go = named "go" "1.25.0"; } ]) [
    [ "go 1.24.9" ]
    [ "go 1.25.0" ]
  ];
  oldGo = expect "only an older go" (fails (chosen { go_1_24 = null; } "go" { })) true;
  pinsOfNode = expect "engines.node, packageManager without a hash" [ (chosen { } "node" { manager = "npm"; }) (pnpm { }) ] [
    [ "nodejs 22.14.0" ]
    [ "nodejs 24.1.0" "pnpm 10.40.0" ]
  ];
  managers = expect "workspaces of yarn and bun" (map (one: managed one.manager one.src) [
    { manager = "yarn"; src = ../buildYarnWorkspace/classic; }
    { manager = "yarn"; src = ../buildYarnWorkspace/berry; }
    { manager = "bun"; src = ../buildBunWorkspace/workspace; }
  ]) (map (build: (build { }).packages."@acme/app".drvPath) [
    (_: polynx.buildYarnWorkspace { src = ../buildYarnWorkspace/classic; })
    (_: polynx.buildYarnWorkspace { src = ../buildYarnWorkspace/berry; })
    (_: polynx.buildBunWorkspace { src = ../buildBunWorkspace/workspace; })
  ]);
  oldPnpm = expect "only an older pnpm" (fails (pnpm { pnpm_10 = named "pnpm" "10.2.0"; })) true;
  pinOfDeno = expect ".dvmrc" (chosen { } "deno" { locks = [ ".dvmrc" ]; }) [ "deno 2.9.6" ];
  programsOfOneName = expect "what they are called in bin" (map (name: [ twins.${name}.pname twins.${name}.meta.mainProgram ]) [ "server" "api/cmd/migrate" ]) [
    [ "server" "server" ]
    [ "api-cmd-migrate" "server" ]
  ];
  otherDeno = expect "another deno" (fails (chosen { deno = named "deno" "2.9.5"; } "deno" { locks = [ ".dvmrc" ]; })) true;
  named = expect "toolchains that are named" (polynx.fromGraph { inherit src; toolchains.go = [ pkgs.bash ]; }).packages.gen.nativeBuildInputs [ pkgs.bash ];
  misspelt = expect "a language that there is not" (fails (polynx.fromGraph { inherit src; toolchains.cobol = [ ]; }).packages.gen.drvPath) true;

  outputs = expect "outputs of the flake" (mapAttrs (_: attrNames) flake) (
    {
      packages = [ "x86_64-linux" ];
      legacyPackages = [ "x86_64-linux" ];
      checks = [ "x86_64-linux" ];
      apps = [ "x86_64-linux" ];
      devShells = [ "x86_64-linux" ];
      formatter = [ "x86_64-linux" ];
      overlays = [ "default" ];
      nixosModules = [ "app" "default" "gen" "shout" "tool" ];
    }
  );
  parts = expect "the same with flake-parts" [ (parts.perSystem { inherit pkgs; }).packages.gen.drvPath (attrNames parts.flake.overlays) (startOf parts.flake.nixosModules.gen) ] [
    outputs.packages.gen.drvPath
    [ "default" ]
    "${outputs.packages.gen}/bin/gen"
  ];
  packages = expect "packages, checks, apps" (map attrNames [ outputs.packages outputs.checks outputs.apps ]) [
    [ "@acme/web" "app" "default" "gen" "shout" "tool" ]
    [ "@acme/web" "app" "gen" "plug" "shout" "tool" ]
    [ "app" "gen" "shout" "tool" ]
  ];
  tests = pkgs.runCommand "the-tests-of-a-flake" { tests = flake.legacyPackages.x86_64-linux.tests; } ''
    ls $tests | tr '\n' ' ' | tee $out | grep -x '@acme app gen plug shout tool '
  '';
  testByName = expect "a test by its name, beside all of them" flake.legacyPackages.x86_64-linux.tests.plug.drvPath flake.checks.x86_64-linux.plug.drvPath;
  contentAddressed = expect "an option of the flake" ((import ../../flake-outputs.nix {
    inherit src;
    nixpkgs.legacyPackages.x86_64-linux = pkgs;
    systems = [ "x86_64-linux" ];
    contentAddressed = true;
  }).packages.x86_64-linux.gen.__contentAddressed or false) true;
  overlay = expect "packages below one name, beside others" [ (attrNames overlaid.polynx) overlaid.polynx.gen.drvPath ] [
    [ "@acme/web" "app" "gen" "kept" "shout" "tool" ]
    outputs.packages.gen.drvPath
  ];
  service = expect "the module of a program" (startOf flake.nixosModules.gen) "${outputs.packages.gen}/bin/gen";
  # NixOS asks a module for its packages only after it has read all modules
  shape = expect "the shape of a module, before there are packages" (builtins.concatMap (module: let read = module early; in attrNames read ++ attrNames read.config.services ++ map builtins.isFunction read.imports) flake.nixosModules.default.imports) (
    builtins.concatMap (name: [ "config" "imports" name true ]) [ "app" "gen" "shout" "tool" ]
  );
  shell = expect "what is linked to, in the shell" [ linking.devShells.default.OPENSSL_NO_VENDOR (builtins.elem pkgs.openssl linking.devShells.default.buildInputs) ] [ "1" true ];
  # `toolchain: nix` evaluates it in a copy that has no code: what cgo links to is the one thing that only code says
  shellWithoutCode = expect "the shell of manifests and locks alone" (polynx.fromGraph {
    src = builtins.path {
      name = "manifests";
      path = src;
      filter = path: type: type == "directory" || builtins.match ".*[.](toml|lock|mod|json)" path != null;
    };
  }).devShells.default.drvPath outputs.devShells.default.drvPath;
  modules = expect "all modules" (builtins.length flake.nixosModules.default.imports) 4;
  formats = pkgs.runCommand "formats-what-is-the-users" { nativeBuildInputs = [ pkgs.git ]; } ''
    not ${flake.formatter.x86_64-linux}/bin/polynx-nix-format 2> $out
    grep 'no nixfmt' $out

    git init --quiet . && mkdir -p nix/polynx nix/generated shell
    touch flake.nix nix/polynx/default.nix nix/generated/x.nix shell/my\ shell.nix shell/note.txt
    git add flake.nix nix shell/note.txt
    ${formatter}/bin/polynx-nix-format --check > said
    test "$(sort said | tr '\n' ' ')" = '[--check] [flake.nix] [shell/my shell.nix] '
    ${formatter}/bin/polynx-nix-format shell > said
    test "$(cat said)" = '[shell/my shell.nix]'
  '';
  range = expect "ranges of npm" (map (one: (internalOf { }).versionRange (builtins.elemAt one 0) (builtins.elemAt one 1)) [
    [ "^20.19.0 || >=22.12" "20.20.1" ]
    [ "^20.19.0 || >=22.12" "21.1.0" ]
    [ "20.x" "20.1.2" ]
    [ "20" "21.0.0" ]
    [ ">= 18 <21" "20.3.1" ]
    [ "18 - 20" "20.9.0" ]
    [ "~1.2.3" "1.3.0" ]
    [ "^0.2.3" "0.2.9" ]
    [ "^0.2.3" "0.3.0" ]
    [ "*" "1.0.0" ]
    [ ">20" "20.9.9" ]
    [ "<=20" "20.9.9" ]
  ]) [ true false true false true true false true false true false true ];
}
