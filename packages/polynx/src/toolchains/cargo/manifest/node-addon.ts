/**
 * The npm package that a crate for Node is part of: its package.json lies beside Cargo.toml.
 * https://napi.rs/docs/cli/napi-config
 */
import { join } from '../../../model/paths.js';
import type { NodeAddon } from '../../../model/project.js';
import type { Tree } from '../../../model/tree.js';

/** npm's own rule, and nothing that means more than a name in a path. */
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const FILE = /^\w[\w.+-]*$/;

interface Fields {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly private?: unknown;
  readonly napi?: Config | null;
}

interface Config {
  readonly binaryName?: unknown;
  readonly name?: unknown;
  readonly packageName?: unknown;
  readonly package?: { readonly name?: unknown } | null;
}

export function nodeAddonAt(directory: string, tree: Tree): NodeAddon | undefined {
  const manifest = join(directory, 'package.json');
  return tree.has(manifest) ? nodeAddon(tree.read(manifest) ?? '') : undefined;
}

/** Undefined where the package is private, or has no name or version: then there is nothing to install. */
export function nodeAddon(text: string): NodeAddon | undefined {
  const { name, version, private: isPrivate, napi } = fieldsOf(text);
  // Version 2 has other words for the same.
  const of = [napi?.packageName, napi?.package?.name, name].find((one) => one !== undefined);
  const file = [napi?.binaryName, napi?.name, 'index'].find((one) => one !== undefined);
  if (isPrivate === true || typeof of !== 'string' || typeof file !== 'string' || typeof version !== 'string')
    return undefined;
  return PACKAGE.test(of) && FILE.test(file) ? { package: of, version, file } : undefined;
}

/** What cannot be read is for the project of package.json to report. */
function fieldsOf(text: string): Fields {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === 'object' && fields !== null ? fields : {};
  } catch {
    return {};
  }
}
