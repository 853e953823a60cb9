# A variant is a set of changes to a package, which each builder knows how to apply (`passthru.polynx.vary`).
_: {
  # two variants at once: the later one wins where both say the same thing, lists and environments are joined
  join =
    a: b:
    a
    // b
    // {
      suffix = (a.suffix or "") + (b.suffix or "");
      env = (a.env or { }) // (b.env or { });
      profileFields = (a.profileFields or { }) // (b.profileFields or { });
      nativeBuildInputs = (a.nativeBuildInputs or [ ]) ++ (b.nativeBuildInputs or [ ]);
      buildInputs = (a.buildInputs or [ ]) ++ (b.buildInputs or [ ]);
      configure = (a.configure or "") + (b.configure or "");
      beforeBuild = (a.beforeBuild or "") + (b.beforeBuild or "");
      afterInstall = (a.afterInstall or "") + (b.afterInstall or "");
      attrs = (a.attrs or { }) // (b.attrs or { });
    };
}
