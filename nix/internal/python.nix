# Where Python finds the modules of packages, and of those that they propagate.
# https://nixos.org/manual/nixpkgs/stable/#var-stdenv-propagatedBuildInputs
{ internal, ... }:
{
  # packages → shell lines that define `sites`, the folders of their modules, one a line
  sites = packages: ''
    sitesOf() {
      local one
      for one in "$@"; do
        find $one/lib -maxdepth 2 -type d -name site-packages 2>/dev/null || true
        [ ! -e $one/nix-support/propagated-build-inputs ] || sitesOf $(cat $one/nix-support/propagated-build-inputs)
      done
    }
    sites=$(sitesOf ${internal.util.words (map toString packages)} | awk '!seen[$0]++')
  '';
}
