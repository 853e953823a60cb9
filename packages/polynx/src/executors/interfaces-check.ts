/**
 * What a project expects of others, compared with what they provide: the same program that the Nix library
 * runs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorContext } from '@nx/devkit';
import { parse } from 'yaml';
import { ownPackage } from '../adapters/own-package.js';
import { parseInterfaces } from '../analysis/interfaces.js';
import { ExpectedError } from '../model/errors.js';
import type { Interfaces } from '../model/interfaces.js';
import { ownEntry } from '../model/own-entry.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { InterfacesCheckOptions } from './definitions/interfaces-check.js';

/** nix/programs/interfaces.mjs, which has no dependencies and no types. */
interface Comparison {
  checkInterfaces(spec: Interfaces, world: Documents): readonly object[];
  render(problem: object): string;
}

interface Documents {
  read(file: string): string;
  parse(text: string, file: string): unknown;
}

export default function interfacesCheck(
  { file }: InterfacesCheckOptions,
  { root, projectName = '', projectsConfigurations }: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const all = parseInterfaces(file, readFileSync(join(root, file), 'utf8'));
    if (all instanceof Error) throw all;
    const strange = Object.keys(all).filter((name) => !Object.hasOwn(projectsConfigurations.projects, name));
    if (strange.length > 0)
      throw new ExpectedError(
        `${file} names ${strange.join(', ')}, but no project of this workspace is called so.\n  nx show projects lists all.`,
      );
    const program = join(ownPackage().folder, 'nix/programs/interfaces.mjs');
    const { checkInterfaces, render } = (await import(pathToFileURL(program).href)) as Comparison;
    const problems = checkInterfaces(seenBy(projectName, all), {
      read: (path) => readFileSync(join(root, path), 'utf8'),
      // YAML holds JSON, too.
      parse: (text) => parse(text),
    });
    for (const problem of problems) console.error(render(problem));
    const { consumes = [] } = ownEntry(all, projectName) ?? {};
    if (problems.length === 0) console.log(`${consumes.length} interfaces fit`);
    return problems.length === 0;
  });
}

/** The others' expectations are their own targets' business. */
function seenBy(project: string, all: Interfaces): Interfaces {
  return Object.fromEntries(
    Object.entries(all).map(([name, { provides = [], consumes = [] }]) => [
      name,
      { provides, ...(name === project ? { consumes } : {}) },
    ]),
  );
}
