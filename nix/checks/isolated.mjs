// The environment of an isolated Nix: nothing of the host's configuration, store or user gets in. Not
// sandboxed: as root, mapped host folders would be writable to Nix.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** `folder` takes store, state, logs and configuration. */
export function isolated(folder, settings = []) {
  for (const name of ['nix/store', 'var', 'log', 'conf']) mkdirSync(join(folder, name), { recursive: true });
  return {
    NIX_STORE_DIR: join(folder, 'nix/store'),
    NIX_STATE_DIR: join(folder, 'var'),
    NIX_LOG_DIR: join(folder, 'log'),
    NIX_CONF_DIR: join(folder, 'conf'),
    NIX_CONFIG: [
      'experimental-features = nix-command flakes',
      'substituters =',
      'build-users-group =',
      'flake-registry =',
      'sandbox = false',
      'allow-import-from-derivation = false',
      'max-jobs = 2',
      ...settings,
    ].join('\n'),
  };
}
