# The packages of one component of a project: which folder its builder gets, which of the packages there are the component's, and how a builder is called.
{ polynx, internal, ... }:
let
  inherit (internal.sources) inside;
  inherit (internal.util)
    commas
    filterAttrs
    mergeAll
    optionalAttrs
    removePrefix
    ;
  inherit (builtins)
    any
    attrNames
    elem
    filter
    head
    isAttrs
    length
    pathExists
    ;
  up = dir: if dir == "." then [ "." ] else [ dir ] ++ up (dirOf dir);
  said = filterAttrs (_: value: value != null);
  found = set: name: set.${name} or null;
in
# injected: language → a function, or null
{
  src,
  injected,
  ...
}@project:
component:
let
  where = "${project.where}.${component.name}";
  at = dir: if dir == "." then src else src + "/${dir}";
  root = if component.sourceRoot == "." then "." else removePrefix "./" component.sourceRoot;
  # A folder without a lock belongs to the workspace above it.
  nearest =
    files: belongs:
    let
      above = filter (dir: any (file: pathExists (at dir + "/${file}")) files && (dir == root || belongs dir)) (up root);
    in
    if above == [ ] then root else head above;
  # `dir`, relative to `base`
  below = base: dir: if base == "." then dir else if dir == base then "." else removePrefix "${base}/" dir;
  # names of the members of a workspace in `base` whose folders lie below the component's
  namesBelow =
    base: members:
    if base == root then null else filter (name: inside (below base root) members.${name}.dir) (attrNames members);

  languages = {
    rust = rec {
      base = nearest [ "Cargo.lock" ] (_: true);
      builder = polynx.buildRustWorkspace;
      selector = "members";
      asked = if component.services != null then component.services else namesBelow base (internal.rust.workspace where (at base)).members;
    };
    go = rec {
      # a module may lie below a go.work that does not name it
      base = nearest [ "go.work" ] (
        dir: any (one: inside one.dir (below dir root) || inside (below dir root) one.dir) (internal.go.workspace where (at dir)).modules
      );
      builder = polynx.buildGoWorkspace;
      selector = "services";
      asked = if component.services != null then component.services else namesBelow base (internal.go.workspace where (at base)).programs;
    };
    node = rec {
      base = nearest internal.node.locks (_: true);
      builder = internal.node.builderOf polynx (at base);
      selector = "workspaces";
      asked = if component.workspaces != null then component.workspaces else namesBelow base (internal.node.workspace where (at base)).members;
    };
    deno = {
      base = root;
      builder = polynx.buildDenoApp;
      selector = null;
      asked = null;
    };
  };
  name = internal.languages.canonical (toString component.language);
  language = languages.${name} or (throw "${where}: language is ${toString component.language}; known are ${commas (attrNames languages)}");
  inherit (language) base selector;
  asked = if component.package != null then [ component.package ] else language.asked;

  builder = if found injected name != null then injected.${name} else language.builder;
  # functions of this library say what they take
  takes = argument: elem argument (builder.required ++ builder.optional);
  common = {
    src = at base;
    pname = component.name;
  };
  call = more: builder (filterAttrs (argument: _: isForeign || takes argument) common // more // component.builderArguments);
  isForeign = !(builder ? required);
  packagesOf = result: if result ? packages && isAttrs result.packages then result.packages else { default = result; };
  one = package: packagesOf (call ({ inherit package; } // optionalAttrs (length asked > 1) { pname = package; }));
  # fields that choose among the packages of a language; one of another language would do nothing
  choosing = {
    services = [ "rust" "go" ];
    workspaces = [ "node" ];
    package = [ "rust" "go" "node" ];
  };
  idle = filter (field: component.${field} != null && !(elem name choosing.${field})) (attrNames choosing);
in
if idle != [ ] then
  throw "${where}: a ${name} component has no ${commas idle}; services are of rust and go, workspaces of node"
else if isForeign then
  # a function from elsewhere gets what was said, and no more
  packagesOf (
    call (said (optionalAttrs (selector != null) { ${selector} = asked; } // { inherit (component) package; }))
  )
else if asked == null then
  packagesOf (call { })
else if selector != null && takes selector then
  packagesOf (call { ${selector} = asked; })
else if takes "package" then
  mergeAll (map (package: { ${package} = head (builtins.attrValues (one package)); }) asked)
else
  throw "${where}: ${commas asked} cannot be chosen, since the injected builder takes neither ${toString selector} nor package"
