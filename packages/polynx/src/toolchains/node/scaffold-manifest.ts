/**
 * The package.json of a new package. NB commands of a shell are no programs on Windows: scripts start
 * programs of npm, and nothing else.
 */
import type { Kind, Linter, ScaffoldRequest } from '../toolchain.js';
import { type KnownPackage, PACKAGES } from './versions.js';

type Ranges = (name: string) => string | undefined;

export function packageManifest(request: ScaffoldRequest, linter: Linter, ranges: Ranges): unknown {
  const { name, kind } = request;
  const isPublic =
    kind === 'npm' || request.publishable === true || request.packaging?.includes('npm') === true;
  const { runtime, development } = needs(kind, linter);
  return {
    name,
    version: '0.1.0',
    ...(isPublic
      ? { description: `The package ${name}`, publishConfig: { access: 'public' } }
      : { private: true }),
    type: 'module',
    ...entry(name, kind),
    scripts: { ...scripts(kind), ...STYLE[linter] },
    ...(runtime.length > 0 ? { dependencies: listed(runtime, ranges) } : {}),
    devDependencies: listed(development, ranges),
    ...nx(request),
  };
}

function entry(name: string, kind: Kind): object {
  const isTyped = {
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist'],
  };
  if (kind === 'web') return {};
  if (kind === 'bin') return { bin: { [name]: './dist/index.js' }, files: ['dist'] };
  return kind === 'service' ? { main: './dist/index.js', files: ['dist'] } : isTyped;
}

/** `run` starts whatever starts, by one name in all languages. */
function scripts(kind: Kind): Readonly<Record<string, string>> {
  const start = {
    bin: 'node dist/index.js',
    service: 'node dist/index.js',
    fn: 'node dist/local.js',
    web: 'vite',
  };
  const run = start[kind as keyof typeof start];
  return {
    build: kind === 'web' ? 'vite build' : 'tsc -p tsconfig.build.json',
    typecheck: 'tsc --noEmit',
    test: 'vitest run',
    ...(run === undefined ? {} : { run }),
  };
}

const STYLE: Readonly<Record<Linter, Readonly<Record<string, string>>>> = {
  biome: { lint: 'biome lint src', format: 'biome format --write src', 'format-check': 'biome format src' },
  eslint: { lint: 'eslint src', format: 'prettier --write src', 'format-check': 'prettier --check src' },
};

function needs(
  kind: Kind,
  linter: Linter,
): Readonly<Record<'runtime' | 'development', readonly KnownPackage[]>> {
  const isServer = kind === 'service' || kind === 'fn';
  return {
    runtime: kind === 'service' ? ['@hono/node-server', 'hono'] : kind === 'fn' ? ['hono'] : [],
    development: [
      ...(linter === 'biome' ? (['@biomejs/biome'] as const) : (['@eslint/js'] as const)),
      ...(kind === 'fn' ? (['@hono/node-server'] as const) : []),
      ...(isServer || kind === 'bin' ? (['@types/node'] as const) : []),
      ...(linter === 'eslint' ? (['eslint', 'prettier'] as const) : []),
      'typescript',
      ...(linter === 'eslint' ? (['typescript-eslint'] as const) : []),
      ...(kind === 'web' ? (['vite'] as const) : []),
      'vitest',
    ],
  };
}

function listed(names: readonly KnownPackage[], ranges: Ranges): unknown {
  return Object.fromEntries(names.map((name) => [name, ranges(name) ?? PACKAGES[name]]));
}

/** What no script can say. */
function nx({ kind }: ScaffoldRequest): object {
  if (scripts(kind)['run'] === undefined) return {};
  const built = kind === 'web' ? {} : { dependsOn: ['build'] };
  const run = kind === 'bin' ? built : { continuous: true, ...built };
  return { nx: { targets: { run } } };
}
