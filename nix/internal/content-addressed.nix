# A set of packages whose derivations are content-addressed: the path of a result depends on the result alone, so that what leads to the same bytes
# builds nothing after it anew. An experimental feature of Nix (ca-derivations). https://nix.dev/manual/nix/latest/development/experimental-features#xp-feature-ca-derivations
let
  attributes = {
    __contentAddressed = true;
    outputHashMode = "recursive";
    outputHashAlgo = "sha256";
  };
in
{
  inherit attributes;
  packages =
    pkgs:
    pkgs
    // {
      stdenv = pkgs.stdenv // {
        mkDerivation = given: pkgs.stdenv.mkDerivation (if builtins.isFunction given then final: given final // attributes else given // attributes);
      };
      runCommand = name: env: pkgs.runCommand name (env // attributes);
    };
}
