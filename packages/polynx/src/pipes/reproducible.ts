import { compact } from '../model/compact.js';
import type { Task } from '../model/task.js';
import { eachProject, type Pipe } from './pipeline.js';

/** Builds twice, in two places, and compares: of every project whose own executor leaves something. */
export const addReproducible: Pipe = eachProject(({ tasks }, { options }) =>
  options.verifyReproducible ? [...tasks, ...reproducibleTask(tasks)] : tasks,
);

function reproducibleTask(tasks: readonly Task[]): Task[] {
  const build = tasks.find(({ intent, options, outputs }) => {
    return intent === 'build' && options !== undefined && outputs.length > 0;
  });
  if (build === undefined) return [];
  const variants = Object.keys(build.configurations ?? {});
  return [
    compact({
      intent: 'verify-reproducible',
      description: 'Build twice in two folders, and compare byte by byte',
      executor: 'verify-reproducible',
      options: variants.includes(SHIPPED) ? { variant: SHIPPED } : {},
      repeats: build.intent,
      ...(variants.length === 0
        ? {}
        : { configurations: Object.fromEntries(variants.map((variant) => [variant, { variant }])) }),
      cache: false,
      inputs: { files: [] },
      outputs: [],
      after: build.after,
      upstream: build.upstream,
      reads: build.reads,
      closure: build.closure,
      scope: build.scope,
    }),
  ];
}

/** What Nx users call the configuration that is given to others. */
const SHIPPED = 'production';
