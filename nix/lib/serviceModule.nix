# A NixOS module that runs a component: options services.<name>.{enable, package, settings, environment, arguments,
# ports, openFirewall, openPorts, networkIsolation, stateDirectories}, and a unit that may do little.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (builtins) concatStringsSep toJSON;
  # one argument in ExecStart: % and $ mean something there. https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
  argument =
    text: "\"${builtins.replaceStrings [ "\\" "\"" "%" "$" ] [ "\\\\" "\\\"" "%%" "$$" ] (toString text)}\"";
  directory =
    path:
    if builtins.match "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*" path == null then
      throw "serviceModule: stateDirectories: \"${path}\" is no path below /var/lib, such as api or api/cache"
    else
      path;
in
define "serviceModule"
  {
    required = [
      "name"
      "package"
    ];
    optional = {
      # null: the package's
      description = null;
      arguments = [ ];
      environment = { };
      # a program gets its settings as a JSON file: its path follows this argument; null: it takes none
      settingsFlag = null;
      after = [ "network.target" ];
      # null: as the package's language does
      compilesAtRuntime = null;
      bindsPrivilegedPorts = false;
      notify = false;
      # TCP ports that it listens on, which openFirewall opens
      ports = [ ];
      networkIsolation = false;
      # folders below /var/lib beside its own
      stateDirectories = [ ];
      # what is asked of systemd beyond that
      serviceConfig = { };
    };
  }
  (
    args:
    let
      inherit (args) name;
      program =
        package:
        "${package}/bin/${
          package.meta.mainProgram or (throw "serviceModule: ${package.name} names no main program")
        }";
      unit =
        {
          package,
          arguments,
          networkIsolation,
          stateDirectories,
          settingsFile ? null,
        }:
        internal.service {
          user = name;
          inherit networkIsolation;
          stateDirectories = [ name ] ++ map directory stateDirectories;
          start = concatStringsSep " " (
            [ (program package) ]
            ++ map argument (
              arguments
              ++ internal.util.optionals (args.settingsFlag != null && settingsFile != null) [
                args.settingsFlag
                settingsFile
              ]
            )
          );
          inherit (args) bindsPrivilegedPorts notify;
          compilesAtRuntime = if args.compilesAtRuntime != null then args.compilesAtRuntime else builtins.elem (package.polynx.kind or "") [ "node" "deno" ];
        }
        // args.serviceConfig;
    in
    # it is the name of a unit, of a user and of a folder
    if builtins.match "[a-z_][a-z0-9_-]{0,30}" name == null then
      throw "serviceModule: ${name} cannot be a user's name; take at most 31 of a-z, 0-9, - and _, a letter first"
    else
    {
      config,
      lib,
      pkgs,
      ...
    }:
    let
      own = config.services.${name};
      opened = own.openPorts ++ internal.util.optionals own.openFirewall own.ports;
      settingsFile = if own.settings == { } then null else pkgs.writeText "${name}-settings.json" (toJSON own.settings);
    in
    {
      options.services.${name} = {
        enable = lib.mkEnableOption (if args.description != null then args.description else name);
        package = lib.mkOption {
          type = lib.types.package;
          default = args.package;
          description = "The package that is run.";
        };
        settings = lib.mkOption {
          type = lib.types.attrsOf lib.types.anything;
          default = { };
          description = "Handed over as a JSON file${if args.settingsFlag == null then "; this component takes none" else ", by ${args.settingsFlag}"}.";
        };
        environment = lib.mkOption {
          type = lib.types.attrsOf lib.types.str;
          default = args.environment;
          description = "Environment variables. What is secret belongs in an EnvironmentFile.";
        };
        arguments = lib.mkOption {
          type = lib.types.listOf lib.types.str;
          default = args.arguments;
          description = "Arguments of the program.";
        };
        ports = lib.mkOption {
          type = lib.types.listOf lib.types.port;
          default = args.ports;
          description = "TCP ports that it listens on.";
        };
        openFirewall = lib.mkOption {
          type = lib.types.bool;
          default = false;
          description = "Whether the firewall lets its ports through.";
        };
        openPorts = lib.mkOption {
          type = lib.types.listOf lib.types.port;
          default = [ ];
          description = "Further TCP ports that the firewall lets through.";
        };
        networkIsolation = lib.mkOption {
          type = lib.types.bool;
          default = args.networkIsolation;
          description = "Whether it has no network, only sockets in the file system.";
        };
        stateDirectories = lib.mkOption {
          type = lib.types.listOf lib.types.str;
          default = args.stateDirectories;
          description = "Folders below /var/lib that it may write to, beside its own.";
        };
      };
      config = lib.mkIf own.enable {
        assertions = [
          {
            assertion = own.settings == { } || args.settingsFlag != null;
            message = "services.${name}.settings: ${name} takes no settings file";
          }
          {
            assertion = !(own.networkIsolation && opened != [ ]);
            message = "services.${name}: networkIsolation leaves no network, so no port of the firewall can be opened for it";
          }
        ];
        users.users.${name} = {
          isSystemUser = true;
          group = name;
        };
        users.groups.${name} = { };
        networking.firewall.allowedTCPPorts = opened;
        systemd.services.${name} = {
          inherit (args) after;
          description = if args.description != null then args.description else own.package.meta.description or name;
          wantedBy = [ "multi-user.target" ];
          inherit (own) environment;
          serviceConfig = unit {
            inherit (own)
              package
              arguments
              networkIsolation
              stateDirectories
              ;
            inherit settingsFile;
          };
        };
      };
    }
  )
