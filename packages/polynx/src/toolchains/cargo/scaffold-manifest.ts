/** The Cargo.toml of a new crate. */
import type { ScaffoldRequest } from '../toolchain.js';
import type { CargoToml } from './manifest/cargo-toml.js';
import { CRATES, EDITION } from './versions.js';

export const VERSION = '0.1.0';

export interface CrateDependencies {
  readonly dependencies: readonly (keyof typeof CRATES)[];
  readonly 'build-dependencies': readonly (keyof typeof CRATES)[];
}

/** What a member usually leaves to its workspace, in the order in which it is written. */
const INHERITABLE = ['version', 'edition', 'rust-version', 'license'] as const;

export function crateManifest(
  request: ScaffoldRequest,
  workspace: CargoToml | undefined,
  needs: CrateDependencies,
): string {
  const lints = workspace?.workspace?.['lints'] === undefined ? [] : ['', '[lints]', 'workspace = true'];
  return [
    ...packageTable(request, workspace),
    ...metadata(request),
    ...library(request),
    ...table('dependencies', needs.dependencies),
    ...table('build-dependencies', needs['build-dependencies']),
    ...lints,
    '',
  ].join('\n');
}

function packageTable(request: ScaffoldRequest, workspace: CargoToml | undefined): string[] {
  const common = workspace?.workspace?.package ?? {};
  const own: Readonly<Record<string, string>> = { version: VERSION, edition: EDITION };
  const fields = INHERITABLE.flatMap((field) => {
    if (field in common) return [`${field}.workspace = true`];
    return own[field] === undefined ? [] : [`${field} = "${own[field]}"`];
  });
  // NB without a word cargo publishes whatever it is asked to.
  const audience = request.publishable
    ? [`description = "The crate ${request.name}"`]
    : 'publish' in common
      ? []
      : ['publish = false'];
  return ['[package]', `name = "${request.name}"`, ...fields, ...audience];
}

function metadata({ kind, platforms = [], packaging = [] }: ScaffoldRequest): string[] {
  const all = [...new Set([...(kind === 'wasm' ? ['wasm'] : []), ...platforms])];
  const list = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const formats = packaging.filter((one) => one !== 'archive');
  const lines = [
    ...(all.length > 0 ? [`platforms = ${list(all)}`] : []),
    ...(packaging.length > 0
      ? [formats.length === 0 ? 'packages = true' : `packages = { formats = ${list(formats)} }`]
      : []),
  ];
  return lines.length === 0 ? [] : ['', '[package.metadata.nx]', ...lines];
}

function library({ kind }: ScaffoldRequest): string[] {
  const types = { wasm: '["cdylib", "rlib"]', napi: '["cdylib"]' }[kind as 'wasm' | 'napi'];
  return types === undefined ? [] : ['', '[lib]', `crate-type = ${types}`];
}

function table(name: string, crates: readonly (keyof typeof CRATES)[]): string[] {
  return crates.length === 0
    ? []
    : ['', `[${name}]`, ...crates.map((crate) => `${crate} = ${CRATES[crate]}`)];
}
