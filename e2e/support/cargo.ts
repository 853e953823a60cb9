/** A small Cargo workspace without third-party crates: app → core → util. */
export function cargoWorkspace(): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([
      { name: 'app', dependencies: ['core'] },
      { name: 'core', dependencies: ['util'] },
      { name: 'util' },
    ]),
    ...crate(
      'crates/app',
      'app',
      { 'src/main.rs': 'fn main() {\n    println!("app says {}", core_lib::say());\n}\n' },
      'core_lib = { package = "core", path = "../core" }',
    ),
    ...crate(
      'crates/core',
      'core',
      {
        'src/lib.rs':
          'pub fn say() -> String {\n    format!("core says {}", util::say())\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn says() {\n        assert!(super::say().starts_with("core"));\n    }\n}\n',
      },
      'util = { path = "../util" }',
    ),
    ...crate('crates/util', 'util', { 'src/lib.rs': 'pub fn say() -> &\'static str {\n    "util"\n}\n' }),
  };
}

export function crate(
  directory: string,
  name: string,
  sources: Readonly<Record<string, string>>,
  dependencies = '',
): Record<string, string> {
  return {
    [`${directory}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}\n`,
    ...Object.fromEntries(Object.entries(sources).map(([file, text]) => [`${directory}/${file}`, text])),
  };
}

export interface LockEntry {
  readonly name: string;
  readonly version?: string;
  readonly dependencies?: readonly string[];
  readonly source?: string;
  readonly checksum?: string;
}

export function lock(packages: readonly LockEntry[]): string {
  return `version = 4\n\n${packages.map(lockEntry).join('\n')}`;
}

export function lockEntry({
  name,
  version = '0.1.0',
  dependencies = [],
  source,
  checksum,
}: LockEntry): string {
  return [
    '[[package]]',
    `name = "${name}"`,
    `version = "${version}"`,
    ...(source === undefined ? [] : [`source = "${source}"`]),
    ...(checksum === undefined ? [] : [`checksum = "${checksum}"`]),
    ...(dependencies.length > 0 ? ['dependencies = [', ...dependencies.map((d) => ` "${d}",`), ']'] : []),
    '',
  ].join('\n');
}
