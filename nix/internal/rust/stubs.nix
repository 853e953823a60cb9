# Members without their code: the manifest cut down to what decides third-party code, and empty files where cargo expects some.
# So a change of code, description or tests of one member leaves the shared dependencies and unrelated members alone.
{ internal, ... }:
let
  inherit (internal.util)
    optionalAttrs
    filterAttrs
    lines
    quote
    ;
  inherit (builtins) elem toFile;
  kept = [
    "dependencies"
    "build-dependencies"
    "dev-dependencies"
    "target"
    "features"
    # of a root manifest
    "workspace"
    "profile"
    "patch"
    "replace"
  ];
in
rec {
  manifest =
    member:
    filterAttrs (name: _: elem name kept) member.manifest
    // {
      package = {
        inherit (member) name version;
        # every kind of file that cargo would look for is either stubbed or switched off
        autobins = false;
        autoexamples = false;
        autotests = false;
        autobenches = false;
        build = if member.hasBuildScript then "build.rs" else false;
      }
      // optionalAttrs (member.edition != null) { inherit (member) edition; }
      // filterAttrs (
        name: _:
        elem name [
          "links"
          "resolver"
        ]
      ) member.manifest.package;
    }
    // (
      if member.hasLibrary then
        {
          lib =
            filterAttrs (
              name: _:
              elem name [
                "name"
                "proc-macro"
                "crate-type"
              ]
            ) (member.manifest.lib or { })
            // {
              path = "src/lib.rs";
            };
        }
      else
        {
          bin = [
            {
              inherit (member) name;
              path = "src/main.rs";
            }
          ];
        }
    );

  # Shell lines that write the stub of each member
  write =
    members:
    lines (
      map (
        member:
        let
          dir = quote member.dir;
        in
        ''
          mkdir -p ${dir}/src
          cp --no-preserve=mode ${toFile "Cargo.toml" (internal.toToml (manifest member))} ${dir}/Cargo.toml
          ${if member.hasLibrary then ": > ${dir}/src/lib.rs" else "echo 'fn main() {}' > ${dir}/src/main.rs"}
          ${if member.hasBuildScript then "echo 'fn main() {}' > ${dir}/build.rs" else ""}
        ''
      ) members
    );

  # The manifest of a workspace that is no package itself
  virtualRoot = root: toFile "Cargo.toml" (internal.toToml (filterAttrs (name: _: elem name kept) root));
}
