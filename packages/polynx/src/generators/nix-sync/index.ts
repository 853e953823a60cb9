import type { Tree as NxTree } from '@nx/devkit';
import { declareFiles } from '../../adapters/git.js';
import { syncNix } from './sync.js';

interface SyncResult {
  readonly outOfSyncMessage?: string;
  readonly outOfSyncDetails?: string[];
  readonly callback?: () => Promise<void>;
}

/**
 * `nx sync`; `nx sync:check` fails where it would change something.
 * https://nx.dev/docs/concepts/sync-generators
 */
export default async function nixSync(host: NxTree): Promise<SyncResult> {
  const changed = await syncNix(host);
  if (changed.length === 0) return {};
  return {
    outOfSyncMessage: 'What Nix reads of the project graph is not current.',
    outOfSyncDetails: changed,
    // NB flakes do not see files that git does not know: https://github.com/NixOS/nix/issues/7107
    callback: () => declareFiles(host.root, changed),
  };
}
