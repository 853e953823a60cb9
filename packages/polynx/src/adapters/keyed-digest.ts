/**
 * Digests of what may be secret: values of variables, what is in `.env`. With a key that never leaves the
 * machine, so that who finds one cannot try out what it is the digest of. NB nothing of it enters a key of a
 * task: those have to be the same on every machine.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { OWN } from '../model/places.js';
import { ownFolder, ownPlace, PRIVATE, readOwnText } from './own-folder.js';

const FILE = `${OWN}/key`;
const FORM = /^[0-9a-f]{64}$/;

export type Digest = (content: string | Uint8Array) => string;

const keys = new Map<string, string>();

export function keyedDigest(workspaceRoot: string): Digest {
  return (content) => createHmac('sha256', keyOf(workspaceRoot)).update(content).digest('hex').slice(0, 16);
}

/** Made by whoever is first. Where none can be kept, digests can be compared as long as the process lives. */
function keyOf(workspaceRoot: string): string {
  const kept = keys.get(workspaceRoot) ?? readKey(workspaceRoot) ?? makeKey(workspaceRoot);
  keys.set(workspaceRoot, kept);
  return kept;
}

function readKey(workspaceRoot: string): string | undefined {
  const text = readOwnText(workspaceRoot, FILE);
  return text !== undefined && FORM.test(text) ? text : undefined;
}

function makeKey(workspaceRoot: string): string {
  const key = randomBytes(32).toString('hex');
  try {
    ownFolder(workspaceRoot, OWN);
    const file = ownPlace(workspaceRoot, FILE);
    const draft = `${file}.${process.pid}`;
    rmSync(draft, { force: true });
    writeFileSync(draft, key, { mode: PRIVATE, flag: 'wx' });
    try {
      // NB not renamed: of two that come at the same moment, both must have the same.
      linkSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
    return key;
  } catch {
    return readKey(workspaceRoot) ?? key;
  }
}
