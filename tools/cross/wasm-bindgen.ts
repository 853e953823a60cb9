/**
 * The program wasm-bindgen, from the library that it is: the one on crates.io also downloads browsers'
 * drivers and serves pages, three times as many crates to compile.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { CRATES } from '../../packages/polynx/src/toolchains/cargo/versions.js';

export async function buildWasmBindgen(scratch: string, bin: string): Promise<void> {
  const folder = join(scratch, 'wasm-bindgen');
  mkdirSync(join(folder, 'src'), { recursive: true });
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'Cargo.toml'), MANIFEST);
  writeFileSync(join(folder, 'src/main.rs'), PROGRAM);
  await execa('cargo', ['build', '--quiet'], { cwd: folder });
  copyFileSync(join(folder, 'target/debug/wasm-bindgen'), join(bin, 'wasm-bindgen'));
}

const VERSION = CRATES['wasm-bindgen'].replace(/[="]/g, '');

/** NB rustc refuses old versions of a crate of that name. */
const MANIFEST = `[package]
name = "wasm-bindgen"
version = "${VERSION}"
edition = "2024"

[dependencies]
wasm-bindgen-cli-support = ${CRATES['wasm-bindgen']}

[profile.dev]
debug = false

[workspace]
`;

/** \`wasm-bindgen MODULE --target web --out-dir FOLDER\`, as the real one takes it. */
const PROGRAM = `use wasm_bindgen_cli_support::Bindgen;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [module, target, web, out_dir, folder] = &args[..] else { panic!("{args:?}") };
    assert_eq!(format!("{target} {web} {out_dir}"), "--target web --out-dir");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).typescript(true).omit_default_module_path(false);
    bindgen.web(true).unwrap();
    bindgen.generate(folder).unwrap();
}
`;
