/** Generated workspaces, the same ones each time: 1,000 crates, 300 Go modules, 1,000 npm packages. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { shared } from '../paths.js';

export type Sources = (root: string) => Promise<void>;

/**
 * `programs`: how many of them are. With the lock file that every real workspace has, where cargo is there to
 * write it.
 */
export function crates(count: number, nx: 'none' | 'monodon' = 'none', programs = 0.1): Sources {
  return async (root) => {
    const size = ['--crates', String(count), '--bins', String(programs)];
    await generate('gen-cargo-workspace.mjs', ['--out', root, ...size, '--nx', nx]);
    // Turborepo will not work without a name.
    appendFileSync(join(root, 'Cargo.toml'), '\n[workspace.metadata]\nname = "crates"\n');
    await execa('cargo', ['generate-lockfile', '--offline'], { cwd: root, reject: false });
  };
}

/** go.work, and the replace lines that nx-go and Turborepo want besides. */
export function goModules(count: number): Sources {
  return (root) =>
    generate('gen-go-workspace.mjs', ['--out', root, '--modules', String(count), '--link', 'both']);
}

/** As many edges as the crates have: two each. */
export function packages(count: number): Sources {
  return async (root) => {
    const name = (index: number) => `package-${String(index).padStart(4, '0')}`;
    for (let index = 0; index < count; index++) {
      const needs = [index >> 1, index >> 2].filter((other) => other < index).map(name);
      const manifest = {
        name: name(index),
        version: '0.0.0',
        private: true,
        scripts: { build: 'tsc', test: 'vitest run', lint: 'eslint .' },
        dependencies: Object.fromEntries(needs.map((needed) => [needed, '0.0.0'])),
      };
      write(root, `packages/${name(index)}/package.json`, manifest);
      write(root, `packages/${name(index)}/src/index.ts`, `export const id = ${index};\n`);
    }
  };
}

async function generate(generator: string, args: readonly string[]): Promise<void> {
  await execa(process.execPath, [join(shared, 'bench', generator), ...args]);
}

/** Everything under git, with an ordinary package.json and what else the contender needs. */
export async function createWorkspace(
  root: string,
  sources: Sources,
  files: Readonly<Record<string, unknown>>,
): Promise<string> {
  await sources(root);
  write(root, 'package.json', {
    name: 'bench',
    private: true,
    packageManager: 'npm@11.0.0',
    workspaces: ['packages/*'],
  });
  write(root, '.gitignore', 'node_modules\ntarget\ndist\n.nx\n.turbo\nexpected-edges.json\n');
  for (const [path, content] of Object.entries(files)) write(root, path, content);
  const git = (...args: string[]) => execa('git', args, { cwd: root });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git(
    '-c',
    'user.name=b',
    '-c',
    'user.email=b@example.invalid',
    'commit',
    '--quiet',
    '--message=start',
  );
  return root;
}

function write(root: string, path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}
