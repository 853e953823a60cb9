# Programs that builders run with node: plain JavaScript without dependencies, usable outside Nix as well.
_: {
  registry = ../programs/registry.mjs;
  denoCache = ../programs/deno-cache.mjs;
  denoMembers = ../programs/deno-members.mjs;
  weight = ../programs/weight.mjs;
  performance = ../programs/performance.mjs;
  layers = ../programs/layers.mjs;
  interfaces = ../programs/interfaces.mjs;
  runner = ../programs/runner.mjs;
}
