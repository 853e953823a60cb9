import { join, leavesWorkspace } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { at, type Call, type Effect, exists, flag, has, positional, type Tool, words } from './tool.js';

/**
 * Scripts that hand work to a compiler of another language. What is compiled enters the key through that project; where it cannot be found
 * for certain, or where the compiler's own folder is the output, nothing is cached.
 */
export const NATIVE: Readonly<Record<string, Tool>> = {
  napi: (call) => {
    if (positional(call)[0] !== 'build') return { refuse: `napi ${positional(call)[0] ?? ''} is no build` };
    const base = at(call, flag(call, '--cwd') ?? '.');
    const crate = crateOf(call, base);
    if (crate === undefined) return notFound('napi', 'crate');
    if (has(call, '--target', '-t', '--cross-compile', '-x'))
      return { compiles: [crate], refuse: 'napi builds for another platform' };
    return { compiles: [crate], writes: napiOutputs(call, base) };
  },
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
    !leavesWorkspace(manifest) && tree.has(manifest) && /^\s*\[package\]/m.test(tree.read(manifest) ?? '');
  return isPackage ? join(manifest, '..') : undefined;
}

/** NB two crates of one name in the repository: nobody knows which is meant. */
function crateNamed(tree: Tree, name: string): string | undefined {
  const manifests = tree.files.filter((file) => file === 'Cargo.toml' || file.endsWith('/Cargo.toml'));
  const found = manifests.filter((file) => packageName(tree.read(file) ?? '') === name);
  return found.length === 1 ? join(found[0] ?? '', '..') : undefined;
}

function packageName(text: string): string | undefined {
  const section = /^\s*\[package\][^\n]*\n([\s\S]*?)(?=^\s*\[|(?![\s\S]))/m.exec(text)?.[1] ?? '';
  return /^\s*name\s*=\s*"([^"]+)"/m.exec(section)?.[1];
}

function goPackage({ args }: Call): string {
  const named = args.slice(1).findLast((word) => /^\.{0,2}\/|^\.$|\.go$/.test(word));
  return named === undefined || named === args[args.indexOf('-o') + 1] ? '.' : named;
}

/** https://napi.rs/docs/cli/build: `<name>[.<platform>].node`, and the JavaScript and types around it. */
function napiOutputs(call: Call, base: string): string[] {
  const folder = join(base, flag(call, '--output-dir', '-o') ?? '.');
  const { napi = {} } = call.fields;
  const stated = napi['binaryName'] ?? napi['name'];
  const name = typeof stated === 'string' ? stated : 'index';
  const binary = has(call, '--platform') ? `${name}.*.node` : `${name}.node`;
  const glue = has(call, '--no-js') ? [] : has(call, '--platform') ? [flag(call, '--js') ?? 'index.js'] : [];
  return [binary, ...glue, flag(call, '--dts') ?? 'index.d.ts'].map((file) => join(folder, file));
}
