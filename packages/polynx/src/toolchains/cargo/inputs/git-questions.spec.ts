import { describe, expect, test } from 'vitest';
import { asksClock, gitFactsIn } from './git-questions.js';
import { createReader } from './source-reader.js';

const USUAL = 'branch commit dirty history tags untracked';

function asked(script: string): string {
  return gitFactsIn(createReader(`fn main() {\n    ${script}\n}\n`)).join(' ');
}

describe('what a script asks git for', () => {
  test.each([
    ['Command::new("git").args(["rev-parse", "HEAD"]);', 'commit'],
    ['Command::new("git").args(&["rev-parse", "--short", "HEAD"]);', 'commit history'],
    ['Command::new("git").arg("log").arg("-1").arg("--pretty=format:%h");', 'commit history'],
    ['Command::new("git").args(["rev-parse", "--abbrev-ref", "HEAD"]);', 'branch commit'],
    ['Command::new("git").args(["describe", "--tags", "--dirty"]);', 'commit dirty history tags'],
    ['Command::new("git").arg("diff").arg("--quiet").status();', 'dirty'],
    [
      'let dirty = !Command::new("git").args(["status", "--porcelain"]).output()?.stdout.is_empty();',
      'dirty untracked',
    ],
    ['let changed = Command::new("git").args(["diff", "HEAD"]).output()?.stdout;', 'changes dirty'],
    ['Command::new("git").args(["config", "user.name"]);', 'config'],
    ['let mut git = Command::new("git");\n    git.arg("rev-parse").arg("HEAD");', 'commit'],
    ['cmd!(sh, "git rev-parse HEAD").read()?;', 'commit'],
    ['run("git", &["rev-parse", "HEAD"]);', 'commit'],
    ['Command::new("git").args(args);', USUAL],
    ['git2::Repository::discover(".")?;', USUAL],
    ['vergen::EmitBuilder::builder().all_git().emit()?;', USUAL],
    ['vergen::vergen(Config::default())?;', USUAL],
    ['shadow_rs::new().unwrap();', `branch changes ${USUAL.slice('branch '.length)}`],
    ['std::fs::read_to_string("../.git/HEAD")?;', USUAL],
    ['root.join(".git").join("HEAD");', USUAL],
    // It watches for something that it asks in words of its own.
    ['println!("cargo:rerun-if-changed=../.git/HEAD");', USUAL],
    [
      'println!("cargo:rerun-if-changed=../.git/HEAD"); Command::new("git").args(["rev-parse", "HEAD"]);',
      'commit',
    ],
  ])('%s', (script, facts) => {
    expect(asked(script)).toBe(facts);
  });

  test.each([
    'let upstream = "https://example.org/x/y.git";',
    'let upstream = "git@example.org:x/y.git";',
    'Command::new("git").args(["clone", URL, "-b", "main"]).status();',
    'Command::new("git").arg("submodule").arg("update").status();',
    'Command::new("git").arg("--version");',
    'let mut git = Command::new("git");\n    git.arg("clone").arg(URL);',
    'if Path::new(".git").exists() {}',
    'println!("cargo:rerun-if-changed=.gitignore");',
    '// Command::new("git").arg("rev-parse")',
    'vergen::EmitBuilder::builder().all_cargo().emit()?;',
    'cc::Build::new().file("x.c").compile("digit");',
  ])('nothing: %s', (script) => {
    expect(asked(script)).toBe('');
  });

  test('a text with a call in every word takes no time', () => {
    const start = performance.now();
    asked('Command::new("git") '.repeat(4_000));
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

test.each([
  ['shadow_rs::new().unwrap();', true],
  ['let now = std::time::SystemTime::now();', true],
  ['vergen::EmitBuilder::builder().all_build().emit()?;', true],
  ['vergen::EmitBuilder::builder().git_commit_timestamp().emit()?;', false],
  ['// chrono::Utc::now()', false],
])('%s asks the clock: %s', (script, asks) => {
  expect(asksClock(createReader(script))).toBe(asks);
});
