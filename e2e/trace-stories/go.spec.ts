import { expect, it } from 'vitest';
import { MODULES } from '../support/go-modules.js';
import { traceStories } from '../support/trace-stories.js';

const SAME = 'its program is that of another story';

it('finds nothing undeclared in the cached tasks of the stories of Go', async () => {
  const traced = await traceStories({
    load: async () => {
      const [{ goSources }, { goWorkspaces }, { goEnvironment }] = await Promise.all([
        import('../soundness/go-sources.spec.js'),
        import('../soundness/go-workspaces.spec.js'),
        import('../soundness/go-environment.spec.js'),
      ]);
      return [goSources, goWorkspaces, goEnvironment];
    },
    targets: (paths) => (paths.some((path) => path.endsWith('_test.go')) ? ['build', 'test'] : ['build']),
    without: {
      'headers, C files and assembly': 'it compiles a library of C first',
      'what go generate writes': 'it is about a task that is not cached',
      'lint rewrites nothing': 'it is about targets that are not traced',
      'settings that name files': SAME,
      'another go is another key': SAME,
      'restoring one app': SAME,
    },
    shared: MODULES,
  });
  expect(traced.length).toBeGreaterThan(50);
}, 600_000);
