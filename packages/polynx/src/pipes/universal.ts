import { compact } from '../model/compact.js';
import { platformIntent, UNIVERSAL, UNIVERSAL_PARTS } from '../model/platform.js';
import type { Task } from '../model/task.js';
import { eachProject, type Pipe, platformsOf } from './pipeline.js';

/** One file for both processors of a Mac, joined from the two builds of whichever toolchain. */
export const addUniversal: Pipe = eachProject(({ project, tasks }, { options }) =>
  platformsOf(project, options).includes(UNIVERSAL) ? [...tasks, ...universalTask(tasks)] : tasks,
);

function universalTask(tasks: readonly Task[]): Task[] {
  const parts = UNIVERSAL_PARTS.flatMap((platform) => tasks.find((task) => task.platform === platform) ?? []);
  const [first, second] = parts;
  const joined = first?.joined ?? [];
  if (first === undefined || second === undefined || joined.length === 0) return [];
  return [
    compact({
      intent: platformIntent(UNIVERSAL),
      description: 'Join the builds for both processors of a Mac into one file',
      executor: 'universal',
      options: {
        joins: joined.map((to, index) => ({ from: parts.map(({ outputs }) => outputs[index]), to })),
        ...(first.options?.['profile'] === undefined ? {} : { profile: first.options['profile'] }),
      },
      configurations: first.configurations,
      platform: UNIVERSAL,
      ...(first.platformName === undefined ? {} : { platformName: universalName(first.platformName) }),
      cache: first.cache && second.cache,
      inputs: { files: [], tool: false, after: true },
      outputs: joined,
      after: parts.map(({ intent }) => intent),
      closure: [],
      scope: 'production',
    }),
  ];
}

/** `x86_64-apple-darwin` to `universal-apple-darwin`, which is where cargo-binstall looks next. */
function universalName(name: string): string {
  return name.replace(/^[^-]+/, 'universal');
}
