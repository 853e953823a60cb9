/**
 * Builds twice, in two folders, and compares what is left. Nothing of it is kept, and no toolchain is known
 * here.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';
import { copyWorkspace, removeCopy } from '../adapters/copies.js';
import { ask, type Env } from '../adapters/run.js';
import { ExpectedError } from '../model/errors.js';
import { environmentFor } from '../run/dev-shell.js';
import { outputsBefore } from '../run/outputs-before.js';
import { type AnyRunner, prepareTask } from '../run/prepare-task.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { runPrepared } from '../run/run-task.js';
import { toolchainOfExecutor } from '../toolchains/executors.js';
import { compareBytes } from './compare-bytes.js';
import type { VerifyOptions } from './definitions/verify-reproducible.js';

export default function verifyReproducible(
  options: VerifyOptions,
  context: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(() => verify(options, context));
}

/** Names of different lengths: a path that is compiled in moves what comes after it. */
const FOLDERS = ['first', 'second-in-another-place'];

async function verify({ of, variant }: VerifyOptions, context: ExecutorContext): Promise<boolean> {
  const target = context.projectsConfigurations.projects[context.projectName ?? '']?.targets?.[of];
  const runner = toolchainOfExecutor(target?.executor)?.runner;
  if (target === undefined || runner === undefined)
    throw new ExpectedError(
      `${context.projectName} has no target ${of} that polynx runs, so there is nothing to build twice.\n  Set the option of to a target of Rust, Go, Node or Deno, such as build.`,
    );
  const built: Built[] = [];
  const copies: string[] = [];
  try {
    for (const folder of FOLDERS) {
      const copy = await copyWorkspace(context.root, folder, outputsBefore(context));
      copies.push(copy);
      console.log(`\nBuilding in ${copy}`);
      // What the tool remembers of the first time must not answer for the second.
      const env = folder === FOLDERS[0] ? {} : (runner.forgetting?.(join(copy, '..')) ?? {});
      const one = await buildIn(copy, env, { of, target, runner, variant, context });
      if (one === undefined) return false;
      built.push(one);
    }
    const [first, second] = built;
    return first !== undefined && second !== undefined && compare(first, second);
  } finally {
    for (const copy of copies) removeCopy(copy);
  }
}

/** Contents by workspace-relative path. */
type Built = ReadonlyMap<string, Uint8Array>;

interface Subject {
  readonly of: string;
  readonly target: TargetConfiguration;
  readonly runner: AnyRunner;
  readonly variant: string | undefined;
  readonly context: ExecutorContext;
}

async function buildIn(
  root: string,
  more: Env,
  { of, runner, variant, context, target: { options, configurations, ...target } }: Subject,
): Promise<Built | undefined> {
  const { configurationName: _, ...shared } = context;
  // The stamp is a constant to both builds; it is made for the build, not for this target.
  const raw = { ...options, ...(variant === undefined ? {} : configurations?.[variant]), stamp: false };
  const env = await environmentFor(raw, process.env, context.root);
  const task = await prepareTask(
    runner,
    raw,
    { ...shared, root, cwd: root, targetName: of, target: { ...target, cache: false } },
    { env: { ...env, ...more }, ask },
  );
  if (!(await runPrepared(task))) return undefined;
  return new Map(task.planContext.outputs.flatMap((output) => filesAt(root, output)));
}

function filesAt(root: string, path: string): [string, Uint8Array][] {
  const place = join(root, path);
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [[path, readFileSync(place)]];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesAt(root, `${path}/${name}`));
}

function compare(first: Built, second: Built): boolean {
  const lines = [...new Set([...first.keys(), ...second.keys()])].map((path) =>
    compareFile(path, first.get(path), second.get(path)),
  );
  console.log(`\n${lines.map(({ text }) => text).join('\n')}`);
  return lines.every(({ same }) => same);
}

function compareFile(path: string, first: Uint8Array | undefined, second: Uint8Array | undefined) {
  if (first === undefined || second === undefined)
    return { same: false, text: `${path}: left by one of the two builds only` };
  const difference = compareBytes(first, second);
  if (difference === undefined) {
    const digest = createHash('sha256').update(first).digest('hex');
    return { same: true, text: `${path}: the same ${first.length} bytes, sha256 ${digest}` };
  }
  const { offset, count, text } = difference;
  const samples = text.filter((one) => one.trim().length > 3).map((one) => `\n  ${one}`);
  return {
    same: false,
    text: `${path}: ${count} bytes differ, the first at 0x${offset.toString(16)}${samples.join('')}`,
  };
}
