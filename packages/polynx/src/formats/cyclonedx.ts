/**
 * A bill of materials in CycloneDX 1.6: what a program is made of, the same text for the same content.
 * https://cyclonedx.org/docs/1.6/json/
 */
import { createHash } from 'node:crypto';
import { compact } from '../model/compact.js';
import type { Component, Sbom } from '../model/sbom.js';
import type { Shipped } from '../model/shipping.js';
import { withoutCredentials } from '../model/urls.js';

/**
 * @param time seconds since 1970 where the user gives one: the clock has no place in a text that is to be the
 * same tomorrow
 */
export function cyclonedx(shipped: Shipped, sbom: Sbom, time: number | undefined): string {
  const { name, version } = shipped;
  const ref = `${name}@${version}`;
  const body = {
    metadata: {
      ...(time === undefined ? {} : { timestamp: new Date(time * 1000).toISOString().replace('.000', '') }),
      tools: { components: [{ type: 'application', name: 'polynx' }] },
      component: { type: 'application', 'bom-ref': ref, name, version, ...aboutOf(shipped) },
    },
    components: [...sbom.components].sort(byRef).map(componentOf),
    dependencies: [
      ...(sbom.direct === undefined ? [] : [{ ref, dependsOn: [...sbom.direct].sort() }]),
      ...[...sbom.components]
        .sort(byRef)
        .flatMap((one) =>
          one.dependsOn === undefined ? [] : [{ ref: one.ref, dependsOn: [...one.dependsOn].sort() }],
        ),
    ],
  };
  const head = { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(body), version: 1 };
  return `${JSON.stringify({ ...head, ...body }, null, 2)}\n`;
}

function aboutOf({ description, license, homepage }: Shipped): object {
  return compact({
    description,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...(homepage === undefined
      ? {}
      : { externalReferences: [{ type: 'website', url: withoutCredentials(homepage) }] }),
  });
}

function componentOf({ ref, name, version, purl, hash }: Component): object {
  return compact({
    type: 'library',
    'bom-ref': ref,
    name,
    version,
    purl,
    ...(hash === undefined ? {} : { hashes: [{ alg: hash.algorithm, content: hash.hex }] }),
  });
}

function byRef(a: Component, b: Component): number {
  return a.ref < b.ref ? -1 : 1;
}

/**
 * A UUID of the form that is free for anybody's own use, made from the content:
 * https://datatracker.ietf.org/doc/html/rfc9562#section-5.8
 */
function serialOf(body: unknown): string {
  const bytes = createHash('sha256').update(JSON.stringify(body)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join('-')}`;
}
