import type { Tree as NxTree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';
import type { Kind } from '../../toolchains/toolchain.js';

/**
 * In nx.json, where Nx looks for defaults of generators: the folder of a kind, so that it is asked for once.
 */
export function rememberFolder(host: NxTree, kind: Kind, folder: string): void {
  const text = host.read('nx.json', 'utf-8') ?? '{}\n';
  const { generators = {} } = parse(text) as { generators?: Readonly<Record<string, unknown>> };
  // Nx takes both forms, and what is written already decides.
  const isNested = typeof generators['polynx'] === 'object';
  const path = isNested ? ['generators', 'polynx', 'component'] : ['generators', 'polynx:component'];
  host.write('nx.json', addToJsonc(text, [...path, 'folders'], folder, kind));
}
