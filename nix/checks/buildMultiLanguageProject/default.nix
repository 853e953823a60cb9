# Four languages in one output; three services started in order, ready by port, by output and at once, and stopped in reverse.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  environment.STORE_PORT = "39471";
  project =
    coordinationStrategy:
    polynx.buildMultiLanguageProject {
      src = ./project;
      pname = "acme";
      inherit coordinationStrategy;
      components = {
        store = {
          language = "rust";
          sourceRoot = "store";
          autoStart = true;
          inherit environment;
          ready.port = 39471;
        };
        gateway = {
          language = "go";
          sourceRoot = "gateway";
          autoStart = true;
          dependencies = [ "store" ];
          ready.output = "gateway listens";
        };
        page = {
          language = "node";
          sourceRoot = "page";
          autoStart = true;
          dependencies = [
            "store"
            "gateway"
          ];
          inherit environment;
          ready.output = "built after";
        };
        shout = {
          language = "deno";
          sourceRoot = "shout";
        };
      };
    };
  orchestrated = project "orchestrated";
  injected = polynx.buildMultiLanguageProject {
    src = ./project;
    components.any = {
      language = "rust";
      sourceRoot = "store";
    };
    buildRustFn = { src, ... }: pkgs.writeShellScriptBin "injected" "echo ${baseNameOf (toString src)}";
  };
  fails = f: !(builtins.tryEval f.drvPath).success;
in
{
  inherit orchestrated;
  parallel = project "parallel";
  run = pkgs.runCommand "project-starts-and-stops" { } ''
    export DENO_DIR=$NIX_BUILD_TOP/deno
    ${orchestrated}/bin/acme --until-ready | tee log
    grep -v ' | built\| | the page\| | gateway listens' log > order
    cat > expected <<'END'
    store | starts
    store | is ready
    gateway | starts
    gateway | is ready
    page | starts
    page | is ready
    page | has stopped
    gateway | has stopped
    store | has stopped
    END
    sed -i 's/^ *//' expected
    diff expected order
    grep -x 'page | the page says: kept by the store' log
    grep -x 'page | built after the store: true' log
    test "$(${orchestrated}/bin/shout)" = SHOUT
    test "$(${injected}/bin/injected)" = store
    cp log $out
  '';
  order = expect "order of components" orchestrated.order [
    "store"
    "gateway"
    "page"
    "shout"
  ];
  language = expect "an unknown language" (fails (
    polynx.buildMultiLanguageProject {
      src = ./project;
      components.a.language = "cobol";
    }
  )) true;
}
