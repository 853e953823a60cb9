/** The module by which a crate says what it was built from, as rustfmt writes it and clippy likes it. */

/** @param name of the program, in `user_agent()`; by default the package's */
export function moduleSource(name?: string): string {
  return `${HEADER}
/// What \`user_agent\` begins with.
pub const NAME: &str = ${name === undefined ? 'env!("CARGO_PKG_NAME")' : JSON.stringify(name)};
${BODY}`;
}

const HEADER = `//! What this program was built from. Filled in by \`build.rs\`; "unknown" if the build had no value.
#![allow(dead_code)]
`;

const BODY = `
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildInfo {
    pub name: &'static str,
    pub version: &'static str,
    pub git_hash: &'static str,
    pub git_branch: &'static str,
    /// Whether files were not as in the commit.
    pub git_dirty: bool,
    /// That of the commit: two builds of one commit are the same.
    pub build_time: &'static str,
    pub build_profile: &'static str,
    pub build_target: &'static str,
    pub rust_version: &'static str,
}

pub const BUILD_INFO: BuildInfo = BuildInfo {
    name: NAME,
    version: env!("CARGO_PKG_VERSION"),
    git_hash: env!("POLYNX_STAMP_GIT_HASH"),
    git_branch: env!("POLYNX_STAMP_GIT_BRANCH"),
    git_dirty: matches!(env!("POLYNX_STAMP_GIT_DIRTY").as_bytes(), b"true"),
    build_time: env!("POLYNX_STAMP_BUILD_TIME"),
    build_profile: env!("POLYNX_STAMP_BUILD_PROFILE"),
    build_target: env!("POLYNX_STAMP_BUILD_TARGET"),
    rust_version: env!("POLYNX_STAMP_RUSTC_VERSION"),
};

impl BuildInfo {
    /// \`1.2.3 (0123456789ab-dirty) built 2026-11-21T09:30:00Z [release]\`
    pub fn version_string(&self) -> String {
        let hash: String = self.git_hash.chars().take(12).collect();
        let dirty = if self.git_dirty { "-dirty" } else { "" };
        let (time, profile) = (self.build_time, self.build_profile);
        format!("{} ({hash}{dirty}) built {time} [{profile}]", self.version)
    }

    /// \`Name/1.2.3 (x86_64-unknown-linux-gnu)\`
    pub fn user_agent(&self) -> String {
        format!("{}/{} ({})", self.name, self.version, self.build_target)
    }
}

pub fn version_string() -> String {
    BUILD_INFO.version_string()
}

pub fn user_agent() -> String {
    BUILD_INFO.user_agent()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMPED: BuildInfo = BuildInfo {
        name: "Tool",
        version: "1.2.3",
        git_hash: "0123456789abcdef0123456789abcdef01234567",
        git_branch: "main",
        git_dirty: false,
        build_time: "2026-11-21T09:30:00Z",
        build_profile: "release",
        build_target: "x86_64-unknown-linux-gnu",
        rust_version: "rustc 1.95.0",
    };

    #[test]
    fn the_version_says_commit_time_and_profile() {
        let said = "1.2.3 (0123456789ab) built 2026-11-21T09:30:00Z [release]";
        assert_eq!(STAMPED.version_string(), said);
        assert!(version_string().starts_with(env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn changed_files_are_marked() {
        let dirty = BuildInfo {
            git_dirty: true,
            ..STAMPED
        };
        assert!(dirty.version_string().contains("(0123456789ab-dirty)"));
    }

    #[test]
    fn without_git_all_that_it_says_is_unknown() {
        let plain = BuildInfo {
            git_hash: "unknown",
            build_time: "unknown",
            ..STAMPED
        };
        let said = "1.2.3 (unknown) built unknown [release]";
        assert_eq!(plain.version_string(), said);
    }

    #[test]
    fn a_user_agent_names_program_and_platform() {
        let said = "Tool/1.2.3 (x86_64-unknown-linux-gnu)";
        assert_eq!(STAMPED.user_agent(), said);
        let own = format!("{NAME}/{} ", BUILD_INFO.version);
        assert!(user_agent().starts_with(&own));
    }

    #[test]
    fn the_commit_is_known_or_unknown() {
        let hash = BUILD_INFO.git_hash;
        let is_hash = hash.chars().all(|digit| digit.is_ascii_hexdigit());
        assert!(is_hash || hash == "unknown", "{hash}");
        assert!(!BUILD_INFO.git_branch.is_empty());
        assert!(!BUILD_INFO.git_dirty || is_hash);
        let time = BUILD_INFO.build_time;
        assert!(time.ends_with('Z') || time == "unknown", "{time}");
    }

    #[test]
    fn profile_platform_and_compiler_are_known() {
        assert_ne!(BUILD_INFO.build_profile, "unknown");
        assert!(BUILD_INFO.build_target.contains('-'));
        assert!(BUILD_INFO.rust_version.starts_with("rustc "));
    }
}
`;
