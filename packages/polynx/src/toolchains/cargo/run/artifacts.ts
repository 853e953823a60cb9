import { hostPlatform } from '../../../model/platform.js';
import type { Targets } from '../manifest/deliverables.js';
import type { CargoOptions } from '../options.js';

/** The files a user gets from a build: binaries and C libraries. An rlib is cargo's own. */
export function artifactNames({ bins, lib }: Targets, triple: string | undefined): string[] {
  const names = fileNames(triple);
  return [
    ...bins.map(({ name }) => names.bin(name)),
    ...(lib?.crateTypes ?? []).flatMap((type) => names.library(type, lib?.name ?? '', lib?.isNode) ?? []),
  ];
}

/**
 * Those that cargo leaves out without a word where features are off that they require: only a run knows which
 * are on.
 */
export function optionalNames({ bins }: Targets, triple: string | undefined): string[] {
  const names = fileNames(triple);
  return bins.flatMap(({ name, requiredFeatures }) => (requiredFeatures.length === 0 ? [] : names.bin(name)));
}

/** Of those, the ones that are left out with the features that tasks have where nobody asks for others. */
export function namesLeftOut(
  { bins }: Targets,
  triple: string | undefined,
  features: Readonly<Record<string, readonly string[]>>,
  options: Features,
): string[] {
  const names = fileNames(triple);
  const enabled = enabledFeatures(features, options);
  if (enabled === 'all') return [];
  return bins.flatMap(({ name, requiredFeatures }) =>
    requiredFeatures.every((feature) => enabled.has(feature)) ? [] : names.bin(name),
  );
}

type Features = Pick<CargoOptions, 'features' | 'allFeatures' | 'noDefaultFeatures'>;

/** By what tasks ask for, without what dependents turn on. */
export function enabledFeatures(
  features: Readonly<Record<string, readonly string[]>>,
  options: Features,
): ReadonlySet<string> | 'all' {
  if (options.allFeatures) return 'all';
  const enabled = new Set([...(options.noDefaultFeatures ? [] : ['default']), ...options.features]);
  for (const feature of enabled) for (const implied of features[feature] ?? []) enabled.add(implied);
  return enabled;
}

const NODE = '.node';

/** What cargo calls the file: a module of Node is a C library by another name. */
export function nameForCargo(file: string, triple: string | undefined): string {
  const library = file.endsWith(NODE)
    ? fileNames(triple).library('cdylib', file.slice(0, -NODE.length))
    : undefined;
  return library ?? file;
}

/**
 * How rustc names files: https://doc.rust-lang.org/reference/linkage.html. Without a triple, the host's way.
 */
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
    library: (crateType: string, name: string, isNode = false): string | undefined => {
      if (crateType === 'cdylib' && isNode && !wasm) return `${name}${NODE}`;
      if (crateType === 'cdylib' || crateType === 'dylib') return dynamic(name);
      return crateType === 'staticlib' ? (msvc ? `${name}.lib` : `lib${name}.a`) : undefined;
    },
  };
}
