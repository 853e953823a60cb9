import type { GeneratorCallback, Tree as NxTree } from '@nx/devkit';
import { declareFiles } from '../../adapters/git.js';
import { LIBRARY_FOLDER } from '../../model/nix-places.js';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';
import { ignoreOutputs } from '../init/ignore-outputs.js';
import { readNxJson } from '../init/nx-json.js';
import { syncNix } from '../nix-sync/sync.js';
import { analyseWorkspace } from '../nx-tree.js';
import type { FlakeOptions } from './schema.js';
import { flakeText, MODULE } from './texts.js';

const SYNC = 'polynx:nix-sync';
const MODULE_FILE = 'nix/flake-module.nix';
const NIXPKGS = 'github:NixOS/nixpkgs/nixpkgs-unstable';

/** Nothing of the user's is overwritten: beside a flake.nix that is there goes a module for it. */
export default async function flake(
  host: NxTree,
  { nixpkgs = NIXPKGS }: FlakeOptions,
): Promise<GeneratorCallback> {
  const present = host.read('flake.nix', 'utf-8') ?? undefined;
  const isTheirs = present !== undefined && !present.includes(LIBRARY_FOLDER);
  const file = isTheirs ? MODULE_FILE : 'flake.nix';
  const isNew = !host.exists(file);
  if (isNew) host.write(file, isTheirs ? MODULE : flakeText(nixpkgs));
  listSync(host);
  const generated = await syncNix(host);
  // Targets of Nix leave their results where a repository need not have had any.
  await ignoreOutputs(host, (await analyseWorkspace(host)).analysis.planned);
  const isPasted = present?.includes(MODULE_FILE) ?? false;
  return async () => {
    await declareFiles(host.root, [...(isNew ? [file] : []), ...generated]);
    console.log(isTheirs && !isPasted ? PASTE : NEXT);
  };
}

function listSync(host: NxTree): void {
  const text = host.read('nx.json', 'utf-8') ?? '{}\n';
  const { sync } = readNxJson(text);
  if (sync?.globalGenerators?.includes(SYNC)) return;
  host.write('nx.json', addToJsonc(text, ['sync', 'globalGenerators'], SYNC));
}

const PASTE = `
There is a flake.nix, which is left as it is. With flake-parts, put this into it:

  imports = [ ./${MODULE_FILE} ];

or take packages from (import ./nix/polynx { inherit pkgs; }).fromGraph { src = ./.; }
`;

const NEXT = `
Next: nix flake lock && git add flake.lock, then nx run-many -t nix-build
Commit flake.nix, flake.lock and nix/. \`nx sync\` keeps nix/ current, \`nx sync:check\` tells CI.
`;
