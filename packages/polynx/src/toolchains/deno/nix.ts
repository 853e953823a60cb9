/** Members to Nix, which reads deno.lock, and deno.json only without comments. */
import * as z from 'zod/mini';
import { join } from '../../model/paths.js';
import { parseJsonc } from '../shared/jsonc.js';
import type { NixFacet } from '../toolchain.js';
import type { DenoDetails } from './details.js';
import { filesOfJsr } from './jsr.js';
import { givesPermissions } from './permissions.js';
import { findPin } from './pin.js';

export const nix: NixFacet<DenoDetails> = {
  language: 'deno',
  scopes: ['production'],
  describe({ details: { main, manifest, workspace }, name, root }) {
    return {
      kind: manifest.workspace !== undefined ? 'workspace' : main === undefined ? 'library' : 'application',
      workspace: workspace.root.directory,
      package: main === undefined ? root : join(root, main),
      programs: main === undefined ? [] : [lastSegment(name)],
      ...(givesPermissions('run', [workspace.root, manifest]) ? { arguments: { permissions: ['-P'] } } : {}),
    };
  },
  files: (workspace, members, tree) => {
    const pin = findPin(workspace, tree)?.file;
    return [
      ...[join(workspace, 'deno.lock')].filter((file) => tree.has(file)),
      ...members.map(({ manifest }) => manifest),
      ...(pin === undefined ? [] : [pin]),
    ];
  },
  locks: async (files, world) => {
    const locks = new Map<string, unknown>();
    for (const path of files.filter((file) => /\.(jsonc?|lock)$/.test(file))) {
      const text = world.tree.read(path) ?? '';
      const plain = jsonIn(text);
      const twin = path.endsWith('.lock')
        ? await filesOfJsr(path, plain, world)
        : plain === undefined
          ? parseJsonc({ path, text }, z.unknown())
          : undefined;
      if (twin !== undefined) locks.set(path, twin);
    }
    return locks;
  },
};

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Undefined where it is none, or none without comments. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
