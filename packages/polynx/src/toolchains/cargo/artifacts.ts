import { hostPlatform } from '../../model/platform.js';
import type { Targets } from './deliverables.js';
import type { CargoOptions } from './options.js';

/** The files a user gets from a build: binaries and C libraries. An rlib is cargo's own. */
export function artifactNames(
  { bins, lib }: Targets,
  triple: string | undefined,
  features: Readonly<Record<string, readonly string[]>>,
  plugin: CargoOptions,
): string[] {
  const names = fileNames(triple);
  const enabled = enabledFeatures(features, plugin);
  return [
    ...bins
      .filter(
        ({ requiredFeatures }) =>
          enabled === 'all' || requiredFeatures.every((feature) => enabled.has(feature)),
      )
      .map(({ name }) => names.bin(name)),
    ...(lib?.crateTypes ?? []).flatMap((type) => names.library(type, lib?.name ?? '') ?? []),
  ];
}

function enabledFeatures(
  features: Readonly<Record<string, readonly string[]>>,
  plugin: CargoOptions,
): ReadonlySet<string> | 'all' {
  if (plugin.allFeatures) return 'all';
  const enabled = new Set([...(plugin.noDefaultFeatures ? [] : ['default']), ...plugin.features]);
  for (const feature of enabled) for (const implied of features[feature] ?? []) enabled.add(implied);
  return enabled;
}

/** How rustc names files: https://doc.rust-lang.org/reference/linkage.html. Without a triple, the host's way. */
function fileNames(triple: string | undefined) {
  const system = triple ?? hostPlatform();
  const windows = system.includes('windows');
  const wasm = system.startsWith('wasm');
  const apple = system.includes('darwin') || system.includes('apple');
  const dynamic = (name: string) => {
    if (windows) return `${name}.dll`;
    if (wasm) return `${name}.wasm`;
    return apple ? `lib${name}.dylib` : `lib${name}.so`;
  };
  const msvc = windows && !system.endsWith('gnu') && !system.endsWith('gnullvm');
  return {
    bin: (name: string) => (windows ? `${name}.exe` : wasm ? `${name}.wasm` : name),
    library: (crateType: string, name: string): string | undefined => {
      if (crateType === 'cdylib' || crateType === 'dylib') return dynamic(name);
      return crateType === 'staticlib' ? (msvc ? `${name}.lib` : `lib${name}.a`) : undefined;
    },
  };
}
