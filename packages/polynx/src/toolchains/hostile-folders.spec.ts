/**
 * Each fixture again, in a folder whose name is full of what globs mean something by. Every input and output
 * has to be the one that it is in a plain folder: a path that goes into a glob by any other way than
 * `model/globs` shows here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchGlobPaths, matchOutputPaths } from 'nx/src/native/index.js';
import { describe, expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { escapeGlob } from '../model/globs.js';
import { outputGlob } from '../model/outputs.js';
import { createTree } from '../model/tree.js';
import type { NamedTask } from '../pipes/planned.js';
import { renderOutputs } from '../plugin/target.js';
import { toolchains } from './index.js';

const PLAIN = 'apps/quux/corge/other';
const fixtures = toolchains.flatMap(({ id }) => {
  const folder = join(import.meta.dirname, id, 'fixtures');
  // conformance.spec.ts fails with a message if a new toolchain has no fixtures yet.
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({ id, name, folder: join(folder, name) }));
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function analyseBelow(prefix: string, folder: string) {
  const input = join(folder, 'input');
  const files = filesOf(input).map((file) => `${prefix}/${file}`);
  const tree = createTree(files, (file) => {
    const place = join(
      input,
      file.startsWith(`${prefix}/`) ? file.slice(prefix.length + 1) : `missing/${file}`,
    );
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  });
  const options = join(folder, 'options.json');
  const { planned, names } = analyse(
    files,
    tree,
    readOptions(existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {}),
  );
  return { files, planned, names };
}

type Described = ReturnType<typeof analyseBelow>;

function globsOf({ inputs, resolvedReads, foreign, outputGlobs = [] }: NamedTask): string[] {
  return [
    ...[{ inputs, reads: resolvedReads }, ...foreign].flatMap((one) => [
      ...one.inputs.files,
      ...(one.inputs.ignored ?? []),
      ...one.reads.map(({ glob }) => glob),
    ]),
    ...outputGlobs,
  ];
}

function renamed(text: string, [, first = '', second = '']: readonly string[]): string {
  return text.replaceAll('apps/quux', `apps/${first}`).replaceAll('/corge', `/${second}`);
}

/** All that is said in paths. */
function pathsOf({ planned, names }: Described): unknown {
  return planned.map(({ project, tasks, links, broken }) => ({
    root: project.root,
    name: names.get(project.root),
    links,
    broken: broken?.targets,
    tasks: tasks.map(({ target, cache, outputs, closure, needs, command }) => ({
      target,
      cache,
      outputs,
      closure,
      needs,
      command,
    })),
  }));
}

describe.each(fixtures)('the fixture $name of $id', ({ id, folder }) => {
  const plain = analyseBelow(PLAIN, folder);

  it('says in a folder with brackets what it says in a plain one', () => {
    // Cargo looks for members with globs that the workspace's own folder is part of: with `[` in it they find
    // none.
    const hostile = id === 'cargo' ? 'apps/(id)/(a|b)/other' : 'apps/[id]/(a|b)?/other';
    const found = analyseBelow(hostile, folder);
    expect(JSON.stringify(pathsOf(found), null, 1)).toBe(
      renamed(JSON.stringify(pathsOf(plain), null, 1), hostile.split('/')),
    );
    const globs = ({ planned }: Described) => planned.map(({ tasks }) => tasks.map(globsOf));
    expect(globs(found)).toEqual(
      globs(plain).map((project) =>
        project.map((task) => task.map((one) => renamed(one, hostile.split('/').map(escapeGlob)))),
      ),
    );
  });

  it('takes in no sibling of a folder with braces and stars', () => {
    const hostile = 'apps/{a,b}/*/other';
    const siblings = ['apps/a/x/other', 'apps/b/*/other', 'apps/{a,b}/x/other'];
    const found = analyseBelow(hostile, folder);
    const own = filesOf(join(folder, 'input'));
    const places = (prefix: string) => own.map((file) => `${prefix}/${file}`);
    const taken = (globs: string[], prefixes: string[]) => {
      const paths = prefixes.flatMap(places);
      const matches = globs.length === 0 ? [] : matchGlobPaths(globs, paths);
      return paths.filter((_, index) => matches[index]);
    };
    for (const [index, { tasks }] of found.planned.entries()) {
      for (const [at, task] of tasks.entries()) {
        const twin = plain.planned[index]?.tasks[at];
        if (twin === undefined) throw new Error(`${task.target} is only there in ${hostile}`);
        expect(taken(globsOf(task), [hostile, ...siblings])).toEqual(
          taken(globsOf(twin), [PLAIN]).map((file) => file.replace(PLAIN, hostile)),
        );
        for (const [number, output] of task.outputs.entries()) {
          const path = output.replace(/\{options\.\w+\}/g, 'release');
          const around = siblings
            .map((sibling) => path.replaceAll(hostile, sibling))
            .filter((one) => one !== path);
          const glob = outputGlob(output).replace(/\{options\.\w+\}/g, 'release');
          expect(matchOutputPaths([glob], [path, ...around])).toEqual([true, ...around.map(() => false)]);
          expect(renderOutputs(task)[number]).toBe(`{workspaceRoot}/${outputGlob(output)}`);
        }
      }
    }
  });
});
