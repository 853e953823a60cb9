/** The tests of a project in parts: `test-ci` runs what `test` runs, and each part is cached alone. */
import { expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { polynx } from './support/polynx.js';
import { createWorkspace, type Run } from './support/workspace.js';

const CRATE = crate('store', 'store', {
  'src/lib.rs': `/// \`\`\`
/// assert_eq!(store::one(), 1);
/// \`\`\`
pub fn one() -> i32 {
    1
}

#[cfg(test)]
mod tests {
    #[test]
    fn beside_the_code() {
        assert_eq!(super::one(), 1);
    }
}
`,
  'src/main.rs': 'fn main() {\n    println!("{}", store::one());\n}\n',
  'tests/http.rs': '#[test]\nfn over_http() {\n    assert_eq!(store::one(), 1);\n}\n',
  'tests/cli/main.rs':
    '#[test]\nfn in_a_terminal() {\n    let run = std::process::Command::new(env!("CARGO_BIN_EXE_store")).output().unwrap();\n    assert_eq!(run.stdout, b"1\\n");\n}\n',
  'examples/plain.rs': 'fn main() {\n    println!("{}", store::one());\n}\n',
});

const goTest = (name: string) =>
  `package ${name}\n\nimport "testing"\n\nfunc TestOf_${name}(t *testing.T) {}\n`;

const files = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["store"]\n',
  'Cargo.lock': lock([{ name: 'store' }]),
  ...CRATE,
  'queue/go.mod': 'module example.com/queue\n\ngo 1.22\n',
  'queue/queue.go': 'package queue\n',
  'queue/queue_test.go': goTest('queue'),
  'queue/internal/disk/disk.go': 'package disk\n',
  'queue/internal/disk/disk_test.go': goTest('disk'),
  'queue/internal/plain/plain.go': 'package plain\n',
  'deno.json': '{ "workspace": ["./web"] }\n',
  'web/deno.json': '{ "name": "@demo/web", "version": "0.1.0", "exports": "./mod.ts" }\n',
  'web/mod.ts': 'export const one = 1;\n',
  'web/mod_test.ts': 'Deno.test("module", () => {});\n',
  'web/pages/page_test.ts': 'Deno.test("page", () => {});\n',
};

/** Names of the tests that cargo and Deno ran, and packages that go tested. */
function testsIn({ output }: Run): string[] {
  const names = [
    ...output.matchAll(/^test (\S.*?) \.\.\. ok/gm),
    ...output.matchAll(/^(module|page) \.\.\. ok/gm),
    ...output.matchAll(/^ok\s+(example\.com\S*)/gm),
  ].map(([, name = '']) => name);
  return names.sort();
}

it('test-ci runs each test once, in parts that fail and are cached alone', async () => {
  const workspace = await createWorkspace(files, {
    plugin: { ci: true },
    // NB without Nx Cloud Nx refuses them.
    env: () => ({ NX_SKIP_ATOMIZER_VALIDATION: 'true' }),
  });
  const all = await workspace.nx(['run-many', '-t', 'test']);
  const parts = await workspace.nx(['run-many', '-t', 'test-ci']);
  expect(parts.exitCode).toBe(0);
  expect(testsIn(all)).toHaveLength(8);
  expect(testsIn(parts)).toEqual(testsIn(all));
  const ran = parts.misses.filter((task) => task.includes('--'));
  expect([...ran].sort()).toEqual([
    '@demo/web:test-ci--mod_test.ts',
    '@demo/web:test-ci--pages/page_test.ts',
    'queue:test-ci--internal/disk',
    'queue:test-ci--root',
    'store:test-ci--tests/cli',
    'store:test-ci--tests/http',
    'store:test-ci--unit',
  ]);

  const { targets, metadata } = await workspace.showProject('store');
  expect(targets['test-ci']).toMatchObject({ executor: 'nx:noop', metadata: { nonAtomizedTarget: 'test' } });
  expect(metadata['targetGroups']).toMatchObject({
    'Tests (CI)': ['test-ci--unit', 'test-ci--tests/http', 'test-ci--tests/cli', 'test-ci'],
  });

  workspace.write('store/tests/http.rs', '#[test]\nfn over_http() {\n    assert_eq!(store::one(), 2);\n}\n');
  const failed = await workspace.nx(['run-many', '-t', 'test-ci']);
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toContain('panicked at');
  const again = await workspace.nx(['run-many', '-t', 'test-ci']);
  expect(again.misses).toEqual(['store:test-ci--tests/http']);
  expect(again.hits).toContain('store:test-ci--tests/cli');
  expect(again.hits).toContain('store:test-ci--unit');

  // Of three projects one takes at least a third: more than two shares of nine.
  const matrix = await polynx(workspace, ['ci', 'matrix', '-t', 'test-ci', '--all', '--parts', '9']);
  const { include } = JSON.parse(matrix.stdout) as { include: { projects: string; targets: string }[] };
  const rows = include.map(({ projects, targets }) => [projects.split(','), targets.split(',')] as const);
  const tasks = rows.flatMap(([projects, targets]) =>
    projects.flatMap((project) => targets.map((target) => `${project}:${target}`)),
  );
  const whole = tasks.filter((task) => task.endsWith(':test-ci'));
  const divided = ran.filter((task) => !whole.includes(task.replace(/--.*/, '')));
  expect(divided).not.toEqual([]);
  expect(tasks.sort()).toEqual([...whole, ...divided].sort());
});
