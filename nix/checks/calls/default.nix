# Calls in the shapes that other sets of builders have, as people bring them: sources at the top level, curried calls, other names.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  inherit (builtins)
    attrNames
    attrValues
    convertHash
    deepSeq
    fetchTree
    mapAttrs
    readDir
    tryEval
    ;
  fails = f: !(tryEval (deepSeq f f)).success;

  # -- a source by owner and repository: Nix downloads nothing that the store has already, by its hash
  inStore = folder: builtins.path { name = "source"; path = folder; };
  sha256 = folder: (fetchTree { type = "path"; path = toString folder; }).narHash;
  base32 = hash: convertHash { inherit hash; toHashFormat = "nix32"; };
  base16 = hash: convertHash { inherit hash; toHashFormat = "base16"; };
  at = folder: more: deepSeq (readDir (inStore folder)) ({ owner = "acme"; repo = baseNameOf folder; rev = "v1.0.0"; } // more);
  crates = more: at ./crates more;

  rust =
    polynx.buildRustWorkspace (
      crates { sha256 = sha256 ./crates; }
      // {
        members = [ "api" "jobs" ];
        memberConfigs = {
          api = {
            description = "API service";
            doCheck = true;
            env.GREETING = "hello";
          };
          jobs = {
            description = "Worker";
            doCheck = false;
          };
        };
      }
    );
  hello = more: (polynx.buildRustPackage (at ./project/ledger more)).drvPath;
  written = [
    { hash = sha256 ./project/ledger; }
    { sha256 = base32 (sha256 ./project/ledger); }
    { hash = base16 (sha256 ./project/ledger); }
    { sha256 = "sha256:${base32 (sha256 ./project/ledger)}"; host = "gitlab.com"; }
  ];
  # every builder that has a source takes it this way
  builders = {
    buildDenoApp = polynx.buildDenoApp (at ./project/tool { sha256 = sha256 ./project/tool; pname = "tool"; });
    buildGoAtprotoModule = (polynx.buildGoAtprotoModule (at ./project/queue { sha256 = sha256 ./project/queue; services = [ "drain" ]; })).packages.drain;
    buildNpmPackage = polynx.buildNpmPackage (at ./project/site { sha256 = sha256 ./project/site; });
    buildNpmWorkspace = (polynx.buildNpmWorkspace (at ./project/site { sha256 = sha256 ./project/site; })).packages.pages;
    buildPnpmWorkspace = (polynx.buildPnpmWorkspace (at ../buildPnpmWorkspace/workspace { sha256 = sha256 ../buildPnpmWorkspace/workspace; })).packages."@acme/app";
    buildRustPackage = polynx.buildRustPackage (at ./project/ledger { sha256 = sha256 ./project/ledger; });
    buildUniversalPackage = polynx.buildUniversalPackage (at ./project/ledger { sha256 = sha256 ./project/ledger; });
    buildMultiLanguageProject = polynx.buildMultiLanguageProject (at ./project { sha256 = sha256 ./project; components.ledger = { language = "rust"; sourceRoot = "ledger"; }; });
    createSharedDependencies = polynx.createSharedDependencies (at ./project/ledger { sha256 = sha256 ./project/ledger; language = "rust"; });
    fromGraph = (polynx.fromGraph (at ../fromGraph/repository { sha256 = sha256 ../fromGraph/repository; })).packages.gen;
    buildYarnWorkspace = (polynx.buildYarnWorkspace (at ../buildYarnWorkspace/berry { sha256 = sha256 ../buildYarnWorkspace/berry; })).packages."@acme/app";
    buildBunWorkspace = (polynx.buildBunWorkspace (at ../buildBunWorkspace/workspace { sha256 = sha256 ../buildBunWorkspace/workspace; })).packages."@acme/app";
    buildRustFfi = polynx.buildRustFfi (at ../buildRustFfi/adder { sha256 = sha256 ../buildRustFfi/adder; crate = "adder"; header = "include/adder.h"; });
    buildPythonExtension = polynx.buildPythonExtension (at ../buildPythonExtension/c { sha256 = sha256 ../buildPythonExtension/c; pname = "quick"; });
  };

  # -- a project of several languages, whose components have other names than their packages
  components = {
    backend = {
      language = "rust";
      sourceRoot = "ledger";
      description = "Keeps accounts";
      autoStart = true;
    };
    frontend = {
      language = "nodejs";
      sourceRoot = "site";
    };
    worker = {
      language = "go";
      sourceRoot = "queue";
      services = [ "drain" ];
    };
    helper = {
      language = "deno";
      sourceRoot = "tool";
    };
  };
  rest = {
    src = ./project;
    inherit components;
    coordinationStrategy = "orchestrated";
  };
  single = {
    buildRustFn = polynx.buildRustPackage;
    buildNodeFn = polynx.buildNpmPackage;
    buildGoFn = polynx.buildGoAtprotoModule;
    buildDenoFn = polynx.buildDenoApp;
  };
  curried = polynx.buildMultiLanguageProject single rest;
  project = more: polynx.buildMultiLanguageProject ({ src = ./project; } // more);
  # a folder of a workspace whose lock lies above it
  below = injected: polynx.buildMultiLanguageProject (injected // {
    src = ./crates;
    components.worker = {
      language = "rust";
      sourceRoot = "jobs";
      builderArguments = if injected == { } then { memberConfigs.jobs.doCheck = false; } else { doCheck = false; };
    };
  });
  npmBelow = injected: polynx.buildMultiLanguageProject (injected // {
    src = ../buildNpmWorkspace/workspace;
    components.web = {
      language = "node";
      sourceRoot = "apps/web";
    };
  });
  two = polynx.buildMultiLanguageProject single {
    src = ./crates;
    components.both = {
      language = "rust";
      services = [ "api" "jobs" ];
      builderArguments = { doCheck = false; env.GREETING = "hi"; };
    };
  };
in
{
  rust = rust.packages.api;
  runsWhatWasFetched = pkgs.runCommand "a-rust-workspace-by-owner-and-repository" { } ''
    test "$(${rust.packages.api}/bin/api)" = 'kept hello'
    ${rust.packages.jobs}/bin/jobs | tee $out
  '';
  described = expect "descriptions of members" (map (one: one.meta.description) (attrValues rust.packages)) [ "API service" "Worker" ];
  hashForms = expect "a hash in SRI, base32 or base16, under either name, is the same source" (map hello written) (map (_: hello { hash = sha256 ./project/ledger; }) written);
  everyBuilder = expect "builders that take owner, repo, rev and sha256 beside other arguments" (attrNames (mapAttrs (_: one: deepSeq one.drvPath one) builders)) (attrNames builders);
  nested = expect "the same fields in src" (polynx.buildRustPackage { src = at ./project/ledger { sha256 = sha256 ./project/ledger; }; }).drvPath (hello { hash = sha256 ./project/ledger; });
  versionOfTag = expect "the version of a source at a tag" (polynx.buildUniversalPackage (at ../buildUniversalPackage/make { hash = sha256 ../buildUniversalPackage/make; })).version "1.0.0";
  refusedSources = expect "sources that are refused: without a hash, with two, with a folder as well, with no hash at all" (map (more: fails (hello more)) [
    { }
    { hash = sha256 ./crates; sha256 = sha256 ./crates; }
    { hash = sha256 ./crates; src = ./crates; }
    { hash = "sha256-short"; }
  ]) [ true true true true ];

  inherit curried;
  curriedRuns = pkgs.runCommand "a-curried-call-with-injected-builders" { } ''
    export DENO_DIR=$NIX_BUILD_TOP/deno
    test "$(${curried}/bin/ledger)" = ledger
    test "$(${curried}/bin/drain)" = drain
    test ! -e ${curried}/bin/fill
    test "$(${curried}/bin/helper one)" = 'tool 1'
    grep -x pages ${curried}/lib/node_modules/pages/dist/index.html
    ${two}/bin/jobs > $out
    test "$(${two}/bin/api)" = 'kept hi'
  '';
  flat = expect "a single set gives the same as a curried call" (polynx.buildMultiLanguageProject (single // rest)).drvPath curried.drvPath;
  otherNames = expect "names of other sets of builders" (polynx.buildMultiLanguageProject {
    buildRustFn = polynx.buildRustAtprotoPackage;
    buildNodeFn = polynx.buildNodeAtprotoPackage;
    buildGoFn = polynx.buildGoAtprotoModule;
    buildDenoFn = polynx.buildDenoApp;
  } rest).drvPath curried.drvPath;
  componentDescribed = expect "a component's description" curried.components.backend.meta.description "Keeps accounts";
  language = expect "nodejs is node" (project { components = { inherit (components) frontend; }; }).drvPath (project { components.frontend = components.frontend // { language = "node"; }; }).drvPath;
  ownBuilders = expect "a component whose crate has another name, with the builders of the library" (attrNames (project { inherit components; }).components) (attrNames components);
  named = expect "package chooses another crate than services do" (two.components.both.drvPath == (polynx.buildMultiLanguageProject single {
    src = ./crates;
    components.both = {
      language = "rust";
      package = "api";
    };
  }).components.both.drvPath) false;
  belowALock = expect "a folder of a cargo workspace is its member, by either builder" (map (injected: (below injected).components.worker.meta.mainProgram) [ { } { buildRustFn = polynx.buildRustPackage; } ]) [ "jobs" "jobs" ];
  belowANodeLock = expect "a folder of a npm workspace is its package" (map (injected: (npmBelow injected).components.web.meta.mainProgram) [ { } { buildNodeFn = polynx.buildNpmPackage; } ]) [ "acme-web" "acme-web" ];
  refusedCalls = expect "calls that are refused: a misspelt builder, strategy or field, a builder that cannot choose, a crate that there is not, a field of another language" (map fails [
    (polynx.buildMultiLanguageProject { buildRustFun = x: x; })
    (project { coordinationStrategy = "orchestratd"; inherit components; }).drvPath
    (project { components.a = components.backend // { autostart = true; }; }).drvPath
    (project { buildGoFn = polynx.buildUniversalPackage; inherit components; }).drvPath
    (project { components.a = components.backend // { package = "ledgr"; }; }).drvPath
    (project { components.a = components.backend // { workspaces = [ "ledger" ]; }; }).drvPath
    (project { components.a = components.frontend // { services = [ "pages" ]; }; }).drvPath
  ]) [ true true true true true true true ];
}
