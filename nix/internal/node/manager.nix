# A package manager in the version that packageManager names, from the registry, by the hash that stands there. https://nodejs.org/api/corepack.html
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalString;
in
{
  # npm or pnpm
  name,
  version,
  algorithm,
  hash,
  nodejs,
}:
let
  tarball = pkgs.fetchurl {
    name = "${name}-${version}.tgz";
    url = "${internal.node.registryUrl}/${name}/-/${name}-${version}.tgz";
    ${algorithm} = hash;
  };
in
pkgs.runCommand "${name}-${version}" { nativeBuildInputs = [ nodejs ]; } ''
  mkdir -p $out/bin $out/lib/${name}
  tar -xzf ${tarball} -C $out/lib/${name} --strip-components=1
  ${optionalString (name == "npm") ''
    # all of node, with another npm
    for one in ${nodejs}/*; do [ "''${one##*/}" = bin ] || [ "''${one##*/}" = lib ] || ln -s $one $out/; done
    for one in ${nodejs}/bin/*; do ln -s $one $out/bin/; done
    rm -f $out/bin/npm $out/bin/npx
  ''}
  node -p 'Object.entries(require(process.argv[1]).bin).map((entry) => entry.join(" ")).join("\n")' $out/lib/${name}/package.json |
    while read -r program file; do
      printf '#!%s\nexec %s %s "$@"\n' ${pkgs.bash}/bin/bash ${nodejs}/bin/node $out/lib/${name}/$file > $out/bin/$program
      chmod +x $out/bin/$program
    done
''
// {
  inherit version;
}
