# A Python package with native code, C or Rust (a crate in the same folder, built here and put beside the modules); imports are tried.
{ pkgs, polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optionalString quoteAll words;
in
define "buildPythonExtension"
  {
    required = [
      "src"
      "pname"
    ];
    optional = {
      version = "0";
      description = null;
      # modules that must be importable from the result
      pythonImportsCheck = args: [ args.pname ];
      # a crate of src whose cdylib is the module `module`
      crate = null;
      module = args: args.pname;
      python = _: pkgs.python3;
      # packages whose modules this one imports, and that whoever uses it finds as well
      propagatedBuildInputs = [ ];
      buildInputs = [ ];
      nativeBuildInputs = [ ];
      env = { };
    };
  }
  (
    args:
    let
      src = internal.sources.resolve "buildPythonExtension" args.src;
      crate =
        (polynx.buildRustWorkspace {
          inherit src;
          inherit (args) pname;
          members = [ args.crate ];
          memberConfigs.${args.crate} = {
            inherit (args) buildInputs nativeBuildInputs env;
            # tests of an extension link to an interpreter, which is not there
            doCheck = false;
          };
        }).packages.${args.crate};
      python = polynx.buildUniversalPackage {
        inherit src;
        inherit (args)
          pname
          version
          description
          propagatedBuildInputs
          buildInputs
          nativeBuildInputs
          env
          ;
      };
      # only extensions and modules: what a crate alone needs is its cdylib under the name that python imports
      ofCrate = pkgs.runCommand "${args.pname}-${args.version}" { nativeBuildInputs = [ args.python ]; } ''
        site=$out/lib/python$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')/site-packages
        mkdir -p $site
        for file in ${crate}/lib/*.so; do cp $file $site/${args.module}.so; done
        ls $site/${args.module}.so
      '';
      built = if args.crate == null then python else ofCrate;
    in
    pkgs.stdenv.mkDerivation {
      inherit (args) pname version;
      nativeBuildInputs = [ args.python ];
      # A copy: the check belongs to what is used
      buildCommand = ''
        mkdir $out; cp -r ${built}/. $out/; chmod -R u+w $out
        sed -i "s|${built}|$out|g" $(grep -rlF ${built} $out --include='*' -I) /dev/null 2>/dev/null || true
        ${internal.python.sites args.propagatedBuildInputs}
        ${optionalString (args.propagatedBuildInputs != [ ]) ''
          mkdir -p $out/nix-support
          echo ${words (map toString args.propagatedBuildInputs)} > $out/nix-support/propagated-build-inputs
        ''}
        PYTHONPATH=$(find $out/lib -type d -name site-packages; echo "$sites")
        export PYTHONPATH=$(echo $PYTHONPATH | tr ' ' ':') PYTHONDONTWRITEBYTECODE=1
        for name in ${quoteAll args.pythonImportsCheck}; do
          ( cd / && python3 -c 'import importlib, sys; print(importlib.import_module(sys.argv[1]).__file__)' $name )
        done
      '';
      meta = {
        description = if args.description != null then args.description else args.pname;
      };
      passthru = {
        inherit (args) propagatedBuildInputs;
        polynx = {
          kind = "python";
          name = args.pname;
        };
      };
    }
  )
