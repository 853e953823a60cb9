/**
 * A build script and a module by which a crate says what it was built from.
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html
 */
import { ManifestError } from '../../model/errors.js';
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { BuildInfo } from '../toolchain.js';
import { moduleSource } from './build-info-module.js';
import { parseCargoToml } from './manifest/cargo-toml.js';

export function buildInfo(directory: string, tree: Tree, name?: string): BuildInfo {
  const at = (file: string) => join(directory, file);
  const manifest = parseCargoToml({ path: at('Cargo.toml'), text: tree.read(at('Cargo.toml')) ?? '' });
  const module = moduleSource(name);
  refuseScript(manifest.package?.build, module, at, tree);
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
      [at('src/build_info.rs')]: module,
      [root]: withModule(tree.read(root) ?? '', root.endsWith('lib.rs') ? 'pub mod' : 'mod'),
    },
    ignored: [],
    hasName: true,
  };
}

function refuseScript(build: unknown, module: string, at: (file: string) => string, tree: Tree): void {
  const script = typeof build === 'string' ? at(build) : at('build.rs');
  const isOwn = tree.has(script) && tree.read(script) !== BUILD_SCRIPT;
  if (build === undefined ? !isOwn : build === true) return;
  throw new ManifestError({
    file: tree.has(script) ? script : at('Cargo.toml'),
    problem: 'the crate has a build script of its own',
    hint: `Add to its main what this one does, then copy the module:\n${indented(BUILD_SCRIPT)}\n\nsrc/build_info.rs:\n${indented(module)}`,
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
  return `${head === '' ? '' : `${head}\n\n`}${keyword} build_info;\n${/^\s*$|^\s*(?:pub\s+)?mod\s/.test(rest) ? '' : '\n'}${rest}`;
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
