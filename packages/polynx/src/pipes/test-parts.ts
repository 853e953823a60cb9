/** Tests in parts, each cached alone: machines of CI share the work of one project. */
import { compact } from '../model/compact.js';
import type { Task } from '../model/task.js';
import { eachProject, type Pipe } from './pipeline.js';

/** What Nx's own plugins call it. https://nx.dev/ci/features/split-e2e-tasks */
const CI = 'test-ci';

export const addTestParts: Pipe = eachProject(({ tasks, facts }, { options }) => {
  const whole = tasks.find(({ intent }) => intent === 'test');
  if (!options.ci || whole === undefined) return tasks;
  const taken = new Set<string>();
  const parts = facts
    .testParts()
    .map(
      (part): Task => ({ ...part, intent: `${CI}--${nameFor(part.intent, taken)}`, partOf: whole.intent }),
    );
  return parts.length === 0 ? tasks : [...tasks, ...parts, together(whole, parts)];
});

/** Nx splits names at colons, and reads `*`, `!` and commas as patterns. Folders may be called anything. */
function nameFor(part: string, taken: Set<string>): string {
  const plain = part.replace(/[^\p{L}\p{N}_./@+-]/gu, '-');
  let name = plain;
  for (let number = 2; taken.has(name); number++) name = `${plain}-${number}`;
  taken.add(name);
  return name;
}

function together(whole: Task, parts: readonly Task[]): Task {
  return compact({
    intent: CI,
    description: 'Run the tests in parts, each cached alone',
    executor: 'nx:noop',
    options: {},
    configurations: whole.configurations,
    cache: whole.cache,
    inputs: whole.inputs,
    reads: whole.reads,
    closure: whole.closure,
    scope: whole.scope,
    outputs: [],
    after: parts.map(({ intent }) => intent),
    inParts: whole.intent,
  });
}
