# Shell lines that start programs/registry.mjs for a folder, and end it.
{ internal, ... }:
{
  # NB The server must not keep the builder's output: Nix waits for its end, for ever where an install fails.
  serve = folder: ''
    node ${internal.programs.registry} ${folder} > $NIX_BUILD_TOP/.registry 2>/dev/null </dev/null &
    registry_pid=$!
    trap 'kill $registry_pid 2>/dev/null || true' EXIT
    until [ -s $NIX_BUILD_TOP/.registry ]; do kill -0 $registry_pid; sleep 0.05; done
    export npm_config_registry=$(cat $NIX_BUILD_TOP/.registry)
  '';
  stopServing = ''
    kill $registry_pid 2>/dev/null || true
    trap - EXIT
  '';
}
