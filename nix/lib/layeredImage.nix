# An image that holds a package and what it refers to, a layer per store path.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define known;
  inherit (internal.util) optionalAttrs mergeAll;
  inherit (builtins) elem filter;
  # https://github.com/opencontainers/image-spec/blob/main/config.md#properties, and Docker's own
  settings = [
    "User"
    "ExposedPorts"
    "Env"
    "Entrypoint"
    "Cmd"
    "Volumes"
    "WorkingDir"
    "Labels"
    "StopSignal"
    "Healthcheck"
    "Shell"
  ];
in
define "layeredImage"
  {
    optional = {
      # null: contents is all that there is
      package = null;
      name = args: args.package.pname or args.package.name or (throw "layeredImage: without package, give name");
      tag = args: args.package.version or "latest";
      # else the package's main program
      entrypoint = null;
      cmd = [ ];
      env = { };
      # further packages, whose programs are found on PATH and in /bin
      contents = [ ];
      # shell lines, run in the root of the image
      extraCommands = "";
      # settings as Docker and OCI name them, over those of the other arguments: { Cmd, Env, Volumes, … }
      config = { };
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
        else if package == null || args.config ? Cmd then
          null
        else
          [
            "${package}/bin/${
              package.meta.mainProgram
                or (throw "layeredImage: ${package.name} names no main program; give entrypoint")
            }"
          ];
      given = known "layeredImage: config" settings args.config;
      workingDir = given.WorkingDir or args.workingDir;
      own = internal.util.optional (package != null) package;
      keyOf = line: builtins.head (builtins.match "([^=]*).*" line);
      packages = own ++ args.contents ++ internal.util.optional (args.caBundle != null) args.caBundle;
      env = {
        PATH = builtins.concatStringsSep ":" (map (one: "${one}/bin") (own ++ args.contents));
      }
      // optionalAttrs (args.caBundle != null) { SSL_CERT_FILE = "${args.caBundle}/etc/ssl/certs/ca-bundle.crt"; }
      // args.env;
      base = {
        Entrypoint = entrypoint;
        Cmd = args.cmd;
        Env = map (key: "${key}=${toString env.${key}}") (builtins.attrNames env);
        WorkingDir = workingDir;
        User = toString args.user;
        ExposedPorts = mergeAll (map (port: { ${if builtins.isInt port then "${toString port}/tcp" else port} = { }; }) args.ports);
        Labels = args.labels;
      };
    in
    internal.image {
      inherit packages;
      inherit (args)
        name
        tag
        maxLayers
        extraCommands
        ;
      linked = args.contents;
      config =
        base
        // given
        // {
          Env = filter (line: !(elem (keyOf line) (map keyOf (given.Env or [ ])))) base.Env ++ given.Env or [ ];
        };
      folders = {
        "/tmp" = "1777";
      }
      // optionalAttrs (workingDir != "/") { ${workingDir} = "755"; };
    }
  )
