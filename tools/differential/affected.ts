/**
 * `npx tsx tools/differential/affected.ts REPOSITORY [--commits 100] [--installation FOLDER] [--before
 * FOLDER] [--verbose]`: what `nx affected` selects for the last commits of a real repository, compared with
 * what cargo and go say. Also whether the cache key changed. Works in a clone; the repository can be bare.
 * `--installation`: a folder with a packed polynx, as `npx tsx e2e/support/install.ts FOLDER` makes it;
 * `--before`: one with an older version, which is asked the same.
 *
 * *Too little*: a task that compiles a changed file, or whose manifests or resolved dependencies changed, and
 * that is not selected (or keeps its key). *Too many*: a task that is selected (or gets another key) though
 * it compiles no changed file and nothing that is resolved for it changed. Neither: what only compiles under
 * a condition (`cfg`), and what a build script or a test may read beside it.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { install } from '../../e2e/support/install.js';
import { cargoTruth } from './affected/cargo-truth.js';
import { compare, type NxTask, type State, type Verdict } from './affected/compare.js';
import { type GoMemory, goTruth } from './affected/go-truth.js';
import { summary } from './affected/summary.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commits: { type: 'string', default: '100' },
    installation: { type: 'string' },
    before: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

/** What the machine has is asked, whatever the repository pins. */
const ENVIRONMENT = {
  RUSTUP_TOOLCHAIN: 'stable',
  GOTOOLCHAIN: 'local',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  CI: 'true',
  // No worker processes: half the time.
  NX_ISOLATE_PLUGINS: 'false',
};
Object.assign(process.env, ENVIRONMENT);

async function main(): Promise<void> {
  const [source] = positionals;
  if (source === undefined)
    throw new Error('Say which repository: npx tsx tools/differential/affected.ts FOLDER');
  const scratch = mkdtempSync(join(tmpdir(), 'polynx-affected-'));
  try {
    const now = values.installation ?? (await install(join(scratch, 'installation'))).folder;
    const folders = [now, ...(values.before === undefined ? [] : [values.before])];
    const roots: string[] = [];
    for (const [index, folder] of folders.entries())
      roots.push(await cloneOf(resolve(source), join(scratch, `repository-${index}`), resolve(folder)));
    const all = await walk(roots, Number(values.commits));
    for (const [index, verdicts] of all.entries())
      console.log(`\n${index === 0 ? 'Now' : 'Before'}: ${summary(verdicts)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One for each version of polynx: it keeps its graph in the workspace. */
async function cloneOf(source: string, root: string, installation: string): Promise<string> {
  await execa('git', ['clone', '--quiet', '--shared', source, root]);
  symlinkSync(join(installation, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, '.git/info'), { recursive: true });
  appendFileSync(join(root, '.git/info/exclude'), '/node_modules\n/.nx\n');
  return root;
}

/** Verdicts by clone. */
async function walk(roots: readonly string[], count: number): Promise<Verdict[][]> {
  const [root = ''] = roots;
  const log = await git(root, 'log', '--no-merges', `--max-count=${count}`, '--format=%H %P');
  const memory: GoMemory = new Map();
  const verdicts: Verdict[][] = roots.map(() => []);
  let last: { readonly commit: string; readonly states: readonly State[] } | undefined;
  for (const line of log.split('\n').reverse()) {
    const [commit = '', parent] = line.split(' ');
    if (parent === undefined) continue;
    const before =
      last?.commit === parent ? last.states : await statesOf(roots, parent, `${parent}~1`, memory);
    const states = await statesOf(roots, commit, parent, memory);
    last = { commit, states };
    const diff = await git(root, 'diff', '--name-only', '--no-renames', parent, commit);
    for (const [index, state] of states.entries()) {
      const verdict = compare(commit, diff.split('\n').filter(Boolean), before[index] ?? state, state);
      verdicts[index]?.push(verdict);
      report(index === 0 ? 'now' : 'before', verdict);
    }
  }
  return verdicts;
}

/** Everything about one commit, which is then checked out. */
async function statesOf(
  roots: readonly string[],
  commit: string,
  base: string,
  memory: GoMemory,
): Promise<State[]> {
  const answers = await Promise.all(roots.map((root) => askNx(root, commit, base)));
  const [root = ''] = roots;
  const files = (await git(root, 'ls-files')).split('\n');
  const folders = new Set(answers.flat().map((task) => task.root));
  const truths = [await cargoTruth(root, files, folders), await goTruth(root, files, folders, memory)];
  return answers.map((tasks) => ({
    tasks,
    needs: new Map(
      tasks.flatMap((task) => {
        const needs = truths.map((truth) => truth(task)).find((one) => one !== undefined);
        return needs === undefined ? [] : [[task.id, needs] as const];
      }),
    ),
  }));
}

async function askNx(root: string, commit: string, base: string): Promise<NxTask[]> {
  await git(root, 'checkout', '--quiet', '--force', '--detach', commit);
  const config = {
    plugins: ['polynx'],
    // Nothing is installed, which Nx wants to see before it reads a lock of npm packages.
    pluginsConfig: { '@nx/js': { analyzeLockfile: false } },
    analytics: false,
    neverConnectToCloud: true,
  };
  writeFileSync(join(root, 'nx.json'), JSON.stringify(config));
  const driver = join(import.meta.dirname, 'affected/nx-answer.mjs');
  const { stdout } = await execa(process.execPath, [driver, base], { cwd: root, maxBuffer: 1e9 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n[{') + 1)) as NxTask[];
}

async function git(root: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd: root, maxBuffer: 1e9 })).stdout;
}

function report(which: string, { commit, changed, tasks }: Verdict): void {
  const of = (kind: string) => tasks.filter(({ selection, key }) => selection === kind || key === kind);
  const [little, many] = [of('too little'), of('too many')];
  const counts = `${tasks.length} tasks: ${little.length} too little, ${many.length} too many`;
  console.error(`${commit.slice(0, 10)} ${which}: ${changed.length} files, ${counts}`);
  for (const { id, selection, key, why } of values.verbose ? [...little, ...many] : little)
    console.error(`  ${id}: selection ${selection}, key ${key}: ${why}`);
}

await main();
