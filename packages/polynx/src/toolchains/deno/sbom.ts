/**
 * What a member takes from deno.lock: packages of npm and jsr. Modules by URL are in the lock too, and it
 * does not say whose they are.
 */
import { compact } from '../../model/compact.js';
import type { Project } from '../../model/project.js';
import type { Component, Sbom } from '../../model/sbom.js';
import type { About } from '../../model/shipping.js';
import { hashOf } from '../shared/integrity.js';
import { purl } from '../shared/purl.js';
import { candidates, closureOf, type DenoLock, takenBy } from './deno-lock.js';
import type { DenoDetails } from './details.js';

export function aboutMember({ details: { manifest } }: Project<DenoDetails>): About {
  const license = manifest.json['license'];
  return compact({
    name: manifest.name,
    version: manifest.version,
    ...(typeof license === 'string' ? { license } : {}),
  });
}

export function denoSbom({ details }: Project<DenoDetails>): Sbom | undefined {
  const { closures, workspace } = details;
  const externalsOf = (member: DenoDetails) => [...member.collected.production.externals];
  const externals = closures.production.flatMap((member) => externalsOf(member.details));
  const { lock } = workspace;
  // Not known, or in a form that we do not know.
  if (lock === undefined || lock.text !== undefined)
    return externals.length === 0 ? { components: [], direct: [], shared: [] } : undefined;
  const keys = closureOf(lock, externals);
  const refs = (of: Iterable<string>) => [...new Set([...of].map((key) => componentOf(key, lock).ref))];
  const components = [...keys].map((key) => ({
    ...componentOf(key, lock),
    dependsOn: refs(takenBy(lock, key)),
  }));
  const unique = new Map(components.map((one) => [one.ref, one]));
  const own = externalsOf(details).flatMap((specifier) => candidates(lock, specifier));
  return { components: [...unique.values()], direct: refs(own), shared: [lock.path] };
}

/**
 * `npm:@scope/name@1.0.0_peer@2.0.0`, `jsr:@std/path@1.0.0`. NB what comes from jsr has no type of purl yet.
 */
function componentOf(key: string, lock: DenoLock): Component {
  const [, scheme = '', name = key, version = ''] = /^(npm|jsr):(@?[^@]+)@([^_]+)/.exec(key) ?? [];
  if (scheme !== 'npm') return { ref: key, name, version };
  const ref = purl('npm', name, version);
  return { ref, name, version, purl: ref, ...hashOf(lock.entries.get(key)?.integrity) };
}
