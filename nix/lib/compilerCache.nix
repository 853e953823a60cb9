# A package built through sccache or ccache. Off unless called: a folder outside the store decides what is compiled, so it is impure, and needs
# `sandbox = relaxed` or the folder among `extra-sandbox-paths`. Shared dependencies give most of the gain without it.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  # hits and misses are shell variables
  summary = cache: ''
    if [ $((hits + misses)) = 0 ]; then
      echo "polynx: ${cache}: nothing that was compiled could be cached"
    else
      echo "polynx: ${cache}: $hits of $((hits + misses)) compilations from the cache ($((100 * hits / (hits + misses))) %)"
    fi
  '';
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
          # of this build alone, whose server it is
          summary = ''
            sccache --show-stats > $NIX_BUILD_TOP/sccache-stats
            hits=$(awk '/^Cache hits  / { print $3 }' $NIX_BUILD_TOP/sccache-stats)
            misses=$(awk '/^Cache misses  / { print $3 }' $NIX_BUILD_TOP/sccache-stats)
            hits=''${hits:-0} misses=''${misses:-0}
            ${summary "sccache"}
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
          # the folder counts for all builds, the log for this one. https://ccache.dev/manual/latest.html#config_stats_log
          configure = "export CCACHE_STATSLOG=$NIX_BUILD_TOP/ccache-stats\n";
          afterInstall = ''
            touch $CCACHE_STATSLOG
            hits=$(grep -cE '^(direct|preprocessed)_cache_hit$' $CCACHE_STATSLOG || true)
            misses=$(grep -c '^cache_miss$' $CCACHE_STATSLOG || true)
            ${summary "ccache"}
          '';
          env = {
            CC = "ccache cc";
            CXX = "ccache c++";
            CCACHE_DIR = folder;
          };
        };
      }
    )
  )
