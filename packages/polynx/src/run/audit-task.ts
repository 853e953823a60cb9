import type { ExecutorContext } from '@nx/devkit';
import { ignoredFiles } from '../adapters/git.js';
import { watchEnv, watchedEnv } from '../adapters/watched-env.js';
import type { Evidence } from '../model/evidence.js';
import { isDecisive } from '../model/identity.js';
import type { Runner } from '../toolchains/toolchain.js';
import { refuseUndeclared } from './audit.js';
import { declaredInputs } from './declared-inputs.js';

export interface AuditedTask {
  readonly project: string;
  readonly target: string;
  /** What the user lets be read without being declared. */
  readonly allowed: readonly string[];
  /** Workspace-relative paths that the tasks before this one leave. */
  readonly upstreamOutputs: readonly string[];
  /** Whether the tool has run for other tasks too. */
  readonly shared?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables that are in the key by what sets them. */
  readonly settled?: ReadonlySet<string>;
}

type Where = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'projectGraph' | 'nxJsonConfiguration'
>;

/**
 * Compares what a task has read with what Nx hashed for it. Throws an ExpectedError that says what to
 * declare.
 */
export async function auditTask(
  evidence: readonly Evidence[],
  // biome-ignore lint/suspicious/noExplicitAny: nothing of the options is looked at
  runner: Pick<Runner<any>, 'evidence' | 'identity'>,
  { project, target, allowed, upstreamOutputs, env: ownEnv, settled, shared = false }: AuditedTask,
  where: Where,
): Promise<void> {
  if (runner.evidence === undefined) return;
  const known = watchedEnv(where.root);
  watchEnv(
    where.root,
    evidence.flatMap(({ foreign, env }) => (foreign ? env : [])),
  );
  refuseUndeclared(evidence, runner.evidence, {
    task: `${project}:${target}`,
    shared,
    declared: declaredInputs(project, target, where, upstreamOutputs),
    ignored: await ignoredFiles(where.root, [...new Set(evidence.flatMap(({ files }) => files))]),
    allowed,
    env: ownEnv,
    inFingerprint: (name) =>
      known.has(name) || settled?.has(name) === true || isDecisive(name, runner.identity),
  });
}
