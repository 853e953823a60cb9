import type { ExecutorContext } from '@nx/devkit';
import { expect, it } from 'vitest';
import { hostPlatform } from '../model/platform.js';
import type { AnyRunner, PreparedTask } from './prepare-task.js';
import { shownPlan } from './shown-plan.js';

const TARGET = {
  cache: true,
  inputs: [
    '{workspaceRoot}/{crates/app,crates/util}/**/*',
    '!{workspaceRoot}/crates/app/README.md',
    { fileset: '{workspaceRoot}/.nx/polynx/slices/Cargo.toml_Cargo.lock_0123', includeIgnored: true },
    { fileset: '{workspaceRoot}/crates/app/.env', includeIgnored: true },
    { runtime: 'node node_modules/polynx/dist/fingerprint.js cargo .' },
    { env: 'DATABASE_URL' },
    { dependentTasksOutputFiles: '**/*' },
    { externalDependencies: [] },
  ],
  dependsOn: [{ projects: ['web'], target: 'build' }],
};

function task(target: object, env: PreparedTask['env'] = {}): PreparedTask {
  const projects = {
    app: { root: 'crates/app', targets: { build: target } },
    web: { root: 'web', targets: { build: {} } },
  };
  return {
    name: 'app:build',
    runner: { program: 'cargo', identity: { env: ['RUSTFLAGS'], probes: [] } } as unknown as AnyRunner,
    planContext: { version: 'cargo 1.95.0\n', scratch: '.nx/polynx/tmp/42', extra: ['--timings'] },
    env,
    context: {
      projectName: 'app',
      targetName: 'build',
      target,
      projectsConfigurations: { version: 2, projects },
    } as unknown as ExecutorContext,
  } as unknown as PreparedTask;
}

const plan = {
  steps: [
    {
      command: {
        program: 'cargo',
        args: ['build', '--config', 'build.rustflags=["--cfg","SEKRET"]', '-o', '.nx/polynx/tmp/42/a b'],
        cwd: 'rust',
        env: { CARGO_TARGET_DIR: 'target/.polynx/app' },
      },
    },
  ],
  artifacts: [{ from: 'target/.polynx/app/debug/app', to: 'target/debug/app' }],
};

it('says what runs and where, what it sets and leaves, and what is in its key', () => {
  const shown = shownPlan(
    task(TARGET, { RUSTFLAGS: '--cfg SEKRET', DATABASE_URL: 'pg://SEKRET', HOME: '/h' }),
    plan,
  );
  expect(shown).toBe(`app:build
  runs    cargo build --config (from your environment) -o ".nx/polynx/tmp/*/a b" (in rust)
  sets    CARGO_TARGET_DIR=target/.polynx/app
  leaves  target/debug/app
  key     files: {crates/app,crates/util}/**/*, without crates/app/README.md
          also if git ignores them: crates/app/.env
          what it uses of: Cargo.toml, Cargo.lock
          tool and machine: cargo 1.95.0, ${hostPlatform()}
          variables set in this environment: DATABASE_URL, RUSTFLAGS
          what these leave: web:build
          arguments: --timings
  cached  yes; every input: nx show target app:build inputs
`);
});

it('says why nothing is kept, and how many tasks share a process', () => {
  const uncached = { cache: false, metadata: { description: 'Compile (not cached: it asks the network)' } };
  const lines = shownPlan(task(uncached), { ...plan, artifacts: [] }, { tasks: 3 }).split('\n');
  expect(lines[1]).toContain('(in rust) (one process for 3 tasks)');
  expect(lines.slice(3)).toEqual(['  leaves  no files', '  cached  no: it asks the network', '']);
});
