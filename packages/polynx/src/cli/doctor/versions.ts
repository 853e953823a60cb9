/** polynx, Nx and Node: whether they go together. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownPackage } from '../../adapters/own-package.js';
import { satisfies } from './ranges.js';
import type { Check, Section } from './report.js';

export function checkVersions(workspaceRoot: string): Section {
  const { version, engines, peerDependencies } = ownPackage();
  const node = process.versions.node;
  return {
    title: `polynx ${version}`,
    checks: [
      ...Object.entries(peerDependencies).map(([name, range]) => checkPeer(name, range, workspaceRoot)),
      compare(
        'Node.js',
        node,
        engines.node ?? '*',
        'Use one of these versions: https://nodejs.org/en/download',
      ),
    ],
  };
}

function checkPeer(name: string, range: string, workspaceRoot: string): Check {
  const version = versionFrom(name, [join(workspaceRoot, 'package.json'), fileURLToPath(import.meta.url)]);
  return version === undefined
    ? { state: 'problem', says: `${name} is not installed`, fix: `Install ${name} ${range} beside polynx.` }
    : compare(name, version, range, `polynx wants ${name} ${range}: npx nx migrate ${name}`);
}

/**
 * As the workspace finds it, else as polynx does: in a repository without a package.json only polynx has an
 * installation around it.
 */
function versionFrom(name: string, places: readonly string[]): string | undefined {
  for (const place of places) {
    try {
      return (createRequire(place)(`${name}/package.json`) as { version: string }).version;
    } catch {
      // The next place.
    }
  }
  return undefined;
}

function compare(name: string, version: string, range: string, fix: string): Check {
  const fits = satisfies(version, range);
  return {
    state: fits ? 'fine' : 'advice',
    says: `${name} ${version}${fits ? '' : ` is outside of ${range}`}`,
    ...(fits ? {} : { fix }),
    data: { program: name, version, range, fits },
  };
}
