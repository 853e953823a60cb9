import { parse } from 'jsonc-parser';
import type { Analysis } from '../../analysis/analyse.js';
import { describePerCommit, perCommit } from '../../analysis/per-commit.js';
import { uncachedTasks } from '../../analysis/uncached-tasks.js';
import { ToolMissingError } from '../../model/errors.js';
import type { AnyToolchain } from '../../toolchains/toolchain.js';

const SHOWN = 6;

/**
 * What a first look at the repository found: projects by toolchain, manifests that cannot be read, tools that
 * are missing.
 */
export function summary(
  analysis: Analysis,
  toolchains: readonly AnyToolchain[],
  isInstalled: (program: string) => boolean,
  unseen?: string,
): string {
  const { planned, names } = analysis;
  const found = toolchains.flatMap((toolchain) => {
    const projects = planned.filter((one) => one.toolchain === toolchain.id);
    return projects.length === 0 ? [] : [{ toolchain, projects }];
  });
  if (found.length === 0) {
    const files = toolchains.flatMap(({ files: { manifests } }) => manifests.map((glob) => glob.slice(3)));
    return `polynx found no projects yet. It looks for ${files.join(', ')}.`;
  }
  const width = Math.max(...found.map(({ toolchain: { title } }) => title.length));
  const roots = new Set(found.flatMap(({ projects }) => projects.map(({ project }) => project.root)));
  const rows = found.map(({ toolchain: { title }, projects }) => {
    const shown = projects.slice(0, SHOWN).map(({ project: { root } }) => names.get(root) ?? root);
    const more = projects.length > SHOWN ? ', …' : '';
    return `  ${title.padEnd(width)}  ${String(projects.length).padStart(4)}  ${shown.join(', ')}${more}`;
  });
  const broken = planned.flatMap(({ broken: one }) => (one === undefined ? [] : [indent(one.error.message)]));
  const missing = found.flatMap(({ toolchain: { runner } }) =>
    runner === undefined || isInstalled(runner.program)
      ? []
      : [indent(new ToolMissingError(runner.program, runner.install).message)],
  );
  const stamped = perCommit(analysis).map((one) => {
    const { says, fix } = describePerCommit(one);
    return indent(`${says}.\n${indent(fix)}`);
  });
  return [
    `polynx found ${roots.size === 1 ? '1 project' : `${roots.size} projects`}:`,
    ...rows,
    ...section('Manifests that cannot be read; their tasks fail and say why:', broken),
    ...section('Tools that are missing; tasks that need them will say so:', missing),
    ...section('Results that say their commit:', stamped),
    ...uncachedLines(analysis),
    ...(unseen === undefined ? [] : ['', unseen]),
  ].join('\n');
}

/** With the lines that would change it: a script that polynx does not know may be declared. */
function uncachedLines({ planned, names }: Analysis): string[] {
  const all = uncachedTasks(planned, names);
  if (all.length === 0) return [];
  const rows = all.slice(0, SHOWN).map(({ id, why }) => indent(`${id}: ${why}`));
  const script = all.find(({ isScript }) => isScript);
  const hint =
    script === undefined
      ? []
      : [
          indent(`What a script reads and leaves can be declared beside it, as in ${script.manifest}:`),
          indent(
            `  "nx": { "targets": { "${script.target}": { "inputs": ["…"], "outputs": ["{projectRoot}/dist"] } } }`,
          ),
          indent(`polynx trace ${script.id} writes these lines (on Linux).`),
        ];
  const more = all.length > SHOWN ? [indent(`and ${all.length - SHOWN} more: polynx doctor --verbose`)] : [];
  return [...section('Not cached:', [...rows, ...more]), ...hint];
}

/** NB Nx has its reason: a `build` there is often `nx run-many -t build`. */
export function unseenScripts(
  planned: Analysis['planned'],
  packageJson: string | undefined,
): string | undefined {
  const { scripts = {} } = (parse(packageJson ?? '{}') ?? {}) as { scripts?: object };
  const isSeen = planned.some(({ project }) => project.root === '.' && project.scripts !== undefined);
  return isSeen || Object.keys(scripts).length === 0
    ? undefined
    : 'Nx makes no targets of the scripts in the package.json at the root; with "nx": {} in it, it does.';
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
