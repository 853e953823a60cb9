# Where the files of a build come from, and which of them it sees.
{ internal, ... }:
let
  inherit (internal.util) hasPrefix commas;
  inherit (builtins)
    any
    attrNames
    baseNameOf
    elem
    isAttrs
    isString
    match
    stringLength
    substring
    ;
  # Never part of a source: what tools leave behind, and history
  litter = [
    ".git"
    ".nx"
    ".direnv"
    "node_modules"
  ];
  # nix-build's links; a folder may well be called so
  isResult = path: type: type == "symlink" && builtins.match "result(-.*)?" path != null;
in
rec {
  inherit litter;

  # A folder (a path), or a pinned source: { owner, repo, rev, hash } or { url, rev, hash }; sha256 is another name of hash.
  # Fetched while evaluating and checked by hash: nothing is built for it, so lock files in it can be read.
  resolve =
    where: src:
    if isString src && !(hasPrefix "/" src) then
      throw "${where}: src is the text \"${src}\"; a path stands without quotes: ./."
    else if !(isAttrs src) || src ? outPath then
      src
    else if src ? narHash then
      fetchPin (internal.arguments.known "${where}: src" pinKeys src)
    else
      fetch where (internal.arguments.known "${where}: src" (attrNames internal.arguments.pinned) src);

  # The content of a source.json, as `nx g polynx:import-git` writes it: what git has of that commit, whatever its attributes say.
  pinKeys = [
    "url"
    "ref"
    "rev"
    "narHash"
    "date"
    "submodules"
    "allow"
  ];
  fetchPin =
    pin:
    (builtins.fetchTree (
      {
        type = "git";
        inherit (pin) url rev narHash;
        shallow = true;
      }
      // (if pin.submodules or false then { submodules = true; } else { })
    )).outPath;

  fetch =
    where: pin:
    let
      isArchive = pin ? owner && pin ? repo;
      url = archiveOf (pin.host or "github.com") pin;
      hash = internal.hashes.sri "${where}: src: hash" (pin.hash or pin.sha256);
      prefetch = if isArchive then "`nix-prefetch-url --unpack ${url}`" else "`nix flake prefetch \"git+${pin.url}?rev=${pin.rev}\"`";
    in
    if !isArchive && !(pin ? url) then
      throw "${where}: src is neither a path nor { owner, repo, rev, hash } nor { url, rev, hash }; it has ${commas (attrNames pin)}"
    else if !(pin ? rev) then
      throw "${where}: src names no rev; a branch moves, so name a commit or a tag"
    else if pin ? hash && pin ? sha256 then
      throw "${where}: src has both hash and sha256, which are the same; give one of them"
    else if !(pin ? hash || pin ? sha256) then
      throw "${where}: src names no hash; ${prefetch} prints it, or write hash = \"\" and copy the one from the error"
    else if isArchive then
      builtins.fetchTarball {
        inherit url;
        sha256 = hash;
        name = "source";
      }
    else
      (builtins.fetchGit {
        inherit (pin) url rev;
        allRefs = true;
        narHash = hash;
      }).outPath;

  # Where hosts keep the archive of a commit; GitHub's way is that of Gitea and Forgejo too.
  archiveOf =
    host:
    {
      owner,
      repo,
      rev ? "REV",
      ...
    }:
    let
      base = "https://${host}/${owner}/${repo}";
    in
    if match "gitlab[.].*" host != null then
      "${base}/-/archive/${rev}/${repo}-${rev}.tar.gz"
    else if host == "bitbucket.org" then
      "${base}/get/${rev}.tar.gz"
    else
      "${base}/archive/${rev}.tar.gz";

  # The path of a file below `src`, with "" for src itself
  relative = src: path: substring (stringLength (toString src) + 1) (-1) (toString path);

  inside = folder: path: folder == "." || path == folder || hasPrefix "${folder}/" path;
  above = folder: path: folder != "." && hasPrefix "${path}/" folder;

  # Whether a path belongs to one of `others`, though it may lie in one of `own` too: a member's folder may hold others, the root's holds all.
  isOfOthers =
    { own, others }:
    path:
    any (other: inside other path && !(any (mine: inside mine path && inside other mine) own)) (
      builtins.filter (other: !(elem other own)) others
    );

  # The files below `src` for which `keep relativePath type` holds; folders above a kept one must be kept too
  select =
    {
      name,
      src,
      keep,
    }:
    builtins.path {
      inherit name;
      path = src;
      filter =
        path: type:
        let
          below = relative src path;
        in
        if !(hasPrefix "${toString src}/" path) then
          throw "${name}: ${toString src} lies behind a symbolic link; name the folder itself, ${dirOf path}"
        else
          !(elem (baseNameOf path) litter) && !(isResult below type) && keep below type;
    };

  # Whole folders, single files, and what `also path type` adds
  only =
    {
      name,
      src,
      folders ? [ ],
      files ? [ ],
      not ? (_: false),
    }:
    select {
      inherit name src;
      keep =
        path: type:
        (any (folder: inside folder path) folders && !(not path))
        || elem path files
        || (type == "directory" && any (one: above one path) (folders ++ files));
    };

  # The folders that a pattern such as "packages/*" names. A plain name is taken as it is, a glob skips folders without a `marker` file.
  # `**` stands for any depth.
  expand =
    marker: src: pattern:
    let
      at = dir: if dir == "." then src else src + "/${dir}";
      below = dir: name: if dir == "." then name else "${dir}/${name}";
      foldersIn =
        dir:
        let
          entries = if builtins.pathExists (at dir) then builtins.readDir (at dir) else { };
        in
        builtins.filter (name: entries.${name} == "directory" && !(elem name litter)) (builtins.attrNames entries);
      parts = builtins.filter (one: builtins.isString one && one != "" && one != ".") (builtins.split "/" pattern);
      isGlob = part: builtins.match ".*[*?[].*" part != null;
      regex =
        part:
        builtins.replaceStrings [ "." "*" "?" "+" "(" ")" ] [ "\\." "[^/]*" "[^/]" "\\+" "\\(" "\\)" ] part;
      deep = dir: [ dir ] ++ builtins.concatMap (name: deep (below dir name)) (foldersIn dir);
      step =
        found: part:
        builtins.concatMap (
          dir:
          if part == "**" then
            deep dir
          else if isGlob part then
            map (below dir) (builtins.filter (name: builtins.match (regex part) name != null) (foldersIn dir))
          else
            [ (below dir part) ]
        ) found;
      dirs = builtins.foldl' step [ "." ] parts;
    in
    if any isGlob parts then builtins.filter (dir: builtins.pathExists (at dir + "/${marker}")) dirs else dirs;

  whole =
    name: src:
    select {
      inherit name src;
      keep = _: _: true;
    };
}
