/** Permissions that deno.json gives. https://docs.deno.com/runtime/fundamentals/configuration/#permissions */
import type { DenoJson } from './deno-json.js';
import type { DenoRunOptions } from './options.js';

type Asking = 'test' | 'bench' | 'run';

/**
 * Whether `-P` has something to take. Members inherit from the root; Deno refuses to test without `-P` where
 * a section names a set.
 */
export function givesPermissions(command: Asking, configurations: readonly DenoJson[]): boolean {
  return configurations.some(
    ({ json }) =>
      json.permissions?.['default'] !== undefined ||
      (command !== 'run' && json[command]?.permissions !== undefined),
  );
}

const DENIED = /(?:NotCapable|PermissionDenied):[^\n]{0,200}?Requires (\w+) access/g;

/** What to write where, for a run that failed for want of permissions. */
export function permissionHint(
  output: string,
  manifest: string,
  { command, permissions }: DenoRunOptions,
): string | undefined {
  const kinds = [...new Set([...output.matchAll(DENIED)].map(([, kind = '']) => kind))]
    .filter(Boolean)
    .sort();
  if (kinds.length === 0) return undefined;
  const section = command === 'bench' ? 'bench' : 'test';
  const lines = kinds.map((kind) => `"${kind}": true`).join(', ');
  const verb = permissions ? 'allow less than they need: widen' : 'have no permissions: give them in';
  return `The ${command === 'bench' ? 'benchmarks' : 'tests'} ${verb} ${manifest}, for example\n  "${section}": { "permissions": { ${lines} } }`;
}
