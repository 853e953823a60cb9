import { ancestors, join } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Inspection, Pin, Requirement } from '../toolchain.js';
import { type PackageManager, packageManagerOf } from './command.js';
import type { NodeDetails } from './workspace.js';
import { LOCKS } from './workspaces.js';

const INSTALL: Readonly<Record<PackageManager, string>> = {
  npm: 'It comes with Node.js.',
  pnpm: 'https://pnpm.io/installation',
  yarn: 'https://yarnpkg.com/getting-started/install',
  bun: 'https://bun.sh/docs/installation',
};

/** Each asks the registry, and knows no other place. */
const audit = (program: string, args: readonly string[], beside: string) => ({
  program,
  args,
  beside,
  install: `${program} comes with Node, or by corepack`,
});

export const inspection: Inspection = {
  audits: [
    audit('npm', ['audit', '--package-lock-only'], 'package-lock.json'),
    audit('pnpm', ['audit'], 'pnpm-lock.yaml'),
    audit('yarn', ['npm', 'audit', '--all', '--recursive'], 'yarn.lock'),
    audit('bun', ['audit'], 'bun.lock'),
  ],
  pins: (directory, tree) => [...versionFile(directory, tree), ...engines(directory, tree)],
  requires: (_, { details }: Project): Requirement[] => {
    const manager = packageManagerOf((details as NodeDetails).slice.shared);
    return [{ name: manager, probes: [[manager, '--version']], install: INSTALL[manager] }];
  },
  // What decides a task of it is in the slice.
  resolves: [...LOCKS, 'pnpm-workspace.yaml', '.npmrc', '.yarnrc.yml', '.pnpmfile.cjs', 'install-state.gz'],
  takesListed: { esbuild: [] },
  // NB with --noEmit tsc leaves it too: an output where the same call emits, and nothing to restore without
  // that.
  state: ['**/*.tsbuildinfo'],
};

/** What version managers go by: `22`, `v22.12.0`, `lts/*`. */
function versionFile(directory: string, tree: Tree): Pin[] {
  const file = ancestors(directory)
    .flatMap((parent) => [join(parent, '.nvmrc'), join(parent, '.node-version')])
    .find((candidate) => tree.has(candidate));
  const says = file === undefined ? '' : (tree.read(file) ?? '').trim();
  if (file === undefined || says === '') return [];
  const wanted = /^v?(\d+(?:\.\d+){0,2})$/.exec(says)?.[1];
  return [
    {
      file,
      says,
      agrees: (version) =>
        wanted === undefined ? undefined : `${version.trim().replace(/^v/, '')}.`.startsWith(`${wanted}.`),
      isBinding: false,
    },
  ];
}

/** Said, not judged: package managers warn of it themselves. */
function engines(directory: string, tree: Tree): Pin[] {
  const file = ancestors(directory)
    .map((parent) => join(parent, 'package.json'))
    .find((candidate) => tree.has(candidate));
  const text = file === undefined ? undefined : tree.read(file);
  const says = /"engines"\s*:\s*\{[^{}]*"node"\s*:\s*"([^"]+)"/.exec(text ?? '')?.[1];
  return file === undefined || says === undefined
    ? []
    : [{ file, says: `engines ${says}`, agrees: () => undefined, isBinding: false }];
}
