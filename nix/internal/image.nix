# An image from packages, as a folder in the OCI layout: `skopeo copy oci:result docker://…` takes it from there.
{ pkgs, internal, ... }:
let
  inherit (internal.util) lines quote quoteAll;
  inherit (builtins) attrNames toJSON;
  architecture =
    {
      x86_64-linux = "amd64";
      aarch64-linux = "arm64";
    }
    .${pkgs.stdenv.hostPlatform.system} or (throw "an image is for Linux, and this is ${pkgs.stdenv.hostPlatform.system}");
in
{
  name,
  tag,
  # store paths that the image holds, with all that they refer to
  packages,
  maxLayers,
  # https://github.com/opencontainers/image-spec/blob/main/config.md
  config,
  folders,
  # where a program of a package is found by its usual path
  links ? { },
  files ? { },
  # packages whose bin and etc are found below /
  linked ? [ ],
  # shell lines, run in the root of the image
  extraCommands ? "",
}:
let
  system = {
    "/etc/passwd" = "root:x:0:0::/root:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n";
    "/etc/group" = "root:x:0:\nnogroup:x:65534:\n";
  }
  // files;
  # a folder of files outside the store, where there are more than a few
  hasRoot = linked != [ ] || extraCommands != "";
  root = ''
    mkdir root; cd root
    ${lines (map (path: "mkdir -p .${quote path}; chmod ${folders.${path}} .${quote path}") (attrNames folders))}
    ${lines (map (path: "mkdir -p .${quote (dirOf path)}; printf %s ${quote system.${path}} > .${quote path}") (attrNames system))}
    for package in ${quoteAll linked}; do
      for part in bin etc; do
        [ ! -d $package/$part ] || { mkdir -p $part; cp -rsn $package/$part/. $part/; chmod -R u+w $part; }
      done
    done
    ${extraCommands}
    cd $NIX_BUILD_TOP
  '';
  # null is "not said"
  said = internal.util.filterAttrs (_: value: value != null && value != [ ] && value != { }) config;
in
pkgs.stdenv.mkDerivation {
  name = "${internal.util.storeName name}-image";
  nativeBuildInputs = [ pkgs.nodejs ];
  exportReferencesGraph = [
    "closure"
    (pkgs.writeText "image-roots" (lines (map toString packages ++ [ extraCommands ])))
  ];
  image = toJSON {
    graph = "closure";
    inherit
      tag
      maxLayers
      architecture
      links
      ;
    root = if hasRoot then "root" else null;
    folders = if hasRoot then { } else folders;
    files = if hasRoot then { } else system;
    config = said;
  };
  passAsFile = [ "image" ];
  buildCommand = ''
    ${if hasRoot then root else ""}
    node ${internal.programs.layers} $imagePath $out
  '';
  passthru = {
    inherit name tag;
    imageName = "${name}:${tag}";
  };
}
