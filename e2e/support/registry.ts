/**
 * Third-party crates without a network: a folder in place of the registry, which git ignores as it would
 * never see the real one.
 */
import { lockEntry } from './cargo.js';

export interface Published {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: readonly string[];
  /** What `it()` gives. */
  readonly says?: string;
}

export const REGISTRY = 'registry';
const SOURCE = 'registry+https://github.com/rust-lang/crates.io-index';

export function crateRegistry(crates: readonly Published[]): Record<string, string> {
  return {
    '.cargo/config.toml': `[source.crates-io]\nreplace-with = "folder"\n\n[source.folder]\ndirectory = "${REGISTRY}"\n`,
    ...Object.assign({}, ...crates.map(published)),
  };
}

function published({ name, version, dependencies = [], says = `${name} ${version}` }: Published): object {
  const folder = `${REGISTRY}/${name}-${version}`;
  const lines = dependencies.map((dependency) => `${dependency} = "1"\n`).join('');
  const calls = dependencies.map((dependency) => ` + " " + &${dependency}::it()`).join('');
  return {
    [`${folder}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n\n[dependencies]\n${lines}`,
    [`${folder}/src/lib.rs`]: `pub fn it() -> String {\n    "${says}".to_string()${calls}\n}\n`,
    [`${folder}/.cargo-checksum.json`]: JSON.stringify({ files: {}, package: checksum(version) }),
  };
}

export function lockedEntry({ name, version, dependencies = [] }: Published): string {
  return lockEntry({ name, version, dependencies, source: SOURCE, checksum: checksum(version) });
}

/** cargo only compares: any 64 digits that go with the version. */
function checksum(version: string): string {
  return version.replaceAll('.', '').padEnd(64, '0');
}
