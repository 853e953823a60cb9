import { describe, expect, test } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { parseCargoToml } from '../manifest/cargo-toml.js';
import { loadCrates } from '../manifest/crates.js';
import { findReads } from './reads.js';

/** Reads of the crate `c` with this source. */
function reads(source: string, file = 'src/lib.rs', manifest = '') {
  return found(source, file, manifest).reads.map(({ path, glob = path, scope }) =>
    scope === 'production' ? glob : `${glob} (tests)`,
  );
}

function found(source: string, file = 'src/lib.rs', manifest = '') {
  const texts: Record<string, string> = {
    'c/Cargo.toml': `[package]\nname = "c"\n${manifest}`,
    'c/README.md': '',
    'c/.sqlx/query-1.json': '',
    'c/templates/page/index.js': '',
    [`c/${file}`]: source,
    'assets/a.txt': '',
    'migrations/1.sql': '',
    'shared/mod.rs': 'pub mod inner;\ninclude!("table.in");\n',
    'shared/inner.rs': '#[path = "deep/er.rs"]\nmod er;\n',
    'shared/deep/er.rs': '',
  };
  const tree = createTree(Object.keys(texts).sort(), (path) => texts[path]);
  const cargoToml = parseCargoToml({ path: 'c/Cargo.toml', text: texts['c/Cargo.toml'] ?? '' });
  const membership = { workspaces: new Map([['c', new Set(['c'])]]), refused: new Map() };
  const manifestAt = (directory: string) => (directory === 'c' ? cargoToml : undefined);
  const crate = loadCrates(membership, manifestAt, tree).crates.get('c');
  if (crate === undefined) throw new Error('no crate');
  return findReads(crate, [`c/${file}`], tree, ['c/templates/page']);
}

test.each([
  ['env!("CARGO_MANIFEST_DIR")', true],
  ['concat!(env!("CARGO_MANIFEST_DIR"), "/assets")', true],
  ['Path::new(env!("OUT_DIR"))', true],
  ['include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/a.txt"))', false],
  ['include!(concat!(env!("OUT_DIR"), "/gen.rs"));', false],
  ['// env!("CARGO_MANIFEST_DIR")', false],
  ['env!("CARGO_PKG_VERSION")', false],
  ['#[cfg(test)]\nmod tests { const D: &str = env!("CARGO_MANIFEST_DIR"); }', false],
])('%s compiles the folder into the program: %s', (source, bakes) => {
  expect(found(source).bakesPath).toBe(bakes);
  expect(found(source, 'tests/it.rs').bakesPath).toBe(false);
});

describe('literals', () => {
  test.each<[string, string[]]>([
    ['include_str!("../../assets/a.txt")', ['assets/a.txt']],
    ['include_bytes!(\n    "../../gone.bin",\n)', ['gone.bin']],
    ['include_str![r#"../../assets/a.txt"#]', ['assets/a.txt']],
    ['include! { "part.rs" }', ['c/src/part.rs']],
    ['include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/a.txt"))', ['assets/a.txt']],
    ['include!(concat!(env!("OUT_DIR"), "/x.rs"));', []],
    ['include_str!("/etc/hosts")', []],
    ['include_str!("../../../outside.txt")', []],
    ['// include_str!("../../assets/a.txt")', []],
    ['/// include_str!("../../assets/a.txt")', []],
    ['/// std::fs::read("../assets/a.txt")', ['assets/a.txt (tests)']],
    ['/* include_str!("../../assets/a.txt") /* */ */', []],
    ['// std::fs::read("../assets/a.txt")', []],
    ['std::fs::read("./../assets/a.txt")', ['assets/a.txt']],
    ['std::fs::read(".././assets/a.txt")', ['assets/a.txt']],
    ['std::fs::read("src/../../assets/a.txt")', ['assets/a.txt']],
    // Relative to its file alone, which is not README.md beside the crate.
    ['#![doc = include_str!("../README.md")]', ['c/README.md']],
    ['#![doc = include_str!(".././README.md")]', ['c/README.md']],
    ['#![cfg_attr(doc, doc = include_str!("../README.md"))]', ['c/README.md']],
    ['const LOGO: &[u8] = include_bytes!("../README.md");', ['c/README.md']],
    ['#[path = "../README.md"] mod x;', ['c/README.md']],
    ['include_wgsl!("../../assets/a.txt")', ['assets/a.txt']],
    ['include_image!("README.md")', ['c/README.md']],
    ['#[grammar = "../../assets/a.txt"]', ['assets/a.txt']],
    ['#[derive(RustEmbed)]\n#[folder = "$CARGO_MANIFEST_DIR/templates"]\nstruct X;', ['c/templates']],
    ['#[path = "../../shared/inner.rs"] mod x;', ['shared/inner.rs', 'shared/deep/er.rs']],
    [
      '#[path = "../../shared/mod.rs"] mod x;',
      ['shared/mod.rs', 'shared/inner.rs', 'shared/table.in', 'shared/deep/er.rs'],
    ],
    ['#[cfg_attr(windows, path = "win.rs")] mod x;', ['c/src/win.rs']],
    // gix-ref: the module is src/store/general/handle/mod.rs.
    ['mod store {\n    #[path = "general/mod.rs"]\n    mod general;\n}', ['c/src/store/general/mod.rs']],
    [
      'pub(crate) mod a {\n    mod b {\n        fn f() {}\n\n        #[path = "x.rs"]\n        mod x;',
      ['c/src/a/b/x.rs'],
    ],
    [
      'mod a {\n    fn f() {}\n}\nmod b {\n    #[path = "../../../shared/inner.rs"]\n    mod x;',
      ['shared/inner.rs', 'shared/deep/er.rs'],
    ],
    ['sqlx::migrate!("../migrations")', ['migrations']],
    ['let parent = ["../", "../nothing", "../../.."];', []],
    ['#[derive(RustEmbed)]\n#[folder = "../web/dist/"]\nstruct X;', ['web/dist/**/*']],
    ['include_dir!("$CARGO_MANIFEST_DIR/templates")', ['c/templates']],
    ['#![doc = include_str!(env!("CARGO_PKG_README"))]', ['c/README.md']],
  ])('%s', (source, expected) => {
    expect(reads(source)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['println!("cargo:rerun-if-changed=../assets");', ['assets']],
    ['println!("cargo::rerun-if-changed=../assets/a.txt\\n");', ['assets/a.txt']],
    ['println!("cargo:rerun-if-changed=../generated/{}", x);', ['generated/**/*']],
    ['println!("cargo:rerun-if-changed={}", x);', []],
    ['std::fs::read("../assets/a.txt")', ['assets/a.txt']],
    ['std::fs::read("README.md")', ['c/README.md']],
    ['root.join("templates/page/index.js")', ['c/templates/page/index.js']],
    ['glob("templates/**/*.js")', ['c/templates']],
    ['format!("{}/templates", root)', ['c/templates']],
    ['concat!(env!("CARGO_MANIFEST_DIR"), "/templates")', ['c/templates']],
    ['let words = ["a b", "", ".", "/", "nothing.txt"];', []],
  ])('of a build script: %s', (source, expected) => {
    expect(reads(source, 'build.rs')).toEqual(expected);
  });

  test('of tests count for tests', () => {
    expect(reads('include_str!("../../assets/a.txt")', 'tests/it.rs')).toEqual(['assets/a.txt (tests)']);
  });

  test.each<[string, string[]]>([
    ['#[cfg(test)]\nmod tests {\n    const A: &str = READ;\n}', ['assets/a.txt (tests)']],
    ['#[cfg(all(test, unix))]\nmod tests {\n    const A: &str = READ;\n}', ['assets/a.txt (tests)']],
    ['#[allow(dead_code)]\n// why\n#[cfg(test)]\nconst A: &str = READ;', ['assets/a.txt (tests)']],
    ['#[test]\nfn t() -> [u8; 2] {\n    READ\n}', ['assets/a.txt (tests)']],
    ['#[tokio::test(flavor = "x")]\nasync fn t<A, B>() {\n    READ\n}', ['assets/a.txt (tests)']],
    ['#![cfg(test)]\nfn t() {\n    READ\n}', ['assets/a.txt (tests)']],
    ['#[cfg(test)]\nmod tests;\nconst A: &str = READ;', ['assets/a.txt']],
    [
      '#[cfg(test)]\nmod tests {\n    const A: char = \'}\';\n    const B: &str = "}";\n}\nconst C: &str = READ;',
      ['assets/a.txt'],
    ],
    ['#[cfg(test)]\nmod tests {\n    const A: &str = r#"{"#;\n}\nconst C: &str = READ;', ['assets/a.txt']],
    ['struct S {\n    #[cfg(test)]\n    a: u8,\n    b: [u8; READ],\n}', ['assets/a.txt']],
    ['#[cfg(any(test, feature = "x"))]\nconst A: &str = READ;', ['assets/a.txt']],
    ['#[cfg(not(test))]\nconst A: &str = READ;', ['assets/a.txt']],
    ['#[cfg(test)]\nmod never_ends {\n    const A: &str = READ;', ['assets/a.txt']],
  ])('of what only tests compile: %s', (source, expected) => {
    expect(reads(source.replace('READ', 'include_str!("../../assets/a.txt")'))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['wit_bindgen::generate!({ path: "..", world: "w" });', ['**/*.wit']],
    ['wit_bindgen::generate!({ path: ["../assets", "../"] });', ['assets', '**/*.wit']],
    ['bindgen!("w" in "../assets");', ['assets']],
    ['sqlx::migrate!("..")', ['**/*.sql']],
    ['rust_i18n::i18n!("..")', ['yml', 'yaml', 'json', 'toml'].map((kind) => `**/*.${kind}`)],
    ['let up = Path::new("..");', []],
    ['fn main() {\n    let include = ["..", "../proto"]; // prost\n}', []],
  ])('of a macro that looks for one kind of file: %s', (source, expected) => {
    expect(reads(source)).toEqual(expected);
  });

  test('of a build script that hands folders to protoc', () => {
    const script = 'fn main() {\n    prost_build::compile_protos(&["x.proto"], &[".."]).unwrap();\n}';
    expect(reads(script, 'build.rs')).toEqual(['**/*.proto']);
  });

  test.each<[string, string[]]>([
    ['std::fs::read("templates/page/index.js")', ['c/templates/page/index.js (tests)']],
    ['Path::new("templates")', ['c/templates (tests)']],
    ['std::fs::read("README.md")', []],
  ])('of a project inside the crate: %s', (source, expected) => {
    expect(reads(source)).toEqual(expected);
  });

  test('what macros of sqlx, Tauri and askama read', () => {
    expect(reads('', 'src/lib.rs', '[dependencies]\nsqlx = "0.8"')).toEqual(['c/.sqlx']);
    expect(reads('[general]\ndirs = ["../assets", "gone"]\n', 'askama.toml')).toEqual(['assets']);
    expect(reads('{"build":{"frontendDist":"../page"}}', 'tauri.conf.json')).toEqual(['page/**/*']);
    expect(reads('{"build":{"distDir":["../migrations","x.js"]}}', 'tauri.conf.json')).toEqual([
      'migrations',
      'c/x.js/**/*',
    ]);
    expect(reads('{"build":{"frontendDist":"https://page.example"}}', 'tauri.conf.json')).toEqual([]);
  });

  test('targets and build scripts outside the crate', () => {
    expect(reads('', 'src/lib.rs', 'build = "../tools/build.rs"\n[lib]\npath = "../shared/mod.rs"')).toEqual([
      'shared',
      'tools/build.rs',
    ]);
  });
});
