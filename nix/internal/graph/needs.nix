# A package with what other projects' builds leave, put where its code looks for it, before anything is compiled.
{ internal, ... }:
let
  inherit (internal.util)
    lines
    optionalAttrs
    optionals
    quote
    quoteAll
    removePrefix
    ;
  inherit (builtins)
    baseNameOf
    concatMap
    elemAt
    length
    match
    ;
in
{
  where,
  projects,
  # project → its package
  built,
}:
name:
let
  project = projects.${name};
  # what is known of a file that a package may have under another name
  namesOf =
    maker: file:
    let
      plain = match "(.*[^.])[.]exe" file;
    in
    [ file ]
    ++ (if plain == null then [ ] else plain)
    ++ optionals (length maker.programs == 1 && match ".*[.](wasm|so|dylib|a|dll|js|h)" file == null) maker.programs;
  # target/<triple>/<profile>/x.wasm is of no program of this machine: the crate is compiled once more
  forWasm =
    package: path:
    let
      triple = match "(.*/)?(wasm32[^/]*)/.*" path;
    in
    package.polynx.vary {
      suffix = "-wasm";
      doCheck = false;
      env.CARGO_BUILD_TARGET = if triple == null then "wasm32-unknown-unknown" else elemAt triple 1;
    };

  # Shell lines that name in $made what the maker's package has at a path of the repository
  find =
    need: path:
    let
      maker = projects.${need.project};
      own = built.${need.project} or (throw "${where}: ${name} needs ${path}, which ${need.project} makes, and that is no package here");
      file = baseNameOf path;
      package = if maker.language == "rust" && match ".*[.]wasm" file != null then forWasm own path else own;
    in
    if maker.language == "node" then
      "made=${package}/lib/node_modules/${quote maker.package}/${quote (removePrefix "${maker.root}/" path)}"
    else
      # the folders that packages have, in place of those where the compiler leaves things
      ''
        made=
        for file in ${quoteAll (namesOf maker file)}; do
          for folder in bin lib include share; do [ -n "$made" ] || [ ! -e ${package}/$folder/$file ] || made=${package}/$folder/$file; done
        done
        [ -n "$made" ] || { echo ${quote "${where}: ${name} needs ${path}, and the package ${need.project} has no such file in bin, lib, include or share; put it there by overrides"} >&2; exit 1; }'';
  inWorkspace =
    path:
    if project.workspace == "." then
      path
    else if internal.sources.inside project.workspace path then
      removePrefix "${project.workspace}/" path
    else
      throw "${where}: ${name} needs ${path}, which lies outside of ${project.workspace}, where it is built; nothing can be put there";
  place =
    need: path:
    let
      target = quote (inWorkspace path);
    in
    ''
      ${find need path}
      mkdir -p $(dirname ${target}); rm -rf ${target}; cp -r "$made" ${target}; chmod -R u+w ${target}'';
  commands = lines (concatMap (need: map (place need) need.paths) project.needs);

  # variants of the package need the same
  withNeeds =
    package:
    package.overrideAttrs (old: {
      postPatch = (old.postPatch or "") + "\n" + commands;
      passthru =
        (old.passthru or { })
        // optionalAttrs (old.passthru.polynx or { } ? vary) {
          polynx = old.passthru.polynx // {
            vary = changes: withNeeds (old.passthru.polynx.vary changes);
          };
        };
    });
in
if project.needs == [ ] then (package: package) else withNeeds
