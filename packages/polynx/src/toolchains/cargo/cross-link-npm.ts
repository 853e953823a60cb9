/** What crates give to packages of npm: a binding for Node by napi-rs, a module for pages by wasm-bindgen. */
import { ManifestError } from '../../model/errors.js';
import { basename, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Linked, Offer } from '../toolchain.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { hasNapi, withCrateType, withDependency, withModule } from './scaffold-edits.js';
import { CRATES } from './versions.js';

type Offered = Linked & { readonly offer: Offer };

/** A crate is one or the other: what Node loads is no library for WebAssembly. */
export function npmOffer(directory: string, root: string, tree: Tree): Offered | undefined {
  const path = join(directory, 'Cargo.toml');
  const text = tree.read(path);
  const source = tree.has(join(directory, 'src/lib.rs'))
    ? tree.read(join(directory, 'src/lib.rs'))
    : undefined;
  const name = text === undefined ? undefined : parseCargoToml({ path, text }).package?.name;
  if (text === undefined || source === undefined || name === undefined) return undefined;
  const crate = { directory, root, name, text, source };
  return hasNapi(text) ? binding(crate, tree) : page(crate, tree);
}

interface Crate {
  readonly directory: string;
  /** Of the workspace, where the lock and the target folder are. */
  readonly root: string;
  readonly name: string;
  /** Of Cargo.toml. */
  readonly text: string;
  /** Of src/lib.rs. */
  readonly source: string;
}

/** The package is there already: its build compiles the crate. */
function binding({ directory, source }: Crate, tree: Tree): Offered | undefined {
  const name = packageName(directory, tree);
  if (name === undefined) return undefined;
  const at = (file: string) => join(directory, file);
  const call = {
    is: 'call' as const,
    in: 'program' as const,
    function: 'add',
    arguments: ['2', '3'],
    result: '5',
  };
  return {
    offer: { is: 'npm-package', name, root: directory, example: call },
    texts: { [at('src/lib.rs')]: withModule(source, 'example'), [at('src/example.rs')]: NAPI_EXAMPLE },
    commands: [],
  };
}

function packageName(directory: string, tree: Tree): string | undefined {
  const path = join(directory, 'package.json');
  const { name } = JSON.parse((tree.has(path) ? tree.read(path) : undefined) ?? '{}') as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** The crate becomes a package whose build is what wasm-bindgen makes of it. */
function page({ directory, root, name, text, source }: Crate, tree: Tree): Offered | undefined {
  const at = (file: string) => join(directory, file);
  const plain = name.replaceAll('-', '_');
  const module = relative(directory, join(root, `target/wasm32-unknown-unknown/release/${plain}.wasm`));
  const own = packageName(directory, tree);
  if (own !== undefined && !(tree.read(at('package.json')) ?? '').includes('wasm-bindgen')) return undefined;
  const call = {
    is: 'call' as const,
    in: 'page' as const,
    function: 'greet',
    arguments: ['"world"'],
    result: '"Hello, world!"',
    wasm: `${name}/pkg/${plain}_bg.wasm`,
  };
  return {
    offer: { is: 'npm-package', name: own ?? name, root: directory, example: call },
    texts: {
      [at('Cargo.toml')]: withWasm(text, at('Cargo.toml')),
      [at('src/lib.rs')]: withModule(source, 'web'),
      [at('src/web.rs')]: WEB_EXAMPLE,
      [at('package.json')]: `${JSON.stringify(packageOf(name, plain, module), null, 2)}\n`,
      [at('.gitignore')]: ignoring(
        tree.has(at('.gitignore')) ? (tree.read(at('.gitignore')) ?? '') : '',
        '/pkg/',
      ),
    },
    commands: [{ program: 'cargo', args: ['update', '--workspace', '--quiet'], cwd: root }],
    hint: `${basename(directory)} needs the Rust target wasm32-unknown-unknown, and the program wasm-bindgen of the crate's own version: cargo install wasm-bindgen-cli --version ${version()}`,
  };
}

function version(): string {
  return CRATES['wasm-bindgen'].replace(/[="]/g, '');
}

/** Built for release: without optimisation the module is ten times as large. */
function withWasm(text: string, file: string): string {
  const typed = withCrateType(text, file, 'cdylib');
  const linked = withDependency(typed, `wasm-bindgen = ${CRATES['wasm-bindgen']}`);
  const header = '[package.metadata.nx.targets.build-wasm.options]';
  const listed = withPlatform(linked, file);
  return listed.includes(header) ? listed : `${listed.trimEnd()}\n\n${header}\nprofile = "release"\n`;
}

function withPlatform(text: string, file: string): string {
  const { platforms } = parseCargoToml({ path: file, text }).package?.metadata?.nx ?? {};
  if (platforms?.includes('wasm')) return text;
  if (platforms !== undefined) {
    const field = 'package.metadata.nx.platforms';
    const hint = 'Add "wasm" to it, then try again.';
    throw new ManifestError({ file, field, problem: 'has no "wasm"', hint });
  }
  const table = /^\[package\.metadata\.nx\][^\n]*\n/m;
  const line = 'platforms = ["wasm"]\n';
  if (table.test(text)) return text.replace(table, (header) => header + line);
  return `${text.trimEnd()}\n\n[package.metadata.nx]\n${line}`;
}

function packageOf(name: string, plain: string, module: string): unknown {
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    main: `pkg/${plain}.js`,
    types: `pkg/${plain}.d.ts`,
    files: ['pkg'],
    scripts: { build: `wasm-bindgen ${module} --target web --out-dir pkg` },
  };
}

function ignoring(text: string, line: string): string {
  return text.split('\n').includes(line) ? text : `${text === '' ? '' : `${text.trimEnd()}\n`}${line}\n`;
}

const NAPI_EXAMPLE = `//! What Node calls.

use napi_derive::napi;

/// The sum of two numbers.
#[napi]
#[must_use]
pub fn add(left: i32, right: i32) -> i32 {
    left.wrapping_add(right)
}
`;

const WEB_EXAMPLE = `//! What pages call.

use wasm_bindgen::prelude::wasm_bindgen;

/// What to say to someone.
#[wasm_bindgen]
#[must_use]
pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

#[cfg(test)]
mod tests {
    use super::greet;

    #[test]
    fn greets_by_name() {
        assert_eq!(greet("world"), "Hello, world!");
    }
}
`;
