/** Of every package that is meant for others: with a name and a version, and not private. */

import { everythingIn, glob, only } from '../../../model/globs.js';
import { join } from '../../../model/paths.js';
import type { Project } from '../../../model/project.js';
import type { Inputs, Task } from '../../../model/task.js';
import { withReason } from '../../../model/uncached.js';
import { tarballPath } from '../../shared/tarball.js';
import { dependenciesOf, PRODUCTION } from '../package-json.js';
import type { NodeDetails } from '../workspace.js';

export function packTask(project: Project<NodeDetails>, inputs: Inputs, upstream: boolean): Task | undefined {
  const { details, root } = project;
  const { fields, workspace, production } = details.package;
  const { name, version } = fields;
  if (name === undefined || typeof version !== 'string' || fields['private'] === true) return undefined;
  const output = tarballPath(root, name, version);
  const build = details.verdicts.get('build');
  const local = localVersions(details);
  return {
    intent: 'pack',
    description: withReason(
      'Make the tarball that npm publishes',
      build?.reason && 'what the script build leaves is not known',
    ),
    options: {
      command: 'pack',
      output,
      ...(workspace === '.' ? {} : { workspace }),
      ...(Object.keys(local).length === 0 ? {} : { local }),
    },
    command: { program: 'npm', args: ['pack'], cwd: root },
    cache: build?.reason === undefined,
    inputs: {
      ...inputs,
      files: [
        ...inputs.files,
        ...(Object.keys(local).length === 0 ? [] : everythingIn(production, 'package.json')),
        ...(usesCatalog(details) ? only(CATALOGS.map((file) => join(workspace, file))) : []),
        ...(root === '.' ? [] : [glob`LICEN[CS]E*`]),
      ],
      probes: [['npm', '--version']],
      ...(build === undefined ? {} : { after: true }),
    },
    outputs: [output],
    ...(build === undefined ? {} : { after: ['build'] }),
    ...(upstream ? { upstream: ['build'] } : {}),
    closure: details.closure.map((one) => one.root),
    scope: 'production',
  };
}

const CATALOGS = ['pnpm-workspace.yaml', '.yarnrc.yml', 'package.json'];

function usesCatalog({ package: { fields } }: NodeDetails): boolean {
  return dependenciesOf(fields, PRODUCTION).some(([, range]) => range.startsWith('catalog:'));
}

/** Folders of the packages here that others will have to install with it. */
function localVersions({ package: one, closure }: NodeDetails): Record<string, string> {
  const names = new Map(
    closure.flatMap(({ fields, root }) => (fields.name === undefined ? [] : [[fields.name, root]])),
  );
  return Object.fromEntries(
    dependenciesOf(one.fields, PRODUCTION).flatMap(([name, range]) => {
      if (!/^(?:workspace|catalog):/.test(range)) return [];
      const asked = /^workspace:((?:@[^/@]+\/)?[^@/]+)@/.exec(range)?.[1] ?? name;
      const root = names.get(asked);
      return root === undefined ? [] : [[asked, root]];
    }),
  );
}
