/**
 * `npm run peers`: the same stories told to polynx and to the other tools, each set up as its documentation
 * says. Prints the table of docs/how-it-works/soundness.md; `--write` puts it there, `--only <text>` tells
 * only the stories whose language and name (`Node, a test`) contain the text, and with PEERS_VERBOSE set the
 * tools are heard.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { packPackage } from './pack.js';
import { repository } from './paths.js';
import { type Contender, contenders } from './peers/contenders.js';
import { goStories } from './peers/go.js';
import { nodeStories } from './peers/node.js';
import { rustStories } from './peers/rust.js';
import { type Change, judge, LANGUAGES, type Scenario, type Verdict } from './peers/scenario.js';

async function tell(scenario: Scenario, contender: Contender, folder: string): Promise<Verdict> {
  const root = join(mkdtempSync(join(folder, 'story-')), 'repository');
  write(root, scenario.files);
  write(root, {
    'package.json': JSON.stringify({
      name: 'stories',
      private: true,
      packageManager: 'npm@11.0.0',
      workspaces: ['packages/*'],
    }),
    '.gitignore': ['node_modules', 'target', 'dist', '.nx', '.turbo', ...(scenario.ignored ?? []), ''].join(
      '\n',
    ),
  });
  await contender.prepare(root, scenario);
  await execa('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root });
  await commit(root);
  const first = await contender.run(root, scenario, {});
  const unchanged = first === 'failed' ? first : await contender.run(root, scenario, {});
  await make(scenario.change, root);
  const second = await contender.run(root, scenario, scenario.change.env ?? {});
  rmSync(dirname(root), { recursive: true, force: true });
  return judge(scenario, first, unchanged, second);
}

async function make({ files = {}, commit: commits = false }: Change, root: string): Promise<void> {
  write(root, files);
  if (commits) await commit(root);
}

function write(root: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), text);
  }
}

async function commit(root: string): Promise<void> {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid'];
  await execa('git', ['add', '--all'], { cwd: root });
  await execa('git', [...who, 'commit', '--quiet', '--allow-empty', '-m', 'story'], { cwd: root });
}

function table(language: Scenario['language'], all: readonly Contender[], verdicts: Verdicts): string {
  const columns = all.filter(({ languages }) => languages.includes(language));
  const stories = [...verdicts].filter(([scenario]) => scenario.language === language);
  const must = { rerun: 'must run again', hit: 'need not', works: 'must work' };
  const rows = stories.map(([scenario, byTitle]) => [
    scenario.name,
    scenario.task,
    must[scenario.must],
    ...columns.map(({ title }) => byTitle.get(title) ?? ''),
  ]);
  const wrong = (title: string) => stories.filter(([, byTitle]) => !isRight(byTitle.get(title))).length;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line([`${language}: then …`, 'task', '', ...columns.map(({ title }) => title)]),
    `|${'---|'.repeat(columns.length + 3)}`,
    ...rows.map(line),
    line(['*not right*', '', '', ...columns.map(({ title }) => `*${wrong(title)} of ${stories.length}*`)]),
  ].join('\n');
}

function isRight(verdict: Verdict | undefined): boolean {
  return verdict === 'refuses' || verdict?.startsWith('right') === true;
}

type Verdicts = ReadonlyMap<Scenario, ReadonlyMap<string, Verdict>>;

const PAGE = join(repository, 'docs/how-it-works/soundness.md');

async function main(): Promise<void> {
  const only = process.argv[process.argv.indexOf('--only') + 1] ?? '';
  const wanted = process.argv.includes('--only') ? only : '';
  const folder = mkdtempSync(join(tmpdir(), 'polynx-peers-'));
  try {
    const all = await contenders(folder, await packPackage());
    const verdicts = new Map<Scenario, Map<string, Verdict>>();
    for (const scenario of [...rustStories, ...goStories, ...nodeStories].filter(({ name, language }) =>
      `${language}, ${name}`.includes(wanted),
    )) {
      const byTitle = new Map<string, Verdict>();
      verdicts.set(scenario, byTitle);
      for (const contender of all.filter(({ languages }) => languages.includes(scenario.language))) {
        byTitle.set(contender.title, await tell(scenario, contender, folder));
        console.log(
          `${scenario.language}, ${scenario.name}: ${contender.title}: ${byTitle.get(contender.title)}`,
        );
      }
    }
    const text = LANGUAGES.map((language) => table(language, all, verdicts)).join('\n\n');
    console.log(`\n${text}`);
    if (process.argv.includes('--write')) {
      const page = readFileSync(PAGE, 'utf8');
      const marked = /(<!-- peers -->)[\s\S]*?(<!-- \/peers -->)/;
      writeFileSync(
        PAGE,
        page.replace(marked, (_, start, end) => `${start}\n\n${text}\n\n${end}`),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
