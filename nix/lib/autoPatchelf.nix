# A package of programs compiled elsewhere, made to find their loader and libraries: every ELF file, nothing stripped, Linux only.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
in
define "autoPatchelf"
  {
    required = [ "package" ];
    optional = {
      # packages with the libraries that are needed
      libraries = [ ];
      # path of the loader; else the C compiler's of the set
      loader = null;
      # names of libraries that are found only when the program runs, such as "libcuda.so.1"
      ignoreMissing = [ ];
    };
  }
  (
    args:
    let
      inherit (args) package;
      cc = pkgs.stdenv.cc or null;
      loader =
        if args.loader != null then
          args.loader
        else if cc != null then
          "$(cat ${cc}/nix-support/dynamic-linker)"
        else
          throw "autoPatchelf: this set of packages has no stdenv.cc; give loader";
    in
    if !(pkgs.stdenv.hostPlatform.isLinux) then
      throw "autoPatchelf: ELF files are Linux', and this is ${pkgs.stdenv.hostPlatform.system}"
    else
      pkgs.stdenv.mkDerivation {
        name = "${package.name}-patched";
        nativeBuildInputs = [ pkgs.patchelf ];
        dontStrip = true;
        dontPatchELF = true;
        loader = loader;
        libraryPath = builtins.concatStringsSep ":" (map (one: "${one.lib or one}/lib") args.libraries);
        ignoreMissing = builtins.concatStringsSep " " args.ignoreMissing;
        buildCommand = ''
          loader=${loader}
          mkdir $out; cp -r ${package}/. $out/; chmod -R u+w $out
          missing=
          # symbolic links are followed by their targets being patched
          while IFS= read -r -d "" file; do
            readelf -h "$file" > headers 2>/dev/null || continue
            # a static program has no section of the kind and needs nothing
            # NB no `grep -q` behind a pipe: it ends early, and under pipefail the writer's SIGPIPE is read as not found
            readelf -d "$file" 2>/dev/null | grep NEEDED > /dev/null || continue
            for needed in $(patchelf --print-needed "$file"); do
              found=
              for folder in ''${libraryPath//:/ } $(dirname $loader) $out/lib; do [ ! -e $folder/$needed ] || found=1; done
              case " $ignoreMissing " in *" $needed "*) found=1 ;; esac
              [ -n "$found" ] || missing="$missing ''${file#$out/}:$needed"
            done
            if readelf -lW "$file" | grep INTERP > /dev/null; then patchelf --set-interpreter $loader "$file"; fi
            # RPATH and not RUNPATH: it holds for libraries of libraries too
            patchelf --force-rpath --set-rpath "$libraryPath''${libraryPath:+:}$out/lib:$(dirname $loader)" "$file"
          done < <(find $out -type f -print0)
          if [ -n "$missing" ]; then
            echo "autoPatchelf: libraries that nobody gives:$missing (libraries has the packages, ignoreMissing the names)" >&2
            exit 1
          fi
        '';
        meta = package.meta or { };
        passthru.unpatched = package;
      }
  )
