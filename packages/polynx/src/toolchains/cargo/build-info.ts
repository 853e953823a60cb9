/**
 * A build script and a module by which a crate says what it was built from.
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html
 */
import { ManifestError } from '../../model/errors.js';
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { BuildInfo } from '../toolchain.js';
import { parseCargoToml } from './manifest/cargo-toml.js';

export function buildInfo(directory: string, tree: Tree): BuildInfo {
  const at = (file: string) => join(directory, file);
  const manifest = parseCargoToml({ path: at('Cargo.toml'), text: tree.read(at('Cargo.toml')) ?? '' });
  refuseScript(manifest.package?.build, at, tree);
  const root = ['src/lib.rs', 'src/main.rs'].map(at).find((file) => tree.has(file));
  if (root === undefined) {
    throw new ManifestError({
      file: at('Cargo.toml'),
      problem: 'has neither src/lib.rs nor src/main.rs',
      hint: 'Declare the module yourself where the crate begins: mod build_info;',
    });
  }
  return {
    files: {
      [at('build.rs')]: BUILD_SCRIPT,
      [at('src/build_info.rs')]: MODULE,
      [root]: withModule(tree.read(root) ?? '', root.endsWith('lib.rs') ? 'pub mod' : 'mod'),
    },
    ignored: [],
  };
}

function refuseScript(build: unknown, at: (file: string) => string, tree: Tree): void {
  const script = typeof build === 'string' ? at(build) : at('build.rs');
  const isOwn = tree.has(script) && tree.read(script) !== BUILD_SCRIPT;
  if (build === undefined ? !isOwn : build === true) return;
  throw new ManifestError({
    file: tree.has(script) ? script : at('Cargo.toml'),
    problem: 'the crate has a build script of its own',
    hint: `Add to its main what this one does, then copy the module:\n${indented(BUILD_SCRIPT)}\n\nsrc/build_info.rs:\n${indented(MODULE)}`,
  });
}

function indented(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '    ');
}

/** Behind what stands at the top for the whole crate: `//!` and `#![…]`. */
function withModule(text: string, keyword: string): string {
  if (/^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?mod[ \t]+build_info[ \t]*;/m.test(text)) return text;
  const top = /^(?:[ \t]*(?:\/\/!.*|#!\[[^\]]*\][ \t]*|#!\/.*)?\r?\n)*/.exec(text)?.[0] ?? '';
  const head = top.trimEnd();
  const rest = text.slice(top.length);
  return `${head === '' ? '' : `${head}\n\n`}${keyword} build_info;\n${/^\s*(?:pub\s+)?mod\s/.test(rest) ? '' : '\n'}${rest}`;
}

const BUILD_SCRIPT = `//! Hands what is known of this build to \`src/build_info.rs\`.
//!
//! It asks neither for the commit nor for the time: a release that is to say them is told by
//! variables, and any other build is the same whatever the commit.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for name in ["GIT_HASH", "GIT_BRANCH", "GIT_DIRTY", "BUILD_TIME"] {
        println!("cargo:rerun-if-env-changed=POLYNX_STAMP_{name}");
        tell(name, env::var(format!("POLYNX_STAMP_{name}")).ok());
    }
    tell("BUILD_PROFILE", profile());
    tell("BUILD_TARGET", env::var("TARGET").ok());
    tell("RUSTC_VERSION", rustc_version());
}

fn tell(name: &str, value: Option<String>) {
    let value = value.filter(|value| !value.is_empty());
    let value = value.as_deref().unwrap_or("unknown");
    println!("cargo:rustc-env=POLYNX_STAMP_{name}={value}");
}

/// \`PROFILE\` is \`debug\` or \`release\` whatever the profile is called: the folder has its name.
fn profile() -> Option<String> {
    let out = env::var("OUT_DIR").ok()?;
    let folders = Path::new(&out).ancestors();
    let build = folders.skip(1).find(|folder| folder.ends_with("build"))?;
    Some(build.parent()?.file_name()?.to_str()?.to_string())
}

fn rustc_version() -> Option<String> {
    let rustc = env::var_os("RUSTC")?;
    let output = Command::new(rustc).arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    Some(version.trim().to_string())
}
`;

const MODULE = `//! What this program was built from. Filled in by \`build.rs\`; "unknown" where nobody said.
#![allow(dead_code)]

pub const GIT_HASH: &str = env!("POLYNX_STAMP_GIT_HASH");
pub const GIT_BRANCH: &str = env!("POLYNX_STAMP_GIT_BRANCH");
pub const GIT_DIRTY: &str = env!("POLYNX_STAMP_GIT_DIRTY");
pub const BUILD_TIME: &str = env!("POLYNX_STAMP_BUILD_TIME");
pub const BUILD_PROFILE: &str = env!("POLYNX_STAMP_BUILD_PROFILE");
pub const BUILD_TARGET: &str = env!("POLYNX_STAMP_BUILD_TARGET");
pub const RUSTC_VERSION: &str = env!("POLYNX_STAMP_RUSTC_VERSION");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildInfo {
    pub name: &'static str,
    pub version: &'static str,
    pub git_hash: &'static str,
    pub git_branch: &'static str,
    /// \`true\` where files were not as in the commit.
    pub git_dirty: &'static str,
    pub build_time: &'static str,
    pub profile: &'static str,
    pub target: &'static str,
    pub rustc: &'static str,
}

pub const BUILD_INFO: BuildInfo = BuildInfo {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    git_hash: GIT_HASH,
    git_branch: GIT_BRANCH,
    git_dirty: GIT_DIRTY,
    build_time: BUILD_TIME,
    profile: BUILD_PROFILE,
    target: BUILD_TARGET,
    rustc: RUSTC_VERSION,
};

impl BuildInfo {
    /// \`1.2.3\`, or \`1.2.3 (0123456789ab-dirty 2026-11-21T09:30:00Z)\` where the commit is known.
    pub fn version_string(&self) -> String {
        if self.git_hash == "unknown" {
            return self.version.to_string();
        }
        let hash: String = self.git_hash.chars().take(12).collect();
        let is_dirty = self.git_dirty == "true";
        let dirty = if is_dirty { "-dirty" } else { "" };
        format!("{} ({hash}{dirty} {})", self.version, self.build_time)
    }

    /// \`name/1.2.3 (x86_64-unknown-linux-gnu)\`
    pub fn user_agent(&self) -> String {
        format!("{}/{} ({})", self.name, self.version, self.target)
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
        name: "tool",
        version: "1.2.3",
        git_hash: "0123456789abcdef0123456789abcdef01234567",
        git_branch: "main",
        git_dirty: "false",
        build_time: "2026-11-21T09:30:00Z",
        profile: "release",
        target: "x86_64-unknown-linux-gnu",
        rustc: "rustc 1.95.0",
    };

    #[test]
    fn a_stamped_build_says_its_commit() {
        let said = "1.2.3 (0123456789ab 2026-11-21T09:30:00Z)";
        assert_eq!(STAMPED.version_string(), said);
    }

    #[test]
    fn changed_files_are_told() {
        let dirty = BuildInfo {
            git_dirty: "true",
            ..STAMPED
        };
        assert!(dirty.version_string().contains("0123456789ab-dirty"));
    }

    #[test]
    fn without_a_commit_the_version_is_all() {
        let plain = BuildInfo {
            git_hash: "unknown",
            ..STAMPED
        };
        assert_eq!(plain.version_string(), "1.2.3");
    }

    #[test]
    fn a_user_agent_names_program_and_platform() {
        let said = "tool/1.2.3 (x86_64-unknown-linux-gnu)";
        assert_eq!(STAMPED.user_agent(), said);
        assert!(user_agent().starts_with(env!("CARGO_PKG_NAME")));
    }

    #[test]
    fn the_compiler_is_known() {
        assert!(BUILD_INFO.rustc.starts_with("rustc "));
        assert_ne!(BUILD_INFO.target, "unknown");
    }
}
`;
