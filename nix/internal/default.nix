# What the functions share. Not public: names and shapes here may change with any version.
scope: {
  arguments = import ./arguments.nix;
  util = import ./util.nix;
  toToml = import ./to-toml.nix;
  versionRange = import ./version-range.nix scope;
  pins = import ./pins.nix scope;
  hashes = import ./hashes.nix scope;
  hooks = import ./hooks.nix scope;
  sources = import ./sources.nix scope;
  native = import ./native-libraries.nix scope;
  python = import ./python.nix scope;
  programs = import ./programs.nix scope;
  variants = import ./variants.nix scope;
  rust = import ./rust scope;
  go = import ./go scope;
  image = import ./image.nix scope;
  serviceName = import ./service-name.nix scope;
  service = import ./service.nix scope;
  components = import ./components.nix scope;
  languages = import ./languages.nix scope;
  detection = import ./detection.nix scope;
  license = import ./license.nix scope;
  wrapped = import ./wrapped.nix scope;
  denoLock = import ./deno-lock.nix scope;
  node = import ./node scope;
  graph = import ./graph scope;
}
