/**
 * Nx stores every success. So a task that has read a file of the repository which is not among its inputs has
 * to fail: the next change of that file would be answered with an old result.
 */
import { minimatch } from 'minimatch';
import { ExpectedError } from '../model/errors.js';
import type { Evidence } from '../model/evidence.js';
import { literalOf } from '../model/globs.js';
import { dirname, isInside, relative } from '../model/paths.js';
import type { EvidenceReader } from '../toolchains/toolchain.js';
import type { DeclaredInputs } from './declared-inputs.js';

export interface Audit {
  readonly task: string;
  readonly declared: DeclaredInputs;
  /** The evidence is that of several tasks: of it, what has a source among the inputs is this one's. */
  readonly shared: boolean;
  /** Of the files read, those that git ignores. */
  readonly ignored: ReadonlySet<string>;
  /** What the user lets be read all the same: globs, and bare names. */
  readonly allowed: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the fingerprint has the variable. */
  inFingerprint(name: string): boolean;
}

/** Throws an ExpectedError with the exact setting to add. */
export function refuseUndeclared(
  evidence: readonly Evidence[],
  // biome-ignore lint/suspicious/noExplicitAny: only `setting` is used, which needs no options
  { setting }: Pick<EvidenceReader<any>, 'setting'>,
  audit: Audit,
): void {
  const findings = new Map<string, Finding>();
  for (const one of evidence) {
    if (audit.shared && one.source !== undefined && !audit.declared.covers(one.source)) continue;
    const files = one.files.filter((file) => !isDeclared(file, audit));
    const env = one.env.filter((name) => !isKnown(name, one, audit));
    if (files.length + env.length === 0) continue;
    const known = findings.get(one.manifest) ?? { files: [], env: [] };
    findings.set(one.manifest, {
      files: [...new Set([...known.files, ...files])].sort(),
      env: [...new Set([...known.env, ...env])].sort(),
    });
  }
  if (findings.size === 0) return;
  throw new ExpectedError(
    [...findings].map(([manifest, finding]) => explain(manifest, finding, setting, audit)).join('\n\n'),
  );
}

interface Finding {
  readonly files: readonly string[];
  readonly env: readonly string[];
}

function isDeclared(file: string, { declared, ignored, allowed }: Audit): boolean {
  if (ignored.has(file) ? declared.coversIgnored(file) : declared.covers(file)) return true;
  if (isInside(file, '.git') && allowed.includes('git')) return true;
  return allowed.some((glob) => minimatch(file, glob, { dot: true }) || isInside(file, literalOf(glob)));
}

/**
 * Variables of other people's packages are many and nearly never set: those decide nothing until they are.
 */
function isKnown(
  name: string,
  { foreign }: Evidence,
  { declared, allowed, env, inFingerprint }: Audit,
): boolean {
  if (declared.env.has(name) || inFingerprint(name)) return true;
  if (allowed.includes(name) || allowed.includes('*')) return true;
  return foreign === true && env[name] === undefined;
}

type Setting = EvidenceReader<never>['setting'];

function explain(manifest: string, { files, env }: Finding, setting: Setting, { task }: Audit): string {
  const isGit = (file: string) => isInside(file, '.git');
  const paths = (some: readonly string[]) => some.map((file) => relative(dirname(manifest), file));
  const others = files.filter((file) => !isGit(file));
  return [
    ...(others.length === 0
      ? []
      : [undeclaredFiles(task, others, manifest, setting('reads', paths(others)))]),
    ...(env.length === 0 ? [] : [undeclaredEnv(task, env, manifest, setting('env', env))]),
    ...(files.some(isGit)
      ? [stamped(task, files.filter(isGit), manifest, setting('allowUndeclared', ['git']))]
      : []),
  ].join('\n\n');
}

function undeclaredFiles(task: string, files: readonly string[], manifest: string, setting: string): string {
  return [
    `${task} read what is not among its inputs. A change there would go unnoticed, so the result is not kept:`,
    ...files.map((file) => `  ${file}`),
    `Add to ${manifest}:`,
    indent(setting),
    'To keep results all the same, name them in `allowUndeclared` instead of `reads`; to keep none, set `targets.<name>.cache = false`.',
  ].join('\n');
}

function undeclaredEnv(task: string, names: readonly string[], manifest: string, setting: string): string {
  return [
    `${task} depends on variables that are not among its inputs, so the result is not kept: ${names.join(', ')}`,
    `Add to ${manifest}:`,
    indent(setting),
  ].join('\n');
}

function stamped(task: string, files: readonly string[], manifest: string, setting: string): string {
  return [
    `${task} read the state of git (${files.join(', ')}), which is another with every commit, so the result is not kept.`,
    `Where the commit may be that of an older build, add to ${manifest}:`,
    indent(setting),
    'Else set `targets.<name>.cache = false` there.',
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
