import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OptionsError } from '../model/errors.js';

/** The folder of nx.json, here or above. */
export function workspaceAround(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'nx.json'))) return at;
    if (dirname(at) === at) throw new OptionsError(`There is no nx.json in ${directory} or above it.`);
  }
}
