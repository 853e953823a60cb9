import { describe, expect, it } from 'vitest';
import { everythingIn } from '../model/globs.js';
import type { Project } from '../model/project.js';
import type { Task } from '../model/task.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toyToolchain } from '../testing/toy/index.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';
import { stampedTasks } from './stamp.js';

const project: Project = {
  root: 'apps/api',
  manifest: 'apps/api/toy.json',
  name: 'api',
  type: 'application',
  deliverables: [],
  dependencies: [],
  reads: [],
  settings: {},
  details: undefined,
};

const task = (intent: string, given: Partial<Task> = {}): Task => ({
  intent,
  description: intent,
  options: { command: intent },
  cache: true,
  inputs: { files: everythingIn(['apps/api']) },
  outputs: [],
  closure: ['apps/api'],
  scope: 'production',
  ...given,
});

const build = task('build', {
  configurations: {
    dev: { profile: 'debug' },
    release: { profile: 'release' },
    production: { profile: 'release' },
  },
});

describe('a stamp', () => {
  it('is asked for in the configurations that are named, and in those of the same meaning', () => {
    const [built, tested, stamp] = stampedTasks(project, [build, task('test')], ['release']);
    expect(built?.configurations).toEqual({
      dev: { profile: 'debug' },
      release: { profile: 'release', stamp: true },
      production: { profile: 'release', stamp: true },
    });
    expect(built?.options).toEqual({ command: 'build' });
    expect([built?.after, built?.inputs.after, tested?.after]).toEqual([['stamp'], true, undefined]);
    expect([stamp?.cache, stamp?.options?.['file'], Object.keys(stamp?.configurations ?? {})]).toEqual([
      false,
      'plain.json',
      ['release', 'production'],
    ]);
  });

  it('is in every build of a project that says so, for other platforms too', () => {
    const other = task('build-wasi', { platform: 'wasi' });
    const tasks = stampedTasks(project, [build, other], true);
    expect(tasks.map(({ options }) => options?.['stamp'] ?? options?.['file'])).toEqual([
      true,
      true,
      'stamped.json',
    ]);
  });

  it('that is a module comes before whatever compiles it, and is no argument of a script', () => {
    const { options: _, ...script } = task('build');
    const choice = { in: ['release'], module: 'src/info.js' };
    const [built, tested, formatted, stamp] = stampedTasks(
      project,
      [script, task('test'), task('format-check')],
      choice,
    );
    expect([built?.configurations, tested?.after, formatted?.after]).toEqual([
      { release: {} },
      ['stamp'],
      undefined,
    ]);
    expect(stamp?.outputs).toEqual(['.nx/polynx/stamps/apps/api/{options.file}', 'apps/api/src/info.js']);
  });

  it('is nothing to a project that does not ask, or builds nothing', () => {
    expect(stampedTasks(project, [build], undefined)).toEqual([build]);
    expect(stampedTasks(project, [task('test')], true)).toEqual([task('test')]);
  });
});

describe('a stamped library', () => {
  const files = {
    'api/toy.json': '{ "uses": ["../lib"] }',
    'cli/toy.json': '{ "uses": ["../api"], "nx": { "stamp": ["production"] } }',
    'lib/toy.json': '{ "nx": { "stamp": { "in": ["release"], "module": "info" } } }',
    'other/toy.json': '{}',
    'lib/doll.json': '{}',
    'own/doll.json': '{ "uses": ["../lib"] }',
  };
  /** Of each build: after what it runs, and in which configurations it is stamped. */
  const builds = (toolchains: readonly AnyToolchain[]) =>
    Object.fromEntries(
      analyseFiles(files, toolchains).planned.flatMap(({ project: { root }, tasks, toolchain }) => {
        const [made] = tasks;
        const said = [...(made?.after ?? []), ...Object.keys(made?.configurations ?? {})];
        return said.length === 0 ? [] : [[`${toolchain} ${root}`, said]];
      }),
    );

  const doll = toyToolchain('doll');
  const compiling: AnyToolchain = { ...toyToolchain('toy'), stampsClosure: true };

  it('stamps what links it, in its configurations beside their own, and nothing else', () => {
    expect(builds([compiling, doll])).toEqual({
      'toy api': ['stamp', 'release'],
      'toy cli': ['stamp', 'production', 'release'],
      'toy lib': ['stamp', 'release'],
    });
  });

  it('stamps nothing but itself with a toolchain that hands the commit to the program alone', () => {
    expect(builds([toyToolchain('toy'), doll])).toEqual({
      'toy cli': ['stamp', 'production'],
      'toy lib': ['stamp', 'release'],
    });
  });
});
