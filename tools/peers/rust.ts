/** Stories of Rust: rust.md's table, as far as it can be told without a tool's own words. */
import type { Files, Scenario } from './scenario.js';

const GIT =
  'fn main() {\n    println!("cargo:rerun-if-changed=../../.git/logs/HEAD");\n    let out = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();\n    println!("cargo:rustc-env=COMMIT={}", String::from_utf8_lossy(&out.stdout).trim());\n}\n';

function manifest(name: string, tables = ''): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${tables}`;
}

type Locked = Readonly<Record<string, readonly string[]>>;

/**
 * NB Turborepo works with one virtual workspace that has a name and a current lock, so all stories have
 * those.
 */
function workspace(crates: Locked, files: Files, more = ''): Files {
  return {
    'Cargo.toml': `[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.metadata]\nname = "stories"\n${more}`,
    'Cargo.lock': lock(crates),
    'crates/app/src/main.rs': 'fn main() {\n    println!("{}", util::say());\n}\n',
    'crates/app/Cargo.toml': manifest('app', '\n[dependencies]\nutil = { path = "../util" }\n'),
    'crates/util/Cargo.toml': manifest('util'),
    'crates/util/src/lib.rs': 'pub fn say() -> &\'static str {\n    "one"\n}\n',
    ...files,
  };
}

function lock(crates: Locked): string {
  const entries = Object.entries(crates).map(([name, dependencies]) => {
    const [crate, version = '0.1.0', source] = name.split(' ');
    return [
      '[[package]]',
      `name = "${crate}"`,
      `version = "${version}"`,
      ...(source === undefined ? [] : [`source = "${source}"`]),
      ...(dependencies.length === 0
        ? []
        : ['dependencies = [', ...dependencies.map((one) => ` "${one}",`), ']']),
      '',
    ].join('\n');
  });
  return `version = 4\n\n${entries.join('\n')}`;
}

const PLAIN: Locked = { app: ['util'], util: [] };
const says = (expression: string) => `pub fn say() -> &'static str {\n    ${expression}\n}\n`;

const INHERITED: Files = {
  'crates/util/Cargo.toml': '[package]\nname = "util"\nversion = "0.1.0"\nedition.workspace = true\n',
};

function macro(text: string): string {
  return `use proc_macro::TokenStream;\n\n#[proc_macro]\npub fn said(_: TokenStream) -> TokenStream {\n    "\\"${text}\\"".parse().unwrap()\n}\n`;
}

const rust = (story: Omit<Scenario, 'language' | 'task' | 'project'> & Partial<Scenario>): Scenario => ({
  language: 'Rust',
  task: 'build',
  project: 'crates/app',
  ...story,
});

export const rustStories: readonly Scenario[] = [
  rust({
    name: 'the source of a dependency changes',
    files: workspace(PLAIN, {}),
    change: { files: { 'crates/util/src/lib.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'a test of a dependency changes',
    files: workspace(PLAIN, { 'crates/util/tests/it.rs': '#[test]\nfn it() {}\n' }),
    change: { files: { 'crates/util/tests/it.rs': '#[test]\nfn it_is() {}\n' } },
    must: 'hit',
  }),
  rust({
    name: '`include_str!` of a file outside the crate changes',
    files: workspace(PLAIN, {
      'texts/motd.txt': 'one',
      'crates/util/src/lib.rs': says('include_str!("../../../texts/motd.txt")'),
    }),
    change: { files: { 'texts/motd.txt': 'two' } },
    must: 'rerun',
  }),
  rust({
    name: 'a file that build.rs reads outside the crate changes',
    files: workspace(PLAIN, {
      'texts/motd.txt': 'one',
      'crates/util/build.rs':
        'fn main() {\n    println!("cargo:rerun-if-changed=../../texts/motd.txt");\n    println!("cargo:rustc-env=MOTD={}", std::fs::read_to_string("../../texts/motd.txt").unwrap());\n}\n',
      'crates/util/src/lib.rs': says('env!("MOTD")'),
    }),
    change: { files: { 'texts/motd.txt': 'two' } },
    must: 'rerun',
  }),
  rust({
    name: 'a file changes that build.rs finds by a computed path',
    files: workspace(PLAIN, {
      'texts/motd.txt': 'one',
      'crates/util/build.rs':
        'fn main() {\n    let file = ["..", "..", "texts", "motd.txt"].join("/");\n    println!("cargo:rerun-if-changed={file}");\n    println!("cargo:rustc-env=MOTD={}", std::fs::read_to_string(file).unwrap());\n}\n',
      'crates/util/src/lib.rs': says('env!("MOTD")'),
    }),
    change: { files: { 'texts/motd.txt': 'two' } },
    must: 'rerun',
  }),
  rust({
    name: 'a commit, where build.rs writes the commit into the program',
    files: workspace(PLAIN, {
      'crates/util/build.rs': GIT,
      'crates/util/src/lib.rs': says('env!("COMMIT")'),
    }),
    change: { commit: true },
    must: 'rerun',
  }),
  rust({
    name: 'a crate changes that `[patch]` puts in the place of a package',
    files: workspace(
      { app: ['itoa'], 'itoa 1.0.99': [], util: [] },
      {
        'crates/app/Cargo.toml': manifest('app', '\n[dependencies]\nitoa = "1"\n'),
        'crates/app/src/main.rs': 'fn main() {\n    println!("{}", itoa::say());\n}\n',
        'patched/itoa/Cargo.toml': manifest('itoa').replace('0.1.0', '1.0.99'),
        'patched/itoa/src/lib.rs': says('"one"'),
      },
      '\n[patch.crates-io]\nitoa = { path = "patched/itoa" }\n',
    ),
    change: { files: { 'patched/itoa/src/lib.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'a crate outside the repository changes',
    files: workspace(
      { app: ['neighbour', 'util'], neighbour: [], util: [] },
      {
        'crates/app/Cargo.toml': manifest(
          'app',
          '\n[dependencies]\nutil = { path = "../util" }\nneighbour = { path = "../../../neighbour" }\n',
        ),
        'crates/app/src/main.rs': 'fn main() {\n    println!("{}", neighbour::say());\n}\n',
        '../neighbour/Cargo.toml': manifest('neighbour'),
        '../neighbour/src/lib.rs': says('"one"'),
      },
    ),
    change: { files: { '../neighbour/src/lib.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'RUSTFLAGS is set',
    files: workspace(PLAIN, {}),
    change: { env: { RUSTFLAGS: '-Cdebuginfo=0' } },
    must: 'rerun',
  }),
  rust({
    name: 'a variable is set that `option_env!` asks for',
    files: workspace(PLAIN, { 'crates/util/src/lib.rs': says('option_env!("FLAVOUR").unwrap_or("plain")') }),
    change: { env: { FLAVOUR: 'sweet' } },
    must: 'rerun',
  }),
  rust({
    name: '`[profile.dev]` of the workspace changes',
    files: workspace(PLAIN, {}),
    change: {
      files: { 'Cargo.toml': workspace(PLAIN, {}, '\n[profile.dev]\nopt-level = 1\n')['Cargo.toml'] },
    },
    must: 'rerun',
  }),
  rust({
    name: '.cargo/config.toml gets a flag',
    files: workspace(PLAIN, { '.cargo/config.toml': '[term]\nverbose = false\n' }),
    change: { files: { '.cargo/config.toml': '[build]\nrustflags = ["-Cdebuginfo=0"]\n' } },
    must: 'rerun',
  }),
  rust({
    name: 'rust-toolchain.toml asks for another compiler',
    files: workspace(PLAIN, {}),
    change: { files: { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.2.3"\n' } },
    must: 'rerun',
  }),
  rust({
    name: 'another member joins the workspace',
    files: workspace(PLAIN, {}),
    change: {
      files: {
        'crates/more/Cargo.toml': manifest('more'),
        'crates/more/src/lib.rs': '',
        'Cargo.lock': lock({ app: ['util'], more: [], util: [] }),
      },
    },
    must: 'hit',
  }),
  rust({
    name: 'a crate changes that only tests use',
    files: workspace(
      { app: ['util'], helper: [], util: ['helper'] },
      {
        'crates/helper/Cargo.toml': manifest('helper'),
        'crates/helper/src/lib.rs': 'pub fn help() {}\n',
        'crates/util/Cargo.toml': manifest('util', '\n[dev-dependencies]\nhelper = { path = "../helper" }\n'),
      },
    ),
    change: { files: { 'crates/helper/src/lib.rs': 'pub fn help() {}\npub fn more() {}\n' } },
    must: 'hit',
  }),
  rust({
    name: 'a crate changes that only Windows compiles (on Linux)',
    files: workspace(
      { app: ['util'], util: ['win'], win: [] },
      {
        'crates/win/Cargo.toml': manifest('win'),
        'crates/win/src/lib.rs': '',
        'crates/util/Cargo.toml': manifest(
          'util',
          '\n[target.\'cfg(windows)\'.dependencies]\nwin = { path = "../win" }\n',
        ),
      },
    ),
    change: { files: { 'crates/win/src/lib.rs': 'pub fn more() {}\n' } },
    must: 'hit',
  }),
  rust({
    name: 'a dependency breaks what a test relies on',
    task: 'test',
    files: workspace(PLAIN, {
      'crates/app/src/main.rs':
        'fn main() {}\n\n#[test]\nfn it() {\n    assert_eq!(util::say(), "one");\n}\n',
    }),
    change: { files: { 'crates/util/src/lib.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'tests read a file of testdata/ that changes',
    task: 'test',
    files: workspace(PLAIN, {
      'crates/app/testdata/case.txt': 'one',
      'crates/app/src/main.rs':
        'fn main() {\n    println!("{}", util::say());\n}\n\n#[test]\nfn it() {\n    assert_eq!(std::fs::read_to_string("testdata/case.txt").unwrap(), "one");\n}\n',
    }),
    change: { files: { 'crates/app/testdata/case.txt': 'two' } },
    must: 'rerun',
  }),
  rust({
    name: 'a crate that stands alone, excluded from the workspace, is built',
    project: 'tools/lone',
    files: {
      ...workspace(PLAIN, {}, ''),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\nexclude = ["tools/lone"]\n\n[workspace.metadata]\nname = "stories"\n',
      'tools/lone/Cargo.toml': `${manifest('lone')}\n[workspace]\n`,
      'tools/lone/Cargo.lock': lock({ lone: [] }),
      'tools/lone/src/main.rs': 'fn main() {}\n',
    },
    change: {},
    must: 'works',
  }),
  rust({
    name: 'dev-dependencies in a circle are built',
    files: workspace(
      { app: ['util'], util: ['app2'], app2: ['util'] },
      {
        'crates/app2/Cargo.toml': manifest('app2', '\n[dependencies]\nutil = { path = "../util" }\n'),
        'crates/app2/src/lib.rs': "pub fn it() -> &'static str {\n    util::say()\n}\n",
        'crates/util/Cargo.toml': manifest('util', '\n[dev-dependencies]\napp2 = { path = "../app2" }\n'),
      },
    ),
    task: 'test',
    project: 'crates/util',
    change: {},
    must: 'works',
  }),
  rust({
    name: 'a file changes that git ignores and `include!` takes in',
    files: workspace(PLAIN, {
      'crates/util/src/lib.rs': 'include!("said.gen.rs");\n',
      'crates/util/src/said.gen.rs': says('"one"'),
    }),
    ignored: ['*.gen.rs'],
    change: { files: { 'crates/util/src/said.gen.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'a .cargo/config.toml that git ignores gets a flag',
    files: workspace(PLAIN, { '.cargo/config.toml': '[term]\nverbose = false\n' }),
    ignored: ['.cargo'],
    change: { files: { '.cargo/config.toml': '[build]\nrustflags = ["-Cdebuginfo=0"]\n' } },
    must: 'rerun',
  }),
  rust({
    name: 'a macro of the workspace changes what it writes',
    files: workspace(
      { app: ['util'], macros: [], util: ['macros'] },
      {
        'crates/macros/Cargo.toml': manifest('macros', '\n[lib]\nproc-macro = true\n'),
        'crates/macros/src/lib.rs': macro('one'),
        'crates/util/Cargo.toml': manifest('util', '\n[dependencies]\nmacros = { path = "../macros" }\n'),
        'crates/util/src/lib.rs': says('macros::said!()'),
      },
    ),
    change: { files: { 'crates/macros/src/lib.rs': macro('two') } },
    must: 'rerun',
  }),
  rust({
    name: 'a crate changes that only a build script uses',
    files: workspace(
      { app: ['util'], maker: [], util: ['maker'] },
      {
        'crates/maker/Cargo.toml': manifest('maker'),
        'crates/maker/src/lib.rs': says('"one"'),
        'crates/util/Cargo.toml': manifest('util', '\n[build-dependencies]\nmaker = { path = "../maker" }\n'),
        'crates/util/build.rs': 'fn main() {\n    println!("cargo:rustc-env=MADE={}", maker::say());\n}\n',
        'crates/util/src/lib.rs': says('env!("MADE")'),
      },
    ),
    change: { files: { 'crates/maker/src/lib.rs': says('"two"') } },
    must: 'rerun',
  }),
  rust({
    name: 'the edition of the workspace changes, which the crate inherits',
    files: workspace(PLAIN, INHERITED, '\n[workspace.package]\nedition = "2018"\n'),
    change: {
      files: {
        'Cargo.toml': workspace(PLAIN, {}, '\n[workspace.package]\nedition = "2021"\n')['Cargo.toml'],
      },
    },
    must: 'rerun',
  }),
  rust({
    name: 'a comment of the workspace manifest changes',
    files: workspace(PLAIN, {}),
    change: { files: { 'Cargo.toml': workspace(PLAIN, {}, '\n# Nothing more.\n')['Cargo.toml'] } },
    must: 'hit',
  }),
  rust({
    name: 'a module of a dependency changes that only its tests compile',
    files: workspace(PLAIN, {
      'crates/util/src/lib.rs': `${says('"one"')}\n#[cfg(test)]\nmod checks;\n`,
      'crates/util/src/checks.rs': '#[test]\nfn it() {}\n',
    }),
    change: { files: { 'crates/util/src/checks.rs': '#[test]\nfn it_is() {}\n' } },
    must: 'hit',
  }),
  rust({
    name: 'a snapshot of the tests changes',
    files: workspace(PLAIN, { 'crates/util/src/snapshots/it.snap': 'one\n' }),
    change: { files: { 'crates/util/src/snapshots/it.snap': 'two\n' } },
    must: 'hit',
  }),
  rust({
    name: 'an example of a dependency changes',
    files: workspace(PLAIN, { 'crates/util/examples/it.rs': 'fn main() {}\n' }),
    change: { files: { 'crates/util/examples/it.rs': 'fn main() {\n    // more\n}\n' } },
    must: 'hit',
  }),
  rust({
    name: 'the README of the repository changes; the crate documents itself with its own',
    files: workspace(PLAIN, {
      'README.md': 'one',
      'crates/util/README.md': 'one',
      'crates/util/src/lib.rs': `#![doc = include_str!("../README.md")]\n${says('"one"')}`,
    }),
    change: { files: { 'README.md': 'two' } },
    must: 'hit',
  }),
  rust({
    name: 'the configuration of rustfmt changes',
    files: workspace(PLAIN, { 'rustfmt.toml': 'max_width = 100\n' }),
    change: { files: { 'rustfmt.toml': 'max_width = 90\n' } },
    must: 'hit',
  }),
];
