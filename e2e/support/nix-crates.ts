/** Two programs and a library in Rust, and the flake of `nx g polynx:flake` on the stand-in. */
import { addFlake } from './nix.js';
import { type CreateOptions, createWorkspace, type Workspace } from './workspace.js';

export const crate = (name: string, rest = '') =>
  `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${rest}`;

export const CRATES = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
  'Cargo.lock': `version = 4\n\n${['app', 'other', 'text']
    .map(
      (name) =>
        `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${name === 'app' ? 'dependencies = [\n "text",\n]\n' : ''}`,
    )
    .join('\n')}`,
  'crates/text/Cargo.toml': crate('text'),
  'crates/text/src/lib.rs': 'pub fn hello(name: &str) -> String { format!("Hello, {name}!") }\n',
  'crates/app/Cargo.toml': crate('app', '\n[dependencies]\ntext = { path = "../text" }\n'),
  'crates/app/src/main.rs':
    'fn main() { println!("{}", text::hello(&std::env::args().nth(1).unwrap_or_default())); }\n#[test]\nfn greets() { assert_eq!(text::hello("Ada"), "Hello, Ada!"); }\n',
  'crates/other/Cargo.toml': crate('other'),
  'crates/other/src/main.rs': 'fn main() {}\n',
};

/** Its program says the profile that it was built with. */
export const CRATES_BY_PROFILE = {
  ...CRATES,
  'crates/app/src/main.rs':
    'fn main() { println!("{}", text::hello(if cfg!(debug_assertions) { "debug" } else { "release" })); }\n',
};

export async function withFlake(
  env: Readonly<Record<string, string>>,
  options: CreateOptions = {},
  files: Readonly<Record<string, string>> = CRATES,
): Promise<Workspace> {
  const workspace = await createWorkspace(files, { ...options, env: () => env });
  await addFlake(workspace);
  return workspace;
}

interface Manifest {
  readonly drvPath: string;
  readonly outputs: { readonly out: string };
}

export const manifestOf = (workspace: Workspace, name: string) =>
  JSON.parse(workspace.read(`dist/crates/${name}/nix-manifest.json`)) as Manifest;
