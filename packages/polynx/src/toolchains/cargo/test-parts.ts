/** The tests of a crate in parts: those beside the code with the doctests, and each integration test. */
import type { Project } from '../../model/project.js';
import type { Task } from '../../model/task.js';
import { inputsOf } from './inputs/inputs.js';
import { rowNamed } from './intents.js';
import type { TestTarget } from './manifest/test-targets.js';
import type { CargoOptions } from './options.js';
import { enabledFeatures } from './run/artifacts.js';
import { DOCTESTS, EXAMPLES } from './run/invocations.js';
import { crateTask } from './tasks.js';
import type { CargoDetails } from './workspace.js';

/** NB a target whose features are off fails where it is named, and is passed over where it is not. */
export function cargoTestParts({ details }: Project<CargoDetails>, options: CargoOptions): Task[] {
  if (details.kind !== 'crate') return [];
  const { tested, hasExamples, hasDoctests } = details.crate.testTargets();
  const enabled = enabledFeatures(details.crate.manifest.features ?? {}, options);
  const run = tested.filter(
    ({ requiredFeatures }) => enabled === 'all' || requiredFeatures.every((one) => enabled.has(one)),
  );
  const beside = run.filter(({ kind }) => kind !== 'test').map(flagOf);
  const unit = [...beside, ...(hasExamples ? [EXAMPLES] : []), ...(hasDoctests ? [DOCTESTS] : [])];
  const inputs = inputsOf(details);
  const part = (name: string, description: string, flags: readonly string[]) =>
    crateTask({ ...rowNamed('test'), name, description }, details, inputs, options, { part: [...flags] });
  return [
    ...(unit.length === 0 ? [] : [part('unit', 'Run unit and documentation tests', unit)]),
    ...run
      .filter(({ kind }) => kind === 'test')
      .map((target) =>
        part(`tests/${target.name}`, `Run the integration test ${target.name}`, [flagOf(target)]),
      ),
  ];
}

function flagOf({ kind, name }: TestTarget): string {
  return kind === 'lib' ? '--lib' : `--${kind}=${name}`;
}
