# One output with components of several languages: bin/<component's programs>, and bin/<pname>, which starts the services in order of their
# dependencies, waits until each is ready, and stops them in reverse.
{ pkgs, polynx, internal, ... }:
let
  inherit (internal.arguments) define within;
  inherit (internal.util)
    commas
    filterAttrs
    genAttrs
    lines
    quote
    storeName
    ;
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    head
    isAttrs
    mapAttrs
    toJSON
    ;
  defaults = {
    language = null;
    sourceRoot = ".";
    description = null;
    # started by the runner
    autoStart = false;
    # Rust: members; Go: services; which of them are built
    services = null;
    # Node: which of the workspace's packages
    workspaces = null;
    # other components, which are built and ready before
    dependencies = [ ];
    # arguments and environment of the service
    arguments = [ ];
    environment = { };
    # { port = 8080; }, { file = "…"; } or { output = "listening"; }; null: it is ready when it runs
    ready = null;
    # seconds
    readyTimeout = 30;
    # passed to the builder as they are
    builderArguments = { };
  };
in
define "buildMultiLanguageProject"
  {
    required = [
      "src"
      "components"
    ];
    optional = {
      pname = "project";
      version = "0";
      description = null;
      # "parallel": components know nothing of each other while they are built; "orchestrated": each finds its dependencies' results on PATH
      # and in POLYNX_<COMPONENT>, and the runner starts them in order
      coordinationStrategy = "parallel";
      buildRustFn = null;
      buildNodeFn = null;
      buildGoFn = null;
      buildDenoFn = null;
    };
  }
  (
    args:
    let
      where = "buildMultiLanguageProject";
      src = internal.sources.resolve where args.src;
      components = mapAttrs (
        name: within "${where}: components.${name}" defaults
      ) args.components;
      names = attrNames components;
      inherit (polynx.coordinateBuildOrder { inherit components; }) order;
      isOrchestrated = args.coordinationStrategy == "orchestrated";
      pick = given: own: if given != null then given else own;

      # packages: name → derivation, of whatever a builder gives
      packagesOf = result: if result ? packages && isAttrs result.packages then result.packages else { default = result; };
      said = filterAttrs (_: value: value != null);
      builders = {
        rust =
          component: own:
          (pick args.buildRustFn polynx.buildRustWorkspace) (
            { src = own; pname = component.name; } // said { members = component.services; } // component.builderArguments
          );
        go =
          component: own:
          (pick args.buildGoFn polynx.buildGoWorkspace) (
            { src = own; pname = component.name; } // said { inherit (component) services; } // component.builderArguments
          );
        node =
          component: own:
          (pick args.buildNodeFn (
            if builtins.pathExists (own + "/pnpm-lock.yaml") then polynx.buildPnpmWorkspace else polynx.buildNpmWorkspace
          ))
            ({ src = own; pname = component.name; } // said { inherit (component) workspaces; } // component.builderArguments);
        deno =
          component: own:
          (pick args.buildDenoFn polynx.buildDenoApp) ({ src = own; pname = component.name; } // component.builderArguments);
      };
      languages = attrNames builders;
      variable = name: "POLYNX_${builtins.replaceStrings [ "-" "." "/" "@" ] [ "_" "_" "_" "" ] (internal.util.upper name)}";

      build =
        name:
        let
          component = components.${name} // {
            inherit name;
          };
          own = if component.sourceRoot == "." then src else src + "/${component.sourceRoot}";
          builder = builders.${toString component.language} or (throw "${where}: components.${name}: language is ${toString component.language}; known are ${commas languages}");
          packages = packagesOf (builder component own);
        in
        if !isOrchestrated || component.dependencies == [ ] then
          packages
        else
          mapAttrs (
            _: package:
            package.overrideAttrs (old: {
              nativeBuildInputs = (old.nativeBuildInputs or [ ]) ++ map (other: joined.${other}) component.dependencies;
              env = (old.env or { }) // builtins.listToAttrs (map (other: { name = variable other; value = "${joined.${other}}"; }) component.dependencies);
            })
          ) packages;
      built = genAttrs names build;
      # a component as one path
      joined = mapAttrs (
        name: packages:
        if builtins.length (attrNames packages) == 1 then
          head (attrValues packages)
        else
          pkgs.symlinkJoin {
            name = "${storeName name}-component";
            paths = attrValues packages;
          }
      ) built;

      programOf =
        name:
        let
          programs = filter (one: one.meta ? mainProgram) (attrValues built.${name});
        in
        if programs == [ ] then
          throw "${where}: components.${name} is to be started and names no main program"
        else
          "${head programs}/bin/${(head programs).meta.mainProgram}";
      # those that start, in order; what they depend on and does not start itself is left out
      services = map (name: {
        inherit name;
        inherit (components.${name})
          arguments
          environment
          ready
          readyTimeout
          ;
        program = programOf name;
        dependencies = filter (other: components.${other}.autoStart) components.${name}.dependencies;
      }) (filter (name: components.${name}.autoStart) order);
      plan = pkgs.writeText "services.json" (toJSON {
        name = args.pname;
        inherit services;
      });
      runner = pkgs.writeShellScriptBin (storeName args.pname) ''
        exec ${pkgs.nodejs}/bin/node ${internal.programs.runner} ${plan} "$@"
      '';
      result = pkgs.symlinkJoin {
        name = "${storeName args.pname}-${args.version}";
        paths = map (name: joined.${name}) order ++ internal.util.optional (services != [ ]) runner;
      };
    in
    if !(elem args.coordinationStrategy [ "parallel" "orchestrated" ]) then
      throw "${where}: coordinationStrategy is parallel or orchestrated, not ${args.coordinationStrategy}"
    else
      result
      // {
        pname = storeName args.pname;
        inherit (args) version;
        meta = {
          mainProgram = storeName args.pname;
          description = if args.description != null then args.description else "${args.pname}: ${commas names}";
        };
        passthru = {
          inherit order built plan;
          components = joined;
        };
        components = joined;
        inherit order;
      }
  )
