# An image from packages, as a folder in the OCI layout: `skopeo copy oci:result docker://…` takes it from there.
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalAttrs mergeAll;
  inherit (builtins) listToAttrs map toJSON;
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
}:
let
  # null is "not said"
  said = internal.util.filterAttrs (_: value: value != null && value != [ ] && value != { }) config;
in
pkgs.stdenv.mkDerivation {
  name = "${internal.util.storeName name}-image";
  nativeBuildInputs = [ pkgs.nodejs ];
  exportReferencesGraph = [
    "closure"
    (pkgs.writeText "image-roots" (internal.util.lines (map toString packages)))
  ];
  image = toJSON {
    graph = "closure";
    inherit
      tag
      maxLayers
      architecture
      folders
      links
      ;
    files = {
      "/etc/passwd" = "root:x:0:0::/root:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n";
      "/etc/group" = "root:x:0:\nnogroup:x:65534:\n";
    }
    // files;
    config = said;
  };
  passAsFile = [ "image" ];
  buildCommand = ''
    node ${internal.programs.layers} $imagePath $out
  '';
  passthru = {
    inherit name tag;
    imageName = "${name}:${tag}";
  };
}
