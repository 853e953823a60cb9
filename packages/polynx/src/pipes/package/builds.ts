/** The programs that are packaged, and the builds that leave them. */
import { basename } from '../../model/paths.js';
import { platformIntent } from '../../model/platform.js';
import type { NodeAddon, Project } from '../../model/project.js';
import { systemOf } from '../../model/shipping.js';
import type { Task } from '../../model/task.js';

export interface Built {
  readonly build: Task;
  readonly platform: string;
  readonly binaries: readonly string[];
  /** They are one module of Node. */
  readonly node?: NodeAddon;
}

export function buildsOf(project: Project, tasks: readonly Task[], platforms: readonly string[]): Built[] {
  return platforms.flatMap((platform) => {
    const build = tasks.find(
      (task) => task.platform === platform && task.intent === platformIntent(platform),
    );
    if (build === undefined) return [];
    const binaries = binariesOf(build, project);
    if (binaries.length > 0) return [{ build, platform, binaries }];
    const addon = nodeAddonOf(project);
    const modules = build.outputs.filter((path) => basename(path) === addon?.file);
    return addon === undefined || modules.length === 0
      ? []
      : [{ build, platform, binaries: modules, node: addon.node }];
  });
}

/** What it is called as the build leaves it, and the package that it belongs to. */
export function nodeAddonOf({
  deliverables,
}: Pick<Project, 'deliverables'>): { readonly file: string; readonly node: NodeAddon } | undefined {
  if (deliverables.some(({ kind }) => kind === 'bin')) return undefined;
  const [found] = deliverables.flatMap(({ name, node }) =>
    node === undefined ? [] : [{ file: `${name}.node`, node }],
  );
  return found;
}

/**
 * C libraries beside a program are not what people install. Where nobody says what the files are, such as a
 * runtime with a program in it, all of them count.
 */
export function binariesOf({ outputs: all, leftOut = [] }: Task, { deliverables }: Project): string[] {
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
