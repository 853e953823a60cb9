# An image that holds a package and what it refers to, a layer per store path.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optionalAttrs mergeAll;
in
define "layeredImage"
  {
    required = [ "package" ];
    optional = {
      name = args: args.package.pname or args.package.name;
      tag = args: args.package.version or "latest";
      # else the package's main program
      entrypoint = null;
      cmd = [ ];
      env = { };
      # further packages, whose programs are found on PATH
      contents = [ ];
      workingDir = "/";
      # number or name; nobody by default
      user = "65534:65534";
      # "8080/tcp", or 8080
      ports = [ ];
      labels = { };
      caBundle = null;
      # docker's own limit is 127
      maxLayers = 100;
    };
  }
  (
    args:
    let
      inherit (args) package;
      entrypoint =
        if args.entrypoint != null then
          args.entrypoint
        else
          [
            "${package}/bin/${
              package.meta.mainProgram
                or (throw "layeredImage: ${package.name} names no main program; give entrypoint")
            }"
          ];
      packages = [ package ] ++ args.contents ++ internal.util.optional (args.caBundle != null) args.caBundle;
      env = {
        PATH = builtins.concatStringsSep ":" (map (one: "${one}/bin") ([ package ] ++ args.contents));
      }
      // optionalAttrs (args.caBundle != null) { SSL_CERT_FILE = "${args.caBundle}/etc/ssl/certs/ca-bundle.crt"; }
      // args.env;
    in
    internal.image {
      inherit packages;
      inherit (args) name tag maxLayers;
      config = {
        Entrypoint = entrypoint;
        Cmd = args.cmd;
        Env = map (key: "${key}=${toString env.${key}}") (builtins.attrNames env);
        WorkingDir = args.workingDir;
        User = toString args.user;
        ExposedPorts = mergeAll (map (port: { ${if builtins.isInt port then "${toString port}/tcp" else port} = { }; }) args.ports);
        Labels = args.labels;
      };
      folders = {
        "/tmp" = "1777";
      }
      // optionalAttrs (args.workingDir != "/") { ${args.workingDir} = "755"; };
    }
  )
