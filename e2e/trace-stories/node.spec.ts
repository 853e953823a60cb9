import { expect, it } from 'vitest';
import { traceStories } from '../support/trace-stories.js';

it('finds nothing undeclared in the cached tasks of the stories of Node', async () => {
  const traced = await traceStories({
    load: async () => {
      const [{ node }, { nodeConfigurations }, { nodeOutputs }, { declared }] = await Promise.all([
        import('../soundness/node.spec.js'),
        import('../soundness/node-configurations.spec.js'),
        import('../soundness/node-outputs.spec.js'),
        import('../soundness/node-declared.spec.js'),
      ]);
      return [node, nodeConfigurations, nodeOutputs, declared];
    },
    targets: () => ['build', 'test', 'codegen'],
    without: {
      'a test runner that watches files': 'its test runner is a stub that the story puts in place',
      'a bump deep in the lock': 'its packages are not installed, and so are not read',
    },
  });
  expect(traced.length).toBeGreaterThan(14);
}, 600_000);
