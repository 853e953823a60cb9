/** A workspace of three crates with a flake, in a store of its own. */
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
    'fn main() { println!("{}", text::hello(if cfg!(debug_assertions) { "debug" } else { "release" })); }\n',
  'crates/other/Cargo.toml': crate('other'),
  'crates/other/src/main.rs': 'fn main() {}\n',
};

export async function withFlake(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  options: CreateOptions = {},
): Promise<Workspace> {
  const workspace = await createWorkspace(files, { ...options, env: () => env });
  await addFlake(workspace);
  return workspace;
}
