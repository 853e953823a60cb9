# A variant is a set of changes to a package, which each builder knows how to apply (`passthru.polynx.vary`).
{ pkgs, internal, ... }:
{
  # two variants at once: the later one wins where both say the same thing, lists and environments are joined
  join =
    a: b:
    a
    // b
    // {
      suffix = (a.suffix or "") + (b.suffix or "");
      env = (a.env or { }) // (b.env or { });
      profileFields = (a.profileFields or { }) // (b.profileFields or { });
      rustflags = (a.rustflags or [ ]) ++ (b.rustflags or [ ]);
      cflags = (a.cflags or [ ]) ++ (b.cflags or [ ]);
      linkflags = (a.linkflags or [ ]) ++ (b.linkflags or [ ]);
      ldflags = (a.ldflags or [ ]) ++ (b.ldflags or [ ]);
      goArgs = (a.goArgs or [ ]) ++ (b.goArgs or [ ]);
      nativeBuildInputs = (a.nativeBuildInputs or [ ]) ++ (b.nativeBuildInputs or [ ]);
      buildInputs = (a.buildInputs or [ ]) ++ (b.buildInputs or [ ]);
      configure = (a.configure or "") + (b.configure or "");
      beforeBuild = (a.beforeBuild or "") + (b.beforeBuild or "");
      afterInstall = (a.afterInstall or "") + (b.afterInstall or "");
      attrs = (a.attrs or { }) // (b.attrs or { });
    };

  # The package with changes by kind: { rust = { … }; go = { … }; universal = { … }; }
  apply =
    where: package: changes:
    let
      own = package.polynx or (throw "${where}: package was not made by a builder of this library");
    in
    if !(changes ? ${own.kind}) then
      throw "${where}: there is no such variant of a ${own.kind} package; there is for ${internal.util.commas (builtins.attrNames changes)}"
    else
      own.vary changes.${own.kind};

  # The triple of the machine that builds. Naming it keeps flags for programs away from build scripts and macros.
  triple =
    {
      x86_64-linux = "x86_64-unknown-linux-gnu";
      aarch64-linux = "aarch64-unknown-linux-gnu";
      aarch64-darwin = "aarch64-apple-darwin";
      x86_64-darwin = "x86_64-apple-darwin";
    }
    .${pkgs.stdenv.hostPlatform.system};
}
