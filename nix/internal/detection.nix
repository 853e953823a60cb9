# Which build system a source has. First come those with a lock of their own, last plain make: a cargo project with a Makefile is a cargo project.
{ internal, ... }:
let
  inherit (internal.util) commas;
  inherit (builtins)
    any
    concatMap
    filter
    head
    pathExists
    ;
  systems = [
    {
      name = "rust";
      files = [ "Cargo.toml" ];
    }
    {
      name = "go";
      files = [
        "go.work"
        "go.mod"
      ];
    }
    # before node: a Deno project may have a package.json beside it
    {
      name = "deno";
      files = [
        "deno.json"
        "deno.jsonc"
        "deno.lock"
      ];
    }
    {
      name = "node";
      files = [ "package.json" ];
    }
    {
      name = "python";
      files = [
        "pyproject.toml"
        "setup.py"
        "setup.cfg"
      ];
    }
    {
      name = "meson";
      files = [ "meson.build" ];
    }
    {
      name = "cmake";
      files = [ "CMakeLists.txt" ];
    }
    {
      name = "autotools";
      files = [
        "configure"
        "configure.ac"
        "configure.in"
      ];
    }
    {
      name = "make";
      files = [
        "GNUmakefile"
        "Makefile"
        "makefile"
      ];
    }
  ];
in
where: src:
let
  fitting = filter (system: any (file: pathExists (src + "/${file}")) system.files) systems;
in
if fitting == [ ] then
  throw "${where}: no build system is recognised in src; looked for ${commas (concatMap (system: system.files) systems)}"
else
  (head fitting).name
