# An image to build in: tools on PATH, certificates, a shell, a writable /tmp and a working directory.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optional optionalAttrs;
in
define "buildEnvironmentImage"
  {
    required = [ "tools" ];
    optional = {
      name = "build-environment";
      tag = "latest";
      workingDir = "/workspace";
      # null: an image whose tools trust nobody over TLS
      caBundle = _: pkgs.cacert or null;
      shell = _: pkgs.bash;
      env = { };
      cmd = null;
      maxLayers = 100;
    };
  }
  (
    args:
    let
      tools = args.tools ++ [ args.shell ];
      bundle = "${args.caBundle}/etc/ssl/certs/ca-bundle.crt";
      env = {
        PATH = builtins.concatStringsSep ":" (map (one: "${one}/bin") tools);
        HOME = "/tmp";
        TMPDIR = "/tmp";
      }
      // optionalAttrs (args.caBundle != null) {
        SSL_CERT_FILE = bundle;
        # those that do not read the usual variable
        NIX_SSL_CERT_FILE = bundle;
        CARGO_HTTP_CAINFO = bundle;
        NODE_EXTRA_CA_CERTS = bundle;
        GIT_SSL_CAINFO = bundle;
      }
      // args.env;
    in
    internal.image {
      inherit (args) name tag maxLayers;
      packages = tools ++ optional (args.caBundle != null) args.caBundle;
      config = {
        Cmd = if args.cmd == null then [ "${args.shell}/bin/bash" ] else args.cmd;
        Env = map (key: "${key}=${toString env.${key}}") (builtins.attrNames env);
        WorkingDir = args.workingDir;
      };
      folders = {
        "/tmp" = "1777";
        ${args.workingDir} = "1777";
      };
      # scripts begin with these
      links = {
        "/bin/sh" = "${args.shell}/bin/bash";
        "/usr/bin/env" = "${pkgs.coreutils or args.shell}/bin/env";
      };
    }
  )
