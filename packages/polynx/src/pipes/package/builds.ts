/** The programs that are packaged, and the builds that leave them. */
import { basename } from '../../model/paths.js';
import { platformIntent } from '../../model/platform.js';
import type { Project } from '../../model/project.js';
import { systemOf } from '../../model/shipping.js';
import type { Task } from '../../model/task.js';

export interface Built {
  readonly build: Task;
  readonly platform: string;
  readonly binaries: readonly string[];
}

export function buildsOf(project: Project, tasks: readonly Task[], platforms: readonly string[]): Built[] {
  return platforms.flatMap((platform) => {
    const build = tasks.find(
      (task) => task.platform === platform && task.intent === platformIntent(platform),
    );
    const binaries = build === undefined ? [] : binariesOf(build, project);
    return build === undefined || binaries.length === 0 ? [] : [{ build, platform, binaries }];
  });
}

/**
 * C libraries beside a program are not what people install. Where nobody says what the files are, such as a
 * runtime with a program in it, all of them count.
 */
function binariesOf({ outputs: all, leftOut = [] }: Task, { deliverables }: Project): string[] {
  const outputs = all.filter((path) => !leftOut.includes(path));
  if (deliverables.every(({ kind }) => kind === 'package'))
    return outputs.filter((path) => PLAIN.test(programName(path)));
  const names = deliverables.flatMap(({ kind, name }) => (kind === 'bin' && PLAIN.test(name) ? name : []));
  return outputs.filter((path) => names.includes(programName(path)));
}

/** The name stands in scripts that people run. */
const PLAIN = /^\w[\w.+-]*$/;

export function programName(path: string): string {
  return basename(path).replace(/\.(exe|wasm)$/, '');
}

/**
 * NB what is linked against glibc does not start where there is musl; what is linked against musl is static,
 * and starts everywhere.
 */
export function libcOf(
  { platform, platformName = '' }: Task,
  all: readonly Built[],
): { libc?: 'glibc' | 'musl' } {
  if (platformName.includes('-linux-gnu')) return { libc: 'glibc' };
  const own = systemOf(platform ?? '');
  const hasOther = all.some((other) => {
    const { os, cpu, isMusl } = systemOf(other.platform);
    return os === own.os && cpu === own.cpu && !isMusl;
  });
  return own.isMusl && hasOther ? { libc: 'musl' } : {};
}
