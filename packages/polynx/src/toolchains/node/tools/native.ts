import { join, leavesWorkspace } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { at, type Call, type Effect, exists, flag, has, positional, type Tool, words } from './tool.js';

const napi: Tool = (call) => {
  if (positional(call)[0] !== 'build') return { refuse: `napi ${positional(call)[0] ?? ''} is no build` };
  const base = at(call, flag(call, '--cwd') ?? '.');
  // Version 2 has --cargo-cwd: only cargo is called there, what it makes comes back.
  const crate = crateOf(call, join(base, flag(call, '--cargo-cwd') ?? '.'));
  if (crate === undefined) return notFound('napi', 'crate');
  const reason = napiRefusal(call);
  return reason === undefined
    ? { compiles: [crate], writes: napiOutputs(call, base) }
    : { compiles: [crate], refuse: reason };
};

/**
 * Scripts that hand work to a compiler of another language. What is compiled enters the key through that
 * project; where it cannot be found for certain, or where the compiler's own folder is the output, nothing is
 * cached.
 */
export const NATIVE: Readonly<Record<string, Tool>> = {
  napi,
  // The same program under the name that no other package has.
  'napi-raw': napi,
  'wasm-pack': (call) => {
    const [command = '', ...rest] = words(call);
    const named = rest
      .map((path) => at(call, path))
      .filter((path) => path !== call.cwd && existing(call.tree, join(path, 'Cargo.toml')));
    const crate =
      named.length > 1 ? undefined : existing(call.tree, join(named[0] ?? call.cwd, 'Cargo.toml'));
    if (command !== 'build') return { refuse: `wasm-pack ${command} is no build` };
    if (crate === undefined) return notFound('wasm-pack', 'crate');
    return { compiles: [crate], writes: [join(crate, flag(call, '--out-dir', '-d') ?? 'pkg')] };
  },
  'wasm-bindgen': (call) => {
    const [module, ...others] = words(call).filter((word) => word.endsWith('.wasm'));
    const folder = flag(call, '--out-dir');
    if (module === undefined || others.length > 0 || folder === undefined)
      return { refuse: 'wasm-bindgen without one module and --out-dir' };
    const path = at(call, module);
    // NB its version enters the key with the module: it refuses what another version has compiled.
    return {
      writes: [at(call, folder)],
      env: ['WASM_BINDGEN_*'],
      ...(exists(call.tree, path) ? {} : { produced: [path] }),
    };
  },
  go: (call) => {
    const output = flag(call, '-o');
    const directory = at(call, flag(call, '-C') ?? '.');
    const named = join(directory, goPackage(call));
    if (call.args[0] !== 'build' && call.args[0] !== 'run')
      return { refuse: `go ${call.args[0] ?? ''} is not known` };
    if (!exists(call.tree, named)) return notFound('go', 'package');
    const compiles = [named.endsWith('.go') ? join(named, '..') : named];
    if (call.args[0] === 'run') return { compiles, refuse: 'go run does what the program does' };
    return output === undefined || /[\\/]$/.test(output)
      ? { compiles, refuse: 'go build without -o FILE' }
      : { compiles, writes: [join(directory, output)] };
  },
  cargo: (call) => {
    const crate = crateOf(call, call.cwd);
    const reason = `cargo ${call.args[0] ?? ''} is a task of the crate itself`;
    return crate === undefined ? notFound('cargo', 'crate') : { compiles: [crate], refuse: reason };
  },
  'cargo-cp-artifact': (call) => {
    const crate = crateOf(call, call.cwd);
    return crate === undefined
      ? notFound('cargo', 'crate')
      : { compiles: [crate], refuse: 'cargo-cp-artifact names its output by the build' };
  },
  tauri: (call) => {
    const crate = at(call, 'src-tauri');
    return {
      ...(call.tree.hasDirectory(crate) ? { compiles: [crate] } : {}),
      refuse: 'tauri leaves its bundles in its own target folder',
    };
  },
  maturin: (call) => {
    const crate = crateOf(call, call.cwd);
    return {
      ...(crate === undefined ? {} : { compiles: [crate] }),
      refuse: 'maturin leaves its wheel in its own target folder',
    };
  },
};

function notFound(program: string, what: string): Effect {
  return { refuse: `the ${what} that ${program} builds was not found` };
}

/** `--manifest-path`, else `-p`, else the Cargo.toml of the folder, when that is a package. */
function crateOf(call: Call, base: string): string | undefined {
  const manifest = flag(call, '--manifest-path');
  if (manifest !== undefined) return existing(call.tree, join(base, manifest));
  const name = flag(call, '-p', '--package');
  if (name !== undefined) return crateNamed(call.tree, name);
  return existing(call.tree, join(base, 'Cargo.toml'));
}

function existing(tree: Tree, manifest: string): string | undefined {
  const isPackage =
    !leavesWorkspace(manifest) && tree.has(manifest) && /^[ \t]*\[package\]/m.test(tree.read(manifest) ?? '');
  return isPackage ? join(manifest, '..') : undefined;
}

/** NB two crates of one name in the repository: nobody knows which is meant. */
function crateNamed(tree: Tree, name: string): string | undefined {
  const manifests = tree.files.filter((file) => file === 'Cargo.toml' || file.endsWith('/Cargo.toml'));
  const found = manifests.filter((file) => packageName(tree.read(file) ?? '') === name);
  return found.length === 1 ? join(found[0] ?? '', '..') : undefined;
}

function packageName(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith('[package]'));
  if (from < 0) return undefined;
  const end = lines.findIndex((line, index) => index > from && line.startsWith('['));
  const section = lines.slice(from + 1, end < 0 ? undefined : end);
  return section.flatMap((line) => /^name[ \t]*=[ \t]*"([^"]+)"/.exec(line)?.[1] ?? [])[0];
}

function goPackage({ args }: Call): string {
  const named = args.slice(1).findLast((word) => /^\.{0,2}\/|^\.$|\.go$/.test(word));
  return named === undefined || named === args[args.indexOf('-o') + 1] ? '.' : named;
}

function napiRefusal(call: Call): string | undefined {
  if (has(call, '--target', '-t', '--cross-compile', '-x'))
    return 'napi builds for another platform; the target build-<platform> of a crate with `platforms` is cached';
  if (has(call, '--config', '--config-path', '-c', '--package-json-path'))
    return 'napi takes its names from another file';
  const more = has(call, '--bin', '--pipe', '--watch', '-w', '--cargo-flags') || call.args.includes('--');
  return more ? 'napi is asked for more than a library' : undefined;
}

/** https://napi.rs/docs/cli/build: `<name>[.<platform>].node`, and the JavaScript and types around it. */
function napiOutputs(call: Call, base: string): string[] {
  const folder = join(base, flag(call, '--output-dir', '-o') ?? napiFolder(call) ?? '.');
  const { napi = {} } = call.fields;
  const stated = napi['binaryName'] ?? napi['name'];
  const name = typeof stated === 'string' ? stated : 'index';
  const binary = has(call, '--platform') ? `${name}.*.node` : `${name}.node`;
  const js = has(call, '--no-js') || !has(call, '--platform') ? 'false' : (flag(call, '--js') ?? 'index.js');
  const glue = js === 'false' ? [] : [js];
  return [binary, ...glue, flag(call, '--dts') ?? 'index.d.ts'].map((file) => join(folder, file));
}

const NAPI_SWITCHES =
  /^(?:-[rsv]|--(?:platform|release|strip|verbose|esm|zig|zig-link-only|(?:no-)?const-enum|no-js|no-dts-header|no-dts-cache|all-features|no-default-features|use-cross|use-napi-cross|disable-windows-x32-optimize))$/;

/** Version 2 takes the folder as an argument: `napi build --release dist`. */
function napiFolder({ args }: Call): string | undefined {
  const free = args.filter((word, index) => {
    const before = args[index - 1] ?? '';
    return !word.startsWith('-') && (/^[^-]|^$|=/.test(before) || NAPI_SWITCHES.test(before));
  });
  return free[1];
}

/**
 * The crate behind a package with a `napi` key whose scripts do not say which: the only library for Node
 * inside it. For the graph, where too much costs little.
 */
export function napiCrate(root: string, tree: Tree): string | undefined {
  const manifests = tree.under(root).filter((file) => /(?:^|\/)Cargo\.toml$/.test(file));
  const found = manifests.filter((file) => {
    const text = tree.read(file) ?? '';
    return /\bcdylib\b/.test(text) && /^[ \t]*napi-derive\b|\.napi-derive\]/m.test(text);
  });
  return found.length === 1 ? join(found[0] ?? '', '..') : undefined;
}
