# One output with components of several languages: bin/<component's programs>, and bin/<pname>, which starts the services in order of their
# dependencies, waits until each is ready, and stops them in reverse.
{ pkgs, polynx, internal, ... }:
let
  inherit (internal.arguments) define within;
  inherit (internal.util)
    commas
    genAttrs
    storeName
    ;
  inherit (builtins)
    attrNames
    attrValues
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
    # the one crate or package of Node that the component is, where its name is another
    package = null;
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

  # buildMultiLanguageProject { buildRustFn = …; } { src, components, … }, or all in one set
  isInjection = name: builtins.match "build(Rust|Node|Go|Deno)Fn" name != null;
  curried =
    build:
    build
    // {
      __functor =
        _: given:
        if isAttrs given && builtins.all isInjection (attrNames given) then (rest: build (given // rest)) else build given;
    };
in
curried (define "buildMultiLanguageProject"
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
      order = polynx.coordinateBuildOrder { inherit components; };
      isOrchestrated = args.coordinationStrategy == "orchestrated";
      packagesOf = internal.components {
        inherit src;
        where = "${where}: components";
        injected = {
          rust = args.buildRustFn;
          node = args.buildNodeFn;
          go = args.buildGoFn;
          deno = args.buildDenoFn;
        };
      };
      variable = name: "POLYNX_${builtins.replaceStrings [ "-" "." "/" "@" ] [ "_" "_" "_" "" ] (internal.util.upper name)}";

      build =
        name:
        let
          component = components.${name};
          packages = packagesOf (component // { inherit name; });
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
        described components.${name}.description (
          if builtins.length (attrNames packages) == 1 then
            head (attrValues packages)
          else
            pkgs.symlinkJoin {
              name = "${storeName name}-component";
              paths = attrValues packages;
            }
        )
      ) built;
      described =
        description: package:
        if description == null then package else package // { meta = (package.meta or { }) // { inherit description; }; };

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
  ))
