/** How often the graph opens a file of the workspace, by what goes through Node. */
import { execFileSync } from 'node:child_process';
import fs, {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../../../tools/paths.js';
import { readingOnce } from './reading-once.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'polynx-once-')));
const real = { openSync: fs.openSync, readFileSync: fs.readFileSync };
const opened: string[] = [];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function git(...args: string[]): void {
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid'];
  execFileSync('git', [...author, ...args], { cwd: root, stdio: 'pipe' });
}

/** What polynx opens in the workspace, its own folder aside. */
function count(): void {
  const note = (file: unknown) => {
    if (typeof file !== 'string') return;
    const path = relative(root, resolve(file));
    if (!path.startsWith('..') && !path.startsWith('.nx')) opened.push(path);
  };
  fs.openSync = (file, ...rest) => {
    note(file);
    return real.openSync(file, ...rest);
  };
  // NB it opens by the other one, or by itself, as the version of Node has it.
  fs.readFileSync = ((...args: Parameters<typeof real.readFileSync>) => {
    const before = opened.length;
    const content = real.readFileSync(...args);
    if (opened.length === before) note(args[0]);
    return content;
  }) as typeof fs.readFileSync;
  syncBuiltinESMExports();
}

beforeAll(() => {
  cpSync(join(repository, 'examples/polyglot'), root, { recursive: true });
  const files = {
    '.gitignore': 'node_modules\n.nx\ntarget\ndist\n.cargo\n*.gen.rs\n',
    '.gitmodules': '[submodule "x"]\n\tpath = libs/x\n\turl = https://example.com/x\n',
    'package.json': JSON.stringify({ name: 'r', private: true, workspaces: ['packages/*'] }),
    'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { build: 'tsc', test: 'node a.js' } }),
    'packages/a/tsconfig.json': JSON.stringify({ extends: '../../base.json', include: ['src'] }),
    'packages/a/src/a.ts': 'import { b } from "b";\nexport const a = b;\n',
    'packages/a/a.js': 'import { readFileSync } from "node:fs";\nreadFileSync("data.json");\n',
    'packages/b/package.json': JSON.stringify({ name: 'b', scripts: { build: 'tsc' } }),
    'packages/b/tsconfig.json': JSON.stringify({ extends: '../../base.json', include: ['src'] }),
    'packages/b/src/b.ts': 'export const b = 1;\n',
    'base.json': JSON.stringify({ compilerOptions: { outDir: 'dist' } }),
    '.cargo/config.toml': '[env]\nWORD = "one"\n',
    'crates/hello/src/made.gen.rs': 'pub const MADE: u32 = include!("number.txt");\n',
    'crates/hello/src/number.txt': '1',
    'crates/greeting/build.rs': 'fn main() { println!("cargo:rerun-if-env-changed=GREETING"); }\n',
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  symlinkSync('../../README.md', join(root, 'services/api/README.md'));
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'start');
  process.env['NX_DAEMON'] = 'false';
});

afterAll(() => {
  Object.assign(fs, real);
  syncBuiltinESMExports();
  rmSync(root, { recursive: true });
});

/** As Nx asks: in a process that has asked before. */
async function graph(): Promise<{ roots: string[]; twice: string[] }> {
  const { createNodes } = await import('./create-nodes.js');
  const { listFiles } = await import('./devkit.js');
  resetWorkspaceContext();
  const files = await listFiles(root, [createNodes[0]]);
  opened.length = 0;
  count();
  const nodes = await createNodes[1](files, {}, { workspaceRoot: root, nxJsonConfiguration: {} });
  const times = new Map<string, number>();
  for (const file of opened) times.set(file, (times.get(file) ?? 0) + 1);
  return {
    roots: nodes.flatMap(([, { projects = {} }]) => Object.keys(projects)),
    twice: [...times].filter(([, n]) => n > 1).map(([file, n]) => `${file}: ${n} times`),
  };
}

/** NB all of polynx and much of Nx is loaded first. */
const PATIENCE = 60_000;

describe('one computation of the graph of four toolchains', { timeout: PATIENCE }, () => {
  it('opens each file at most once', async () => {
    const { roots, twice } = await graph();
    expect(roots).toEqual(
      expect.arrayContaining(['crates/hello', 'services/api', 'functions/shout', 'packages/a']),
    );
    expect(opened).toEqual(
      expect.arrayContaining(['Cargo.lock', '.gitmodules', '.git/index', '.cargo/config.toml']),
    );
    expect(twice).toEqual([]);
  });

  it.each([
    [
      'a source that says something new',
      'crates/hello/src/main.rs',
      'fn main() { println!(env!("NEW")); }\n',
    ],
    ['a file that git ignores', '.cargo/config.toml', '[env]\nWORD = "two"\n'],
  ])('and so does the next one, after an edit of %s', async (_, file, text) => {
    write(file, text);
    const { twice } = await graph();
    expect(opened).toContain(file);
    expect(twice).toEqual([]);
  });
});

describe('a reader that is asked again', () => {
  it('reads again what was pushed out by others, and keeps what is missing or may not be read', () => {
    const asked: string[] = [];
    const read = readingOnce((file) => {
      asked.push(file);
      if (file === 'refused') throw new Error(file);
      return file === 'missing' ? undefined : 'x'.repeat(10);
    }, 25);
    for (const file of ['a', 'b', 'a', 'missing', 'missing', 'c', 'b', 'a']) read(file);
    expect(asked).toEqual(['a', 'b', 'missing', 'c', 'a']);
    for (const _ of [1, 2]) expect(() => read('refused')).toThrow('refused');
    expect(asked).toEqual(['a', 'b', 'missing', 'c', 'a', 'refused']);
  });
});
