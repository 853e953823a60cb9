import { expect, test } from 'vitest';
import { analyseFiles } from '../../../testing/analyse-files.js';
import { cargo } from '../index.js';
import { cargoOptions } from '../options.js';

const LOCK = 'version = 4\n\n[[package]]\nname = "a"\nversion = "0.1.0"\n';
const manifest = (nx: string) => `[package]\nname = "a"\nversion = "0.1.0"\n${nx}`;

function buildOf(script: string, nx = '') {
  const { planned } = analyseFiles(
    {
      'Cargo.toml': manifest(nx),
      'Cargo.lock': LOCK,
      'build.rs': script,
      'src/lib.rs': '',
    },
    [cargo],
    { cargo: { own: cargoOptions.parse({}) } },
  );
  return planned[0]?.tasks.find(({ intent }) => intent === 'build');
}

test.each([
  ['vergen::EmitBuilder::builder().emit()?;', true],
  ['shadow_rs::new().unwrap();', true],
  ['let out = Command::new("git").arg("rev-parse");', true],
  ['println!("cargo:rerun-if-changed=../.git/HEAD");', true],
  ['let now = std::time::SystemTime::now();', true],
  ['// Command::new("git") was here once', false],
  ['println!("cargo:rerun-if-changed=.gitignore");', false],
  ['cc::Build::new().file("x.c").compile("x");', false],
])('%s stamps: %s', (line, stamps) => {
  expect(buildOf(`fn main() {\n    ${line}\n}\n`)?.cache).toBe(!stamps);
});

test.each([
  ['["git"]', true],
  ['["clock"]', false],
  ['true', true],
])('allowUndeclared = %s lets a stamp of the commit be kept: %s', (allowed, cached) => {
  const nx = `[package.metadata.nx]\nallowUndeclared = ${allowed}\n`;
  expect(buildOf('fn main() { Command::new("git"); }', nx)?.cache).toBe(cached);
});
