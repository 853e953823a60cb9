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
    ports = [ 8080 ];
    stateDirectories = [ "greeter/cache" "shared" ];
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
      bool = "bool";
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
    openFirewall = true;
    openPorts = [ 9090 ];
  };
  # no network at all
  alone = evaluate {
    enable = true;
    networkIsolation = true;
  };
  value = one: if isBool one then (if one then "yes" else "no") else toString one;
  unitOf = service: pkgs.writeText "greeter.service" ''
    [Unit]
    Description=${service.description}
    After=${concatStringsSep " " service.after}
    [Service]
    ${concatStringsSep "\n" (map (name: "Environment=${name}=${service.environment.${name}}") (attrNames service.environment))}
    ${concatStringsSep "\n" (builtins.concatMap (name: map (one: "${name}=${value one}") (if builtins.isList service.serviceConfig.${name} then service.serviceConfig.${name} else [ service.serviceConfig.${name} ])) (attrNames service.serviceConfig))}
    [Install]
    WantedBy=${concatStringsSep " " service.wantedBy}
  '';
  unit = unitOf on.systemd.services.greeter;
  isolated = unitOf alone.systemd.services.greeter;
  holds = config: builtins.all (one: one.assertion) config.assertions;
in
{
  inherit unit isolated;
  refused = expect "combinations that are refused, and a state directory that is none" [
    (holds on)
    (holds (evaluate { enable = true; networkIsolation = true; openFirewall = true; }))
    (builtins.tryEval (unitOf (evaluate { enable = true; stateDirectories = [ "../etc" ]; }).systemd.services.greeter).drvPath).success
  ] [ true false false ];
  closed = expect "ports of a service without openFirewall" alone.networking.firewall.allowedTCPPorts [ ];
  badName = expect "a name that no user may have" (builtins.tryEval (polynx.serviceModule { name = "@acme/greeter"; inherit package; })).success false;
  off = expect "a service that is not enabled" (evaluate { }) { };
  user = expect "its user" on.users.users.greeter {
    isSystemUser = true;
    group = "greeter";
  };
  ports = expect "its ports" on.networking.firewall.allowedTCPPorts [ 9090 8080 ];
  systemd = pkgs.runCommand "systemd-looks-at-it" { nativeBuildInputs = [ pkgs.systemd ]; } ''
    mkdir units; cp ${unit} units/greeter.service; cp ${isolated} units/isolated.service; chmod u+w units/*
    grep -F -- '"--rate" "100%%" "--settings"' units/greeter.service
    grep -x 'StateDirectory=greeter greeter/cache shared' units/greeter.service
    systemd-analyze verify --man=no units/greeter.service units/isolated.service 2>&1 | tee verified
    not grep -E '(greeter|isolated).service:.*(Unknown|Failed|not executable|ignoring)' verified
    # 0 is none at all, 10 is all there is; a unit without settings has 9.6
    systemd-analyze security --offline=true --threshold=15 units/greeter.service > $out
    tail -n 1 $out
    systemd-analyze security --offline=true --threshold=5 units/isolated.service | tail -n 1
  '';
}
