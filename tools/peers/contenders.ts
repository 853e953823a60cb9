/** How each tool is set up as its own documentation says, and how it tells a cached answer from a new one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { nxCommand } from '../bench/contenders.js';
import { install, installPublished, linkInstallation, versionOf } from '../bench/installations.js';
import type { Invocation } from '../bench/measure.js';
import { LANGUAGES, type Language, type Outcome, type Scenario } from './scenario.js';

export interface Contender {
  readonly title: string;
  readonly languages: readonly Scenario['language'][];
  /** Adds what the tool wants to a workspace of plain manifests. */
  prepare(root: string, scenario: Scenario): Promise<void>;
  run(root: string, scenario: Scenario, env: Readonly<Record<string, string>>): Promise<Outcome>;
}

export async function contenders(folder: string, tarball: string): Promise<Contender[]> {
  const own = await install(join(folder, 'installation'), [
    'nx@24.0.6',
    '@nx/devkit@24.0.0',
    'typescript@5.9.3',
    tarball,
  ]);
  const peers = await installPublished([
    'nx@22',
    '@nx/devkit@22',
    '@monodon/rust@3.0.0',
    '@nx-go/nx-go@4.1.1',
  ]);
  const turbo = await installPublished(['turbo@2.11.11', 'typescript@5.9.3']);
  return [
    nx('polynx', own, LANGUAGES, () => ({
      'nx.json': nxJson('polynx'),
    })),
    nx(`@monodon/rust ${versionOf(peers, '@monodon/rust')}`, peers, ['Rust'], (scenario) => ({
      'nx.json': {
        ...nxJson('@monodon/rust'),
        namedInputs: { default: ['{projectRoot}/**/*'] },
        targetDefaults: { build: { cache: true, inputs: ['default', '^default'] } },
      },
      ...projectJsons(scenario),
    })),
    nx(`@nx-go/nx-go ${versionOf(peers, '@nx-go/nx-go')}`, peers, ['Go'], () => ({
      'nx.json': nxJson('@nx-go/nx-go'),
    })),
    // Scripts as targets, with what `nx init` asks for and writes.
    nx(`Nx ${versionOf(own, 'nx')} alone`, own, ['Node'], () => ({
      'nx.json': {
        analytics: false,
        neverConnectToCloud: true,
        targetDefaults: {
          build: { cache: true, dependsOn: ['^build'], outputs: ['{projectRoot}/dist'] },
          test: { cache: true, dependsOn: ['build'] },
        },
      },
    })),
    turboContender(turbo),
  ];
}

function nxJson(plugin: string): object {
  return { analytics: false, neverConnectToCloud: true, plugins: [plugin] };
}

type Extra = (scenario: Scenario) => Readonly<Record<string, unknown>>;

function nx(title: string, installation: string, languages: Contender['languages'], extra: Extra): Contender {
  return {
    title,
    languages,
    async prepare(root, scenario) {
      writeAll(root, extra(scenario));
      await linkInstallation(installation, root);
    },
    async run(root, scenario, env) {
      const project = await projectAt(root, scenario);
      if (project === undefined) return 'failed';
      const { exitCode, output } = await execute(
        nxCommand(root, ['run', `${project}:${scenario.task}`], false),
        env,
      );
      // How polynx says that it will not keep a result that it cannot answer for.
      if (exitCode !== 0) return output.includes('so the result is not kept') ? 'refused' : 'failed';
      return isHit(output, `${project}:${scenario.task}`) ? 'hit' : 'ran';
    },
  };
}

/** NB tasks that run before it may be hits, too. */
function isHit(output: string, task: string): boolean {
  return output
    .split('\n')
    .some((line) => /\[(?:local cache|existing outputs)/.test(line) && line.split(/\s+/).includes(task));
}

/** Each plugin has names of its own. */
async function projectAt(root: string, { project, task }: Scenario): Promise<string | undefined> {
  await execute(nxCommand(root, ['graph', '--file=.nx/graph.json'], false), {});
  try {
    const { graph } = (await import(join(root, '.nx/graph.json'), { with: { type: 'json' } }))
      .default as Graph;
    return Object.values(graph.nodes).find(
      ({ data }) => data.root === project && data.targets?.[task] !== undefined,
    )?.name;
  } catch {
    return undefined;
  }
}

interface Graph {
  readonly graph: {
    readonly nodes: Readonly<
      Record<
        string,
        {
          readonly name: string;
          readonly data: { readonly root: string; readonly targets?: object & Record<string, unknown> };
        }
      >
    >;
  };
}

/** As the generators of @monodon/rust write them. */
function projectJsons({ files }: Scenario): Record<string, unknown> {
  const crates = Object.keys(files)
    .filter((file) => /^[^.].*\/Cargo\.toml$/.test(file))
    .map(dirname);
  return Object.fromEntries(
    crates.map((directory) => {
      const name = basename(directory);
      const target = (executor: string) => ({
        cache: true,
        executor: `@monodon/rust:${executor}`,
        outputs: ['{options.target-dir}'],
        options: { 'target-dir': `dist/target/${name}` },
        configurations: { production: { release: true } },
      });
      const targets = { build: target('build'), test: target('test') };
      return [`${directory}/project.json`, { name, sourceRoot: `${directory}/src`, targets }];
    }),
  );
}

const TURBO: Readonly<Record<Language, object>> = {
  Rust: { futureFlags: { experimentalCargoWorkspaces: true }, tasks: { build: {}, test: {} } },
  Go: { futureFlags: { experimentalGoWorkspaces: true }, tasks: { build: {}, test: {} } },
  Node: {
    tasks: { build: { dependsOn: ['^build'], outputs: ['dist/**'] }, test: { dependsOn: ['build'] } },
  },
};

function turboContender(installation: string): Contender {
  return {
    title: `Turborepo ${versionOf(installation, 'turbo')}`,
    languages: LANGUAGES,
    async prepare(root, { language }) {
      writeAll(root, { 'turbo.json': TURBO[language] });
      await linkInstallation(installation, root);
    },
    async run(root, { project, task }, env) {
      const program = join(root, 'node_modules/turbo/bin/turbo');
      const { exitCode, output } = await execute(
        {
          program: process.execPath,
          args: [program, 'run', task, `--filter=./${project}`],
          cwd: root,
          env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1', CI: 'true' },
        },
        env,
      );
      const [, cached, total] = /Cached:\s+(\d+) cached, (\d+) total/.exec(output) ?? [];
      if (exitCode !== 0 || total === undefined || total === '0') return 'failed';
      const own = new RegExp(`${basename(project)}:${task}: cache (hit|miss)`).exec(output)?.[1];
      return (own === undefined ? cached === total : own === 'hit') ? 'hit' : 'ran';
    },
  };
}

async function execute(
  { program, args, cwd, env }: Invocation,
  more: Readonly<Record<string, string>>,
): Promise<{ exitCode: number; output: string }> {
  const result = await execa(program, [...args], { cwd, env: { ...env, ...more }, reject: false, all: true });
  if (process.env['PEERS_VERBOSE'] !== undefined) console.log(result.all);
  return { exitCode: result.exitCode ?? 1, output: result.all };
}

function writeAll(root: string, files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content, null, 2));
  }
}
