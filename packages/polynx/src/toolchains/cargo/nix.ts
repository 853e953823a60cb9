/** Crates to Nix, which reads Cargo.toml and Cargo.lock itself. */
import { join } from '../../model/paths.js';
import type { NixFacet } from '../toolchain.js';
import { findToolchainFile } from './manifest/workspace-root.js';
import type { CargoDetails } from './workspace.js';

export const nix: NixFacet<CargoDetails> = {
  language: 'rust',
  describe({ details, root, name }) {
    if (details.kind !== 'crate') return { kind: 'workspace', workspace: root, package: name, programs: [] };
    const { crate } = details;
    // Its programs need a fuzzer of a nightly compiler, and nobody installs them.
    if (crate.manifest.package?.metadata?.['cargo-fuzz'] === true) return undefined;
    const programs = crate.targets.bins.map((bin) => bin.name).sort();
    return {
      kind: programs.length > 0 ? 'application' : 'library',
      workspace: crate.workspace.root,
      package: crate.name,
      programs,
    };
  },
  files: (workspace, _, tree) => {
    const toolchainFile = findToolchainFile(workspace, tree)?.path;
    return [
      ...[join(workspace, 'Cargo.lock')].filter((file) => tree.has(file)),
      ...(toolchainFile === undefined ? [] : [toolchainFile]),
    ];
  },
  locks: async () => new Map(),
};
