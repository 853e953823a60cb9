/** Packages to Nix, which reads JSON and no YAML. */
import { parse } from 'yaml';
import { ManifestError } from '../../model/errors.js';
import { basename, join } from '../../model/paths.js';
import type { NixFacet } from '../toolchain.js';
import { packageManagerOf } from './command.js';
import { type PackageFields, scriptsOf } from './package-json.js';
import type { NodeDetails } from './workspace.js';

const FILES = [
  // says which node and which package manager
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
];

export const nix: NixFacet<NodeDetails> = {
  language: 'node',
  describe({ details, root, name }) {
    const { fields, workspace } = details.package;
    const programs = programsOf(fields);
    const isWorkspace = fields.workspaces !== undefined || root === '.';
    const isBuilt = scriptsOf(fields).has('build') || programs.length > 0;
    return {
      kind: isBuilt ? 'application' : isWorkspace ? 'workspace' : 'library',
      workspace,
      package: fields.name ?? name,
      programs,
      manager: packageManagerOf(details.slice.shared),
    };
  },
  files: (workspace, _, tree) => FILES.map((name) => join(workspace, name)).filter((file) => tree.has(file)),
  locks: async (files, { tree }) =>
    new Map(
      files
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => [file, yaml(file, tree.read(file) ?? '')] as const),
    ),
};

/** https://docs.npmjs.com/cli/configuring-npm/package-json#bin */
function programsOf({ bin, name }: PackageFields): string[] {
  if (typeof bin === 'string') return [basename(name ?? '')].filter((one) => one !== '');
  return Object.keys(bin ?? {}).sort();
}

function yaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ManifestError({ file, problem: error instanceof Error ? error.message : String(error) });
  }
}
