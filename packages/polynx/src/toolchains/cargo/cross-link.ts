/** What crates give to projects of other languages by the C ABI, and what they take from them. */
import { join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Linked, Offer } from '../toolchain.js';
import { npmOffer } from './cross-link-npm.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { workspaceRootOf } from './manifest/members.js';
import { hasNapi, withCrateType, withDependency, withModule } from './scaffold-edits.js';
import { CRATES } from './versions.js';

type Offered = Linked & { readonly offer: Offer };

/** NB one after the other: what a crate has may be in the way of an offer that is not asked for. */
export function* offers(directory: string, tree: Tree): Iterable<Offered> {
  const npm = npmOffer(directory, rootOf(directory, tree) ?? directory, tree);
  if (npm !== undefined) yield npm;
  const library = staticLibrary(directory, tree);
  if (library !== undefined) yield library;
}

/** A library becomes a static one too, with a function that C can call. */
function staticLibrary(directory: string, tree: Tree): Offered | undefined {
  const at = (file: string) => join(directory, file);
  const text = read(at('Cargo.toml'), tree);
  const source = read(at('src/lib.rs'), tree);
  if (text === undefined || source === undefined || hasNapi(text)) return undefined;
  const name = parseCargoToml({ path: at('Cargo.toml'), text }).package?.name ?? '';
  const plain = name.replaceAll('-', '_');
  const adds = `${plain}_add`;
  const header = at(`include/${plain}.h`);
  const root = rootOf(directory, tree) ?? directory;
  return {
    offer: { is: 'c-library', name, header, library: join(root, `target/debug/lib${plain}.a`), adds },
    texts: {
      [at('Cargo.toml')]: withCrateType(text, at('Cargo.toml'), 'staticlib'),
      [at('src/lib.rs')]: withModule(source, 'ffi'),
      [at('src/ffi.rs')]: ffi(adds, `include/${plain}.h`),
      [header]: headerOf(plain, adds),
    },
    commands: [],
  };
}

/** A folder of files becomes part of the program, with rust-embed. */
export function accept(offer: Offer, directory: string, tree: Tree): Linked | undefined {
  const manifest = join(directory, 'Cargo.toml');
  const text = read(manifest, tree);
  if (offer.is !== 'files' || text === undefined) return undefined;
  const source = ['src/main.rs', 'src/lib.rs']
    .map((file) => join(directory, file))
    .find((file) => tree.has(file));
  if (source === undefined) return undefined;
  return {
    texts: {
      [manifest]: withDependency(text, `rust-embed = ${CRATES['rust-embed']}`),
      [source]: withModule(read(source, tree) ?? '', 'page'),
      [join(directory, 'src/page.rs')]: page(`${relative(directory, offer.folder)}`),
    },
    commands: [
      {
        program: 'cargo',
        args: ['update', '--workspace', '--quiet'],
        cwd: rootOf(directory, tree) ?? directory,
      },
    ],
    hint: 'src/page.rs has the files: page::file("index.html"). Serve them where you answer requests.',
  };
}

function read(path: string, tree: Tree): string | undefined {
  return tree.has(path) ? tree.read(path) : undefined;
}

function rootOf(directory: string, tree: Tree): string | undefined {
  return workspaceRootOf(directory, (at) => {
    const path = join(at, 'Cargo.toml');
    const text = read(path, tree);
    return text === undefined ? undefined : parseCargoToml({ path, text });
  });
}

const ffi = (
  adds: string,
  header: string,
) => `//! What C can call, and every language that can call C. \`${header}\` says the same.

use std::ffi::c_int;

/// The sum of two numbers.
#[unsafe(no_mangle)]
pub extern "C" fn ${adds}(left: c_int, right: c_int) -> c_int {
    left.wrapping_add(right)
}

#[cfg(test)]
mod tests {
    use super::${adds};

    #[test]
    fn adds() {
        assert_eq!(${adds}(2, 3), 5);
    }
}
`;

const headerOf = (name: string, adds: string) => `#ifndef ${name.toUpperCase()}_H
#define ${name.toUpperCase()}_H

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of two numbers. */
int ${adds}(int left, int right);

#ifdef __cplusplus
}
#endif

#endif
`;

const page = (folder: string) => `//! The files that another project builds, in the program.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "${folder}"]
struct Files;

/// A file of the page.
#[must_use]
#[allow(dead_code)]
pub fn file(path: &str) -> Option<Vec<u8>> {
    Files::get(path).map(|found| found.data.into_owned())
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn has_the_page() {
        assert!(file("index.html").is_some());
    }
}
`;
