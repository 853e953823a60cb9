# npm, jsr and https modules, with a lock, in a workspace of which another member is not here; and a program with neither lock nor configuration.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  app = polynx.buildDenoApp { src = ./app; };
  plain = polynx.buildDenoApp {
    src = ./plain;
    pname = "plain";
    permissions = [ "--allow-env=DENO_CERT" ];
    caBundle = pkgs.writeText "certificates" "";
  };
in
{
  inherit app plain;
  run = pkgs.runCommand "deno-app-runs" { } ''
    export DENO_DIR=$NIX_BUILD_TOP/deno
    test "$(${app}/bin/hello 2>&1)" = 'HELLO DENO! 86400000'
    ${plain}/bin/plain offline | tee $out | grep -x 'plain offline'
    grep -x 'export DENO_CERT=.*/etc/ssl/certs/ca-bundle.crt' ${plain}/bin/plain
    grep -- '--allow-env=DENO_CERT' ${plain}/bin/plain
  '';
  detected = expect "configuration and entrypoint" [ app.configuration app.entrypoint plain.configuration plain.entrypoint ] [
    "deno.json"
    "./main.ts"
    null
    "main.ts"
  ];
  nameless = expect "a program without a name" (builtins.tryEval (polynx.buildDenoApp { src = ./plain; }).drvPath).success false;
}
