# The modules below `src`: those of go.work, or the one whose go.mod lies there. https://go.dev/ref/mod#workspaces
{ internal, ... }:
let
  inherit (internal.util)
    closure
    optional
    optionals
    hasSuffix
    unique
    removePrefix
    hasPrefix
    ;
  inherit (builtins)
    any
    attrNames
    concatMap
    elem
    elemAt
    filter
    hasAttr
    head
    isString
    length
    listToAttrs
    match
    pathExists
    readDir
    readFile
    split
    ;
in
where: src:
let
  at = dir: if dir == "." then src else src + "/${dir}";
  below = dir: name: if dir == "." then name else "${dir}/${name}";
  plain = dir: let short = removePrefix "./" dir; in if short == "" then "." else short;
  hasWork = pathExists (src + "/go.work");
  work = if hasWork then internal.go.modfile (readFile (src + "/go.work")) else { };
  dirs = if hasWork then unique (map (words: plain (head words)) (work.use or [ ])) else [ "." ];
  outside = filter (dir: hasPrefix "../" dir || hasPrefix "/" dir) dirs;

  moduleAt =
    dir:
    let
      file = at dir + "/go.mod";
      directives =
        if pathExists file then
          internal.go.modfile (readFile file)
        else
          throw "${where}: there is no ${below dir "go.mod"} in src${if hasWork then ", which go.work names" else ""}";
    in
    {
      inherit dir;
      path = head (head directives.module);
      requires = map head (directives.require or [ ]);
      # "toolchain go1.22.3" or "go 1.22"
      toolchain = if directives ? toolchain then head (head directives.toolchain) else null;
      replaced = concatMap (
        words: optionals (length words > 2 && hasPrefix "." (elemAt words (length words - 1))) [ (elemAt words (length words - 1)) ]
      ) (directives.replace or [ ]);
    };
  modules = map moduleAt dirs;
  byPath = listToAttrs (map (one: { name = one.path; value = one; }) modules);

  goFiles = dir: filter (name: hasSuffix ".go" name && !(hasSuffix "_test.go" name)) (attrNames (readDir (at dir)));
  isMain = dir: pathExists (at dir) && any (name: length (split "(^|\n)package main[\r\n ]" (readFile (at dir + "/${name}"))) > 1) (goFiles dir);
  # where programs lie by custom: a module's root, and the folders of its cmd/
  programDirs =
    module:
    [ module.dir ]
    ++ (
      let
        commands = at module.dir + "/cmd";
      in
      if pathExists commands then
        map (name: below module.dir "cmd/${name}") (filter (name: (readDir commands).${name} == "directory") (attrNames (readDir commands)))
      else
        [ ]
    );
  # as go does: example.com/api/v2 is api
  nameOf =
    module: dir:
    let
      major = match "(.*)/v[0-9]+" module.path;
    in
    baseNameOf (if dir != "." then dir else if major == null then module.path else head major);
  programs = builtins.mapAttrs (name: found: if length found == 1 then head found else ambiguous name found) (
    builtins.groupBy (one: nameOf one.module one.dir) (
      concatMap (module: map (dir: { inherit dir module; }) (filter isMain (programDirs module))) modules
    )
  );
  ambiguous =
    name: found:
    throw "${where}: ${internal.util.commas (map (one: one.dir) found)} are all programs called ${name}; give each a name of its own by serviceConfigs.<name>.path, and list them in services";

  # The module that a folder belongs to: the deepest that holds it
  ownerOf =
    dir:
    let
      holding = filter (module: internal.sources.inside module.dir dir) modules;
      deeper = a: b: if builtins.stringLength b.dir > builtins.stringLength a.dir || a.dir == "." then b else a;
    in
    if holding == [ ] then throw "${where}: ${dir} belongs to no module of the workspace" else builtins.foldl' deeper (head holding) holding;

  closureOf =
    module: extra:
    map (path: byPath.${path}) (
      closure (path: filter (name: hasAttr name byPath) byPath.${path}.requires) ([ module.path ] ++ extra)
    );

  filesBelow =
    dir:
    let
      entries = readDir (at dir);
    in
    concatMap (
      name:
      if entries.${name} == "directory" then
        optionals (!(elem name ([ "vendor" "testdata" ] ++ internal.sources.litter))) (filesBelow (below dir name))
      else
        optional (hasSuffix ".go" name) (below dir name)
    ) (attrNames entries);
  allTexts = map (file: readFile (at file)) (concatMap (module: filesBelow module.dir) modules);
  # "#cgo pkg-config: sqlite3 zlib", "#cgo linux pkg-config: x". https://pkg.go.dev/cmd/cgo
  cgoOf =
    dirs:
    let
      texts = map (file: readFile (at file)) (concatMap filesBelow dirs);
      # import "C" alone, or in a list of imports
      users = filter (text: length (split "\"C\"" text) > 1) texts;
      lines = concatMap (text: map head (filter builtins.isList (split "#cgo[^\n]* pkg-config:([^\n]*)" text))) users;
    in
    {
      used = users != [ ];
      libraries = unique (concatMap (line: filter (word: isString word && word != "" && !(hasPrefix "-" word)) (split "[[:space:]]+" line)) lines);
    };
in
if !hasWork && !(pathExists (src + "/go.mod")) then
  throw "${where}: there is neither go.work nor go.mod in src"
else if outside != [ ] then
  throw "${where}: go.work uses ${head outside}, outside src; give a src that holds it"
else
  {
    inherit
      modules
      programs
      ownerOf
      closureOf
      cgoOf
      hasWork
      ;
    paths = attrNames byPath;
    # manifests: every build reads all of them
    manifests = filter (file: pathExists (src + "/${file}")) (
      [
        "go.work"
        "go.work.sum"
      ]
      ++ concatMap (module: [
        (below module.dir "go.mod")
        (below module.dir "go.sum")
      ]) modules
    );
    sums = filter (file: pathExists (src + "/${file}")) ([ "go.work.sum" ] ++ map (module: below module.dir "go.sum") modules);
    # Packages of the named modules that some file imports
    importsOf =
      paths:
      unique (
        concatMap (
          path:
          concatMap (text: map (found: path + (if head found == null then "" else head found)) (filter builtins.isList (split "\"${builtins.replaceStrings [ "." "+" ] [ "[.]" "[+]" ] path}(/[^\"\n ]*)?\"" text))) allTexts
        ) paths
      );
    # "# module v1" and "## explicit" are comments, all else are packages. https://go.dev/ref/mod#go-mod-vendor
    vendoredPackages = filter (line: line != "" && !(hasPrefix "#" line)) (internal.util.splitLines (readFile (src + "/vendor/modules.txt")));
    # The large ones among the standard packages that some file imports
    standardPackages = [
      "fmt"
    ]
    ++ filter (name: any (text: length (split "\"${name}\"" text) > 1) allTexts) [
      "encoding/json"
      "net/http"
      "crypto/tls"
      "database/sql"
      "text/template"
      "html/template"
      "log/slog"
    ];
    isVendored = pathExists (src + "/vendor/modules.txt");
  }
