import { ancestors, join } from '../../model/paths.js';
import { defineRunner, type VersionPlace } from '../toolchain.js';
import { planGo } from './command.js';
import { identity } from './identity.js';
import { type GoRunOptions, goRunOptions } from './options.js';

/** How go is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: goRunOptions,
  plan: planGo,
  program: 'go',
  versionArgs: ['version'],
  install: 'Install Go: https://go.dev/doc/install',
  identity,
  directory: ({ module }) => module,
  writes: (_, { GOCACHE, GOMODCACHE, GOPATH, XDG_CACHE_HOME, HOME = '' }) => [
    // https://pkg.go.dev/os#UserCacheDir
    { folder: GOCACHE ?? `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/go-build`, setting: 'GOCACHE' },
    { folder: GOMODCACHE ?? `${GOPATH ?? `${HOME}/go`}/pkg/mod`, setting: 'GOMODCACHE' },
  ],
  versionDirectory,
  ships: ({ command }) => command === 'build',
  forgetting: (folder) => ({ GOCACHE: `${folder}/go-cache` }),
  batch: async () => (await import('./batch/index.js')).batching,
});

/**
 * Go takes its toolchain from go.work where there is one, whatever the go.mod files say.
 * https://go.dev/doc/toolchain
 */
function versionDirectory({ module }: GoRunOptions, { env, isFile }: VersionPlace): string {
  if ((env['GOWORK'] ?? '') !== '') return module;
  return ancestors(module).find((folder) => isFile(join(folder, 'go.work'))) ?? module;
}
