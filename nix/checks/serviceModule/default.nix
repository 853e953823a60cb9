# The module evaluated with as much of NixOS' lib as it uses, its unit written as a file, and looked at by systemd itself.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isBool
    mapAttrs
    ;
  package =
    pkgs.writeShellScriptBin "greeter" "echo hello" // {
      pname = "greeter";
      meta.mainProgram = "greeter";
    };
  module = polynx.serviceModule {
    name = "greeter";
    inherit package;
    description = "Greets";
    arguments = [ "--rate" "100%" ];
    settingsFlag = "--settings";
  };
  # An option is its default, unless it is set.
  lib = {
    mkOption = option: option;
    mkEnableOption = _: { default = false; };
    mkIf = condition: value: if condition then value else { };
    types = {
      package = "package";
      anything = "anything";
      str = "string";
      port = "port";
      attrsOf = type: type;
      listOf = type: type;
    };
  };
  evaluate =
    set:
    let
      result = module {
        inherit lib pkgs config;
      };
      config.services.greeter = mapAttrs (_: option: option.default) result.options.services.greeter // set;
    in
    result.config;
  on = evaluate {
    enable = true;
    settings.name = "world";
    environment.LANG = "C";
    openPorts = [ 8080 ];
  };
  service = on.systemd.services.greeter;
  value = one: if isBool one then (if one then "yes" else "no") else toString one;
  unit = pkgs.writeText "greeter.service" ''
    [Unit]
    Description=${service.description}
    After=${concatStringsSep " " service.after}
    [Service]
    ${concatStringsSep "\n" (map (name: "Environment=${name}=${service.environment.${name}}") (attrNames service.environment))}
    ${concatStringsSep "\n" (builtins.concatMap (name: map (one: "${name}=${value one}") (if builtins.isList service.serviceConfig.${name} then service.serviceConfig.${name} else [ service.serviceConfig.${name} ])) (attrNames service.serviceConfig))}
    [Install]
    WantedBy=${concatStringsSep " " service.wantedBy}
  '';
in
{
  inherit unit;
  badName = expect "a name that no user may have" (builtins.tryEval (polynx.serviceModule { name = "@acme/greeter"; inherit package; })).success false;
  off = expect "a service that is not enabled" (evaluate { }) { };
  user = expect "its user" on.users.users.greeter {
    isSystemUser = true;
    group = "greeter";
  };
  ports = expect "its ports" on.networking.firewall.allowedTCPPorts [ 8080 ];
  systemd = pkgs.runCommand "systemd-looks-at-it" { nativeBuildInputs = [ pkgs.systemd ]; } ''
    mkdir units; cp ${unit} units/greeter.service; chmod u+w units/greeter.service
    grep -F -- '"--rate" "100%%" "--settings"' units/greeter.service
    systemd-analyze verify --man=no units/greeter.service 2>&1 | tee verified
    not grep -E 'greeter.service:.*(Unknown|Failed|not executable|ignoring)' verified
    # 0 is none at all, 10 is all there is; a unit without settings has 9.6
    systemd-analyze security --offline=true --threshold=15 units/greeter.service > $out
    tail -n 1 $out
  '';
}
