import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, type Workspace } from '../../support/workspace.js';
import type { Mutation } from './mutations.js';
import { isProven, recordProof } from './proven.js';
import type { Scenario } from './scenario.js';

export function verify(title: string, scenarios: readonly Scenario[]): void {
  describe(title, () => {
    let program = '';
    let withMutants = false;
    let told = 0;
    beforeAll(async () => {
      withMutants = process.env['ALL_MUTANTS'] === 'true' || !isProven(specFile());
      if (withMutants) program = await mutantProgram();
    });
    for (const scenario of scenarios)
      it(scenario.name, async () => {
        await (withMutants ? tellWithMutants(scenario, program) : tell(scenario));
        told++;
      });
    afterAll(() => {
      if (withMutants && told === scenarios.length) recordProof(specFile());
    });
  });
}

function specFile(): string {
  const { testPath } = expect.getState();
  if (testPath === undefined) throw new Error('no spec file');
  return testPath;
}

async function tell(scenario: Scenario): Promise<void> {
  await scenario.story(await begin(scenario));
}

async function tellWithMutants(scenario: Scenario, program: string): Promise<void> {
  const workspace = await begin(scenario);
  await scenario.story(workspace);
  leave(workspace);
  if ('unmutated' in scenario.mutants) return;
  for (const [what, mutations] of Object.entries(scenario.mutants))
    await kill(scenario, what, { mutations: [mutations].flat(), program });
}

/** Not only at the end of the test: a theme has dozens. */
function leave({ root }: Workspace): void {
  if (process.env['KEEP_WORKSPACES'] === undefined) rmSync(root, { recursive: true, force: true });
}

/** The story must fail, and by an expectation: a crash would prove nothing. */
async function kill(scenario: Scenario, what: string, spoiler: Spoiler): Promise<void> {
  const { mutations } = spoiler;
  const workspace = await begin(scenario, spoiler);
  const failure = await failureOf(() => scenario.story(workspace));
  if (!wasSpoilt(workspace, mutations)) throw new Error(`${what}: the mutation changed nothing`);
  if (failure === undefined) throw new Error(`${what}: nobody noticed, the story went on to its end`);
  if (!(failure instanceof Error) || failure.name !== 'AssertionError')
    throw new Error(`${what}: the mutant crashed instead of being found out`, { cause: failure });
  console.info(`  ${what}: ${failure.message.split('\n')[0]}`);
  leave(workspace);
}

async function failureOf(story: () => Promise<void>): Promise<unknown> {
  try {
    await story();
  } catch (error) {
    return error;
  }
}

function wasSpoilt(workspace: Workspace, mutations: readonly Mutation[]): boolean {
  return mutations.some(({ do: kind }) => kind === 'nx.json') || workspace.has(`${MUTANT}/spoilt`);
}

const MUTANT = 'node_modules/polynx-mutant';

interface Spoiler {
  readonly mutations: readonly Mutation[];
  readonly program: string;
}

async function begin({ files, options = {}, first }: Scenario, spoiler?: Spoiler): Promise<Workspace> {
  const workspace = await createWorkspace(files, {
    ...options,
    ...(spoiler === undefined ? {} : { nxJson: spoiltSettings(options, spoiler) }),
  });
  if (spoiler !== undefined) install(workspace, spoiler);
  if (first !== undefined) {
    const run = await workspace.nx(first);
    if (run.exitCode !== 0)
      throw new Error(`nx ${first.join(' ')} failed before the story began:\n${run.output}`);
    await workspace.commit('first');
  }
  return workspace;
}

function install(workspace: Workspace, { mutations, program }: Spoiler): void {
  mkdirSync(`${workspace.root}/${MUTANT}`, { recursive: true });
  workspace.write(
    `${MUTANT}/package.json`,
    JSON.stringify({ name: 'polynx-mutant', version: '1.0.0', type: 'module', main: 'index.js' }),
  );
  writeFileSync(`${workspace.root}/${MUTANT}/index.js`, program);
  workspace.write(`${MUTANT}/mutations.json`, JSON.stringify(mutations));
}

function spoiltSettings(
  { nxJson = {}, plugin = {} }: NonNullable<Scenario['options']>,
  { mutations }: Spoiler,
) {
  const settings = structuredClone(nxJson) as Record<string, unknown>;
  for (const mutation of mutations)
    if (mutation.do === 'nx.json') removeAt(settings, mutation.without.split('/'));
  return { ...settings, plugins: [{ plugin: 'polynx-mutant', options: plugin }] };
}

function removeAt(object: Record<string, unknown>, [key = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) delete object[key];
  else removeAt(object[key] as Record<string, unknown>, rest);
}

async function mutantProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('mutant.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external: ['polynx'],
  });
  return outputFiles[0]?.text ?? '';
}
