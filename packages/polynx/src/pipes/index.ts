import { settingAside } from '../model/set-aside.js';
import { seeCheckouts } from './checkouts.js';
import { addDeclared } from './declared.js';
import { useDevShell } from './dev-shell.js';
import { addFlake } from './flake.js';
import { addImages } from './images.js';
import { addInterfaces } from './interfaces.js';
import { refuseUnknownNames } from './known-names.js';
import { refuseUnknownProjects } from './known-projects.js';
import { refuseUnknownTargets } from './known-targets.js';
import { refuseLinkedOutputs } from './linked-outputs.js';
import { followLinks } from './links.js';
import { nameTargets } from './names.js';
import { addNix } from './nix.js';
import { addPackages } from './package.js';
import type { Pipe, PipelineContext } from './pipeline.js';
import { type Planned, setAside } from './planned.js';
import { addPrerequisites } from './prerequisites.js';
import { listReleases } from './release-list.js';
import { addReproducible } from './reproducible.js';
import { addStamp } from './stamp.js';
import { addTestParts } from './test-parts.js';
import { addUniversal } from './universal.js';

/** Every step that cuts across toolchains, in order. None of them knows a toolchain. */
const PIPES: readonly Pipe[] = [
  // The tests in parts, where the option asks for it: before all that changes tests.
  addTestParts,
  // Tools that come from the dev shell of a flake.
  useDevShell,
  // A task that writes down the commit, before the builds that say it.
  addStamp,
  // One file for both processors of a Mac, from the builds for each.
  addUniversal,
  // Build twice in two folders and compare, where the option asks for it.
  addReproducible,
  // Archives, packages and installers of what is built for platforms.
  addPackages,
  // Images of programs, and the targets that send them.
  addImages,
  // Targets and platforms that a manifest names and there are not.
  refuseUnknownNames,
  // Projects that a manifest or nx.json names and there are not.
  refuseUnknownProjects,
  // Names of targets: short where that is free on the root, else prefixed; renamed and dropped as the user
  // says.
  nameTargets,
  // Variables and exceptions that users name, for every task that compiles the project.
  addDeclared,
  // What lies behind symbolic links, which Nx does not watch.
  followLinks,
  // What has to be built by another toolchain first, and whose files enter the key.
  addPrerequisites,
  // One target that packages every program there is.
  listReleases,
  // NB from here on tasks name their targets themselves: those before are settled.
  // The comparison of interfaces between projects.
  addInterfaces,
  // Builds by Nix of what the graph file says.
  addNix,
  // Outputs of a hand-written flake.
  addFlake,
  // Targets of a project.json that are nearly one of these.
  refuseUnknownTargets,
  // Submodules and worktrees inside the workspace, by what every task takes in.
  seeCheckouts,
  // NB last: every task has its outputs.
  refuseLinkedOutputs,
];

export function runPipes(planned: readonly Planned[], context: PipelineContext): readonly Planned[] {
  return PIPES.reduce((all, pipe) => settingAside(all, (some) => pipe(some, context), setAside), planned);
}
