import { realpathSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import { disk } from '../adapters/disk.js';
import { ask } from '../adapters/run.js';
import { sizeReport } from '../adapters/sizes.js';
import type { Plan } from '../model/task.js';
import { placeArtifacts } from './artifacts.js';
import { auditTask } from './audit-task.js';
import { compare } from './comparison.js';
import { environmentFor, settledByShell } from './dev-shell.js';
import { noteRun } from './note-run.js';
import { noteSteps } from './note-steps.js';
import { outputsBefore } from './outputs-before.js';
import { type AnyRunner, type PreparedTask, prepareTask } from './prepare-task.js';
import { startRemarks } from './remarks.js';
import { type ExecutorResult, reporting } from './reporting.js';
import { runStep } from './run-steps.js';
import { say } from './say.js';
import { isVerbose, shownPlan } from './shown-plan.js';

/** One task of one project: options to plan, plan to processes, processes to artifacts. */
export function executorOf(runner: AnyRunner) {
  return (raw: Record<string, unknown>, context: ExecutorContext): Promise<ExecutorResult> =>
    reporting(async () => {
      const env = await environmentFor(raw, process.env, context.root);
      return runPrepared(await prepareTask(runner, raw, context, { env, ask }));
    });
}

/** Prints why where it answers false. */
export async function runPrepared(task: PreparedTask): Promise<boolean> {
  const note = noteRun(task);
  let succeeded = false;
  try {
    succeeded = await noteSteps(task.context, task.planContext.version, () => runPlan(task));
    return succeeded;
  } finally {
    await note.finish(succeeded);
  }
}

async function runPlan(task: PreparedTask): Promise<boolean> {
  const { context, tool } = task;
  const plan = planOf(task);
  if (isVerbose(task.env)) say(shownPlan(task, plan), tool);
  const remarks = await startRemarks(plan, tool);
  const messages: string[] = [];
  for (const step of plan.steps) {
    const finish = async (lines: readonly string[]) => {
      messages.push(...lines);
      if (step !== plan.steps.at(-1)) return;
      await audit(task, messages);
      placeArtifacts(context.root, plan.artifacts, plan.whenMissing);
    };
    const { exitCode } = await runStep(step, task.name, plan, tool, finish);
    if (exitCode !== 0) return false;
  }
  const lines = [...(await remarks()), ...sizesOf(task, plan.artifacts), ...(await compare(plan, tool))];
  for (const line of lines) say(line, tool);
  return true;
}

function planOf({ runner, options, planContext, env }: PreparedTask): Plan {
  const plan = runner.plan(options, planContext);
  return { ...plan, writes: [...(plan.writes ?? []), ...(runner.writes?.(options, env) ?? [])] };
}

export function sizesOf({ runner, options, context }: PreparedTask, artifacts: Plan['artifacts']): string[] {
  return runner.ships?.(options) === true ? sizeReport(context.root, artifacts) : [];
}

/** A result that is not kept may be made from anything. */
export async function audit(
  { runner, options, raw, context, env }: PreparedTask,
  messages: readonly string[],
): Promise<void> {
  const { projectName: project, targetName: target } = context;
  if (context.target?.cache !== true || project === undefined || target === undefined) return;
  const projectRoot = context.projectsConfigurations.projects[project]?.root ?? '.';
  // NB tools say where a directory really is, also where a link leads there.
  const place = { workspaceRoot: realpathSync(context.root), projectRoot, env, disk };
  const evidence = runner.evidence?.of(messages, options, place) ?? [];
  const allowed = Array.isArray(raw['allowUndeclared']) ? raw['allowUndeclared'].map(String) : [];
  const upstreamOutputs = outputsBefore(context);
  const settled = await settledByShell(raw, context.root);
  await auditTask(evidence, runner, { project, target, allowed, upstreamOutputs, env, settled }, context);
}
