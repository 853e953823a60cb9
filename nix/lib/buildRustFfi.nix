# A crate as a C library: the shared and static library, a header, a pkg-config file, and a C program that was compiled against all of it.
{ pkgs, polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optionalString words;
  inherit (builtins) replaceStrings;
in
define "buildRustFfi"
  {
    required = [
      "src"
      "crate"
      # relative to src, such as "include/thing.h"
      "header"
    ];
    optional = {
      pname = null;
      # a C file that uses the library: compiled, linked both ways and run
      test = null;
      # libraries that a static user has to link as well
      privateLibraries = [
        "pthread"
        "dl"
        "m"
      ];
      memberConfig = { };
      toolchain = null;
    };
  }
  (
    args:
    let
      where = "buildRustFfi";
      src = internal.sources.resolve where args.src;
      workspace = internal.rust.workspace where src;
      member = workspace.members.${args.crate} or (throw "${where}: ${args.crate} is no member; the workspace has ${internal.util.commas workspace.names}");
      types = member.manifest.lib.crate-type or [ ];
      library = replaceStrings [ "-" ] [ "_" ] (member.manifest.lib.name or args.crate);
      # as the crate's own build leaves it, header and description added
      built =
        (polynx.buildRustWorkspace (
          {
            inherit src;
            pname = if args.pname != null then args.pname else args.crate;
            members = [ args.crate ];
            memberConfigs.${args.crate} = args.memberConfig;
          }
          // internal.util.optionalAttrs (args.toolchain != null) { inherit (args) toolchain; }
        )).packages.${args.crate};
    in
    if !(builtins.any (type: type == "cdylib" || type == "staticlib") types) then
      throw "${where}: ${args.crate} makes no C library; say crate-type = [\"cdylib\", \"staticlib\"] in its [lib]"
    else
      pkgs.stdenv.mkDerivation {
        pname = "${internal.util.storeName args.crate}-c";
        inherit (member) version;
        nativeBuildInputs = [ pkgs.pkg-config ];
        buildCommand = ''
          mkdir -p $out/include $out/lib/pkgconfig
          cp -r ${built}/lib/. $out/lib/
          cp ${src + "/${args.header}"} $out/include/${baseNameOf args.header}
          cat > $out/lib/pkgconfig/${library}.pc <<END
          Name: ${library}
          Description: ${toString member.description}
          Version: ${member.version}
          Cflags: -I$out/include
          Libs: -L$out/lib -l${library}
          Libs.private: ${words (map (one: "-l${one}") args.privateLibraries)}
          END
          sed -i 's/^ *//' $out/lib/pkgconfig/${library}.pc
          ${optionalString (args.test != null) ''
            flags=$(PKG_CONFIG_LIBDIR=$out/lib/pkgconfig pkg-config --cflags --libs ${library})
            if [ -e $out/lib/lib${library}.so ]; then
              cc -o shared ${src + "/${args.test}"} $flags -Wl,-rpath,$out/lib
              ./shared
            fi
            if [ -e $out/lib/lib${library}.a ]; then
              cc -o static -I$out/include ${src + "/${args.test}"} $out/lib/lib${library}.a ${words (map (one: "-l${one}") args.privateLibraries)}
              ./static
            fi
          ''}
        '';
        meta = {
          description = if member.description != null then member.description else "${args.crate} for C";
        };
        passthru = {
          crate = built;
          polynx = {
            kind = "ffi";
            name = args.crate;
          };
        };
      }
  )
