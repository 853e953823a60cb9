# A package built through sccache or ccache. Off unless called: a folder outside the store decides what is compiled, so it is impure, and needs
# `sandbox = relaxed` or the folder among `extra-sandbox-paths`. Shared dependencies give most of the gain without it.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  need = name: pkgs.${name} or (throw "compilerCache: pkgs has no ${name}");
in
define "compilerCache"
  {
    required = [
      "package"
      # a folder of the machine that builders may write to
      "folder"
    ];
  }
  (
    { package, folder, ... }:
    builtins.trace "polynx: compilerCache: ${folder} is outside the store, this build is impure" (
      internal.variants.apply "compilerCache" package {
        rust = {
          suffix = "-cached";
          nativeBuildInputs = [ (need "sccache") ];
          rustcWrapper = "${need "sccache"}/bin/sccache";
          # One server per build, started before the first compiler runs: compilers that start it at the same time wait for each other, and one may give up.
          # The port is free, and below those that the system gives to clients. The server is stopped with the build, also where no sandbox ends it.
          prepare = ''
            export SCCACHE_SERVER_PORT=$((10000 + $$ % 20000))
            for attempt in 1 2 3 4 5; do
              if sccache --start-server; then break; fi
              SCCACHE_SERVER_PORT=$((SCCACHE_SERVER_PORT + 1))
            done
            stopSccache() { sccache --stop-server > /dev/null || true; }
            exitHooks+=(stopSccache)
            failureHooks+=(stopSccache)
          '';
          env = {
            SCCACHE_DIR = folder;
            # Longer than any crate compiles: a server that stops for idleness breaks the compilations that it still runs.
            SCCACHE_IDLE_TIMEOUT = "1800";
            # Without the server, the compiler runs as if there were no cache.
            SCCACHE_IGNORE_SERVER_IO_ERROR = "1";
          };
        };
        universal = {
          suffix = "-cached";
          nativeBuildInputs = [ (need "ccache") ];
          env = {
            CC = "ccache cc";
            CXX = "ccache c++";
            CCACHE_DIR = folder;
          };
        };
      }
    )
  )
