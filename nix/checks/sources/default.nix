# A source that is pinned names its hash, to whichever builder; a version of what has none is its commit.
{ polynx, expect, ... }:
let
  inherit (builtins) deepSeq filter tryEval;
  rev = "d921afc1e40f9f6abedd6017baa1facccff3da59";
  hash = "sha256-DqjbllFqc+k5V33XTVKtcHNJan5XGXYubBZpgTCNp1M=";
  pinned = more: { url = "https://git.polynx.test/plain"; } // more;
  make =
    src:
    polynx.buildUniversalPackage {
      inherit src;
      pname = "hello-make";
    };
  builders = {
    buildRustWorkspace = src: (polynx.buildRustWorkspace { inherit src; }).memberNames;
    buildRustPackage = src: (polynx.buildRustPackage { inherit src; }).drvPath;
    buildGoWorkspace = src: (polynx.buildGoWorkspace { inherit src; }).serviceNames;
    buildGoAtprotoModule = src: (polynx.buildGoAtprotoModule { inherit src; }).serviceNames;
    buildNpmWorkspace = src: (polynx.buildNpmWorkspace { inherit src; }).workspaceNames;
    buildPnpmWorkspace = src: (polynx.buildPnpmWorkspace { inherit src; }).workspaceNames;
    buildNpmPackage = src: (polynx.buildNpmPackage { inherit src; }).drvPath;
    buildDenoApp = src: (polynx.buildDenoApp { inherit src; pname = "x"; }).drvPath;
    buildUniversalPackage = src: (make src).drvPath;
    buildRustFfi = src: (polynx.buildRustFfi { inherit src; crate = "x"; header = "x.h"; }).drvPath;
    buildPythonExtension = src: (polynx.buildPythonExtension { inherit src; pname = "x"; }).drvPath;
    buildMultiLanguageProject = src: (polynx.buildMultiLanguageProject { inherit src; components.x.language = "rust"; }).drvPath;
    createSharedDependencies = src: (polynx.createSharedDependencies { inherit src; language = "rust"; }).drvPath;
  };
  accepting = src: filter (name: let value = builders.${name} src; in (tryEval (deepSeq value value)).success) (builtins.attrNames builders);
  plain = make (pinned { inherit rev hash; });
in
{
  inherit plain;
  version = expect "the version of what has none" plain.version "unstable-${builtins.substring 0 7 rev}";
  # a source.json, read
  imported = expect "the package of an imported source" (make (pinned { inherit rev; narHash = hash; ref = "refs/heads/main"; date = "2024-01-01T00:00:00Z"; })).drvPath plain.drvPath;
  withoutHash = expect "builders that take a pinned source without a hash" (accepting (pinned { inherit rev; })) [ ];
  withoutRev = expect "builders that take a branch" (accepting (pinned { inherit hash; })) [ ];
}
