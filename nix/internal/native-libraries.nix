# Which packages a foreign library needs: one table for `-sys` crates, pkg-config names (cgo, configure scripts) and node-gyp packages.
#
# A row: { buildInputs, nativeBuildInputs, env } as functions of pkgs; nothing in it is looked up before it is used.
# Users add rows by `import polynx { nativeLibraries.crates.foo-sys = { buildInputs = p: [ p.foo ]; }; }`.
{
  pkgs,
  nativeLibraries,
  internal,
  ...
}:
let
  inherit (internal.util)
    commas
    unique
    hasSuffix
    mergeAll
    ;
  inherit (builtins)
    concatMap
    filter
    hasAttr
    ;

  viaPkgConfig = libraries: {
    buildInputs = p: map (name: need p name) libraries;
    nativeBuildInputs = p: [ (need p "pkg-config") ];
  };
  tools = names: { nativeBuildInputs = p: map (name: need p name) names; };
  nothing = { };
  withEnv = env: row: row // { env = _: env; };
  need = p: name: p.${name} or (throw "polynx: a native library needs pkgs.${name}, which this set of packages has not; give it by an overlay, or a row of your own in nativeLibraries");

  # Names are checked here as elsewhere: a misspelt one would be a library that is not there.
  own = internal.arguments.known "nativeLibraries" [ "crates" "pkgConfig" "npm" ] nativeLibraries;
  rowsOf =
    kind:
    let
      rows = builtins.mapAttrs (
        name: internal.arguments.known "nativeLibraries.${kind}.${name}" [ "buildInputs" "nativeBuildInputs" "env" ]
      ) (own.${kind} or { });
    in
    # all of them, though none may be asked for
    builtins.deepSeq (map builtins.attrNames (builtins.attrValues rows)) rows;

  builtIn = {
    crates = {
      openssl-sys = withEnv { OPENSSL_NO_VENDOR = "1"; } (viaPkgConfig [ "openssl" ]);
      zstd-sys = withEnv { ZSTD_SYS_USE_PKG_CONFIG = "1"; } (viaPkgConfig [ "zstd" ]);
      lz4-sys = viaPkgConfig [ "lz4" ];
      bzip2-sys = viaPkgConfig [ "bzip2" ];
      lzma-sys = viaPkgConfig [ "xz" ];
      liblzma-sys = viaPkgConfig [ "xz" ];
      libz-sys = viaPkgConfig [ "zlib" ];
      libsqlite3-sys = viaPkgConfig [ "sqlite" ];
      pq-sys = viaPkgConfig [ "libpq" ];
      mysqlclient-sys = viaPkgConfig [ "libmysqlclient" ];
      librocksdb-sys = {
        buildInputs = p: [ (need p "rocksdb") ];
        nativeBuildInputs = p: [ (need p "rustPlatform").bindgenHook ];
        env = p: {
          ROCKSDB_LIB_DIR = "${need p "rocksdb"}/lib";
          ROCKSDB_INCLUDE_DIR = "${(need p "rocksdb").dev or (need p "rocksdb")}/include";
        };
      };
      clang-sys = {
        env = p: { LIBCLANG_PATH = "${p.libclang.lib or (need p "libclang")}/lib"; };
      };
      libgit2-sys = withEnv { LIBGIT2_NO_VENDOR = "1"; } (viaPkgConfig [ "libgit2" ]);
      libssh2-sys = withEnv { LIBSSH2_SYS_USE_PKG_CONFIG = "1"; } (viaPkgConfig [ "libssh2" ]);
      curl-sys = viaPkgConfig [ "curl" ];
      libsodium-sys = withEnv { SODIUM_USE_PKG_CONFIG = "1"; } (viaPkgConfig [ "libsodium" ]);
      rdkafka-sys = viaPkgConfig [ "rdkafka" ];
      alsa-sys = viaPkgConfig [ "alsa-lib" ];
      libudev-sys = viaPkgConfig [ "udev" ];
      dbus-sys = viaPkgConfig [ "dbus" ];
      libdbus-sys = viaPkgConfig [ "dbus" ];
      pcre2-sys = viaPkgConfig [ "pcre2" ];
      libusb1-sys = viaPkgConfig [ "libusb1" ];
      zmq-sys = viaPkgConfig [ "zeromq" ];
      libsystemd-sys = viaPkgConfig [ "systemd" ];
      freetype-sys = viaPkgConfig [ "freetype" ];
      yeslogic-fontconfig-sys = viaPkgConfig [ "fontconfig" ];
      wayland-sys = viaPkgConfig [ "wayland" ];
      sdl2-sys = viaPkgConfig [ "SDL2" ];
      # GTK, and what Tauri shows pages with
      glib-sys = viaPkgConfig [ "glib" ];
      gobject-sys = viaPkgConfig [ "glib" ];
      gio-sys = viaPkgConfig [ "glib" ];
      cairo-sys-rs = viaPkgConfig [ "cairo" ];
      pango-sys = viaPkgConfig [ "pango" ];
      atk-sys = viaPkgConfig [ "atk" ];
      gdk-pixbuf-sys = viaPkgConfig [ "gdk-pixbuf" ];
      gdk-sys = viaPkgConfig [ "gtk3" ];
      gtk-sys = viaPkgConfig [ "gtk3" ];
      gdk4-sys = viaPkgConfig [ "gtk4" ];
      gtk4-sys = viaPkgConfig [ "gtk4" ];
      soup3-sys = viaPkgConfig [ "libsoup_3" ];
      javascriptcore-rs-sys = viaPkgConfig [ "webkitgtk_4_1" ];
      webkit2gtk-sys = viaPkgConfig [ "webkitgtk_4_1" ];
      # Compilers rather than libraries
      prost-build = tools [ "protobuf" ];
      protobuf-src = tools [ "cmake" ];
      aws-lc-sys = tools [ "cmake" ];
      cmake = tools [ "cmake" ];
      # Only declarations of what the system or the compiler brings
      linux-raw-sys = nothing;
      js-sys = nothing;
      web-sys = nothing;
      windows-sys = nothing;
      core-foundation-sys = nothing;
      security-framework-sys = nothing;
      system-configuration-sys = nothing;
      fsevent-sys = nothing;
      kqueue-sys = nothing;
      inotify-sys = nothing;
      hermit-abi = nothing;
      ring = nothing;
      objc-sys = nothing;
      coreaudio-sys = nothing;
      jni-sys = nothing;
      ndk-sys = nothing;
      renderdoc-sys = nothing;
      # Bring their C code along
      tikv-jemalloc-sys = nothing;
      jemalloc-sys = nothing;
      libmimalloc-sys = nothing;
      secp256k1-sys = nothing;
      libwebp-sys = nothing;
      libdeflate-sys = nothing;
      libnghttp2-sys = nothing;
      lmdb-master-sys = nothing;
      lmdb-rkv-sys = nothing;
      ittapi-sys = nothing;
      onig_sys = nothing;
      dirs-sys = nothing;
      cc = nothing;
    }
    // rowsOf "crates";

    pkgConfig = {
      openssl = viaPkgConfig [ "openssl" ];
      libssl = viaPkgConfig [ "openssl" ];
      libcrypto = viaPkgConfig [ "openssl" ];
      zlib = viaPkgConfig [ "zlib" ];
      libzstd = viaPkgConfig [ "zstd" ];
      liblz4 = viaPkgConfig [ "lz4" ];
      liblzma = viaPkgConfig [ "xz" ];
      sqlite3 = viaPkgConfig [ "sqlite" ];
      libpq = viaPkgConfig [ "libpq" ];
      rocksdb = viaPkgConfig [ "rocksdb" ];
      libcurl = viaPkgConfig [ "curl" ];
      libgit2 = viaPkgConfig [ "libgit2" ];
      libsodium = viaPkgConfig [ "libsodium" ];
      rdkafka = viaPkgConfig [ "rdkafka" ];
      libxml-2 = viaPkgConfig [ "libxml2" ];
      "libxml-2.0" = viaPkgConfig [ "libxml2" ];
      libpng = viaPkgConfig [ "libpng" ];
      libjpeg = viaPkgConfig [ "libjpeg" ];
      vips = viaPkgConfig [ "vips" ];
      "glib-2.0" = viaPkgConfig [ "glib" ];
      gtk4 = viaPkgConfig [ "gtk4" ];
      "gtk+-3.0" = viaPkgConfig [ "gtk3" ];
      libudev = viaPkgConfig [ "udev" ];
      alsa = viaPkgConfig [ "alsa-lib" ];
      "dbus-1" = viaPkgConfig [ "dbus" ];
    }
    // rowsOf "pkgConfig";

    # npm packages that compile or download something on installation
    npm = {
      better-sqlite3 = viaPkgConfig [ "sqlite" ] // gyp;
      sqlite3 = viaPkgConfig [ "sqlite" ] // gyp;
      sharp = viaPkgConfig [ "vips" ] // gyp;
      canvas = viaPkgConfig [
        "cairo"
        "pango"
        "libpng"
        "libjpeg"
        "giflib"
        "librsvg"
      ];
      bcrypt = gyp;
      argon2 = gyp;
      node-gyp = gyp;
      pg-native = {
        buildInputs = p: [ (need p "libpq") ];
        nativeBuildInputs = p: [ (need p "python3") ];
      };
    }
    // rowsOf "npm";
  };
  gyp = tools [
    "python3"
    "pkg-config"
  ];

  # What the named rows ask for, together
  inputs = kind: names: 
    let
      rows = map (name: builtIn.${kind}.${name}) (filter (name: hasAttr name builtIn.${kind}) names);
      # of pkgs, or as it is
      valueOf = value: if builtins.isFunction value then value pkgs else value;
      all = field: unique (concatMap (row: valueOf (row.${field} or [ ])) rows);
    in
    {
      buildInputs = all "buildInputs";
      nativeBuildInputs = all "nativeBuildInputs";
      env = mergeAll (map (row: valueOf (row.env or { })) rows);
    };

  # `names` of one of the three lists; those that need a row and have none are a warning, since many need nothing but the compiler
  of =
    kind: needsRow: hint: where: names:
    let
      unknown = filter (name: needsRow name && !(hasAttr name builtIn.${kind})) (unique names);
    in
    reporting where unknown hint (inputs kind names // { inherit unknown; });

  reporting =
    where: unknown: hint: value:
    if unknown == [ ] then value else internal.util.warn "polynx: ${where}: no row for ${commas unknown}; ${hint}" value;
in
{
  # names of the lock's closure
  ofCrates = of "crates" (hasSuffix "-sys") "if one needs a library, say which by nativeLibraries.crates.<name> (an empty row silences this)";
  ofPkgConfig = of "pkgConfig" (_: true) "say which package has it by nativeLibraries.pkgConfig.<name>";
  # packages of the lock that run an installation script
  ofNpm = of "npm" (_: true) "they have installation scripts; if one compiles, say what it needs by nativeLibraries.npm.<name>";

  # what a package tells of it: passthru.nativeLibraries
  told = native: { inherit (native) unknown env; };

  rows = builtIn;
}
