/**
 * What `nx release` asks of a project: one instance each. The one class here, because Nx wants one; what
 * it says is in the facets of the toolchains at the project's root.
 */
import type { Tree } from '@nx/devkit';
import { VersionActions } from 'nx/release';
import { ExpectedError } from '../model/errors.js';
import type { ReleaseFiles, RequiredRange, Versioning } from '../toolchains/toolchain.js';
import { change, readAgain, rootsOf, viewOf } from './release-files.js';
import { tagsIn } from './tags.js';
import { versionings } from './versionings.js';
import { wantedFrom } from './wanted.js';

type Graph = Parameters<VersionActions['readDependencies']>[1];

export default class PolynxVersionActions extends VersionActions {
  validManifestFilenames: string[] = [];
  // NB what users write has their layout; Prettier would take it from them.
  override excludeManifestsFromFormatting = true;
  private facets: readonly Versioning[] = [];
  private graph: Graph | undefined;

  private get root(): string {
    return this.projectGraphNode.data.root;
  }

  /** The manifests tell which toolchains are at the root; tags may be the user's. */
  override async init(tree: Tree): Promise<void> {
    this.facets = await versionings(this.root, (path) => tree.exists(path));
    const names = this.facets.flatMap(({ manifests }) => manifests);
    // NB Nx takes an empty list for a project that can have no version on disk.
    this.validManifestFilenames = names.length === 0 ? ['manifest'] : names;
    await super.init(tree);
  }

  /** Nx asks it after the commands that may write manifests. */
  override async validate(tree: Tree): Promise<void> {
    readAgain(tree);
    const files = this.files(tree);
    // One without a manifest of its own, as a program of a Go module, may have its version from tags.
    if (this.facets.length === 0 || this.versioned(files).length > 0) return;
    throw new ExpectedError(this.noVersion());
  }

  private noVersion(): string {
    const [manifest = 'manifest'] = this.validManifestFilenames;
    const { name } = this.projectGraphNode;
    return `${name}: no ${manifest} in ${this.root} says a version\n  Write one there, or leave the project out of release.projects in nx.json: "!${name}".`;
  }

  async readCurrentVersionFromSourceManifest(tree: Tree) {
    const files = this.files(tree);
    for (const facet of this.facets) {
      const held = facet.current(this.root, files);
      if (held !== undefined) return { currentVersion: held.version, manifestPath: held.file };
      const prefix = facet.tags?.(this.root, files);
      if (prefix !== undefined)
        return tagsIn(tree.root, prefix, this.projectGraphNode.name, this.releaseGroup);
    }
    // NB Nx puts words of its own in the place of any error from here.
    console.error(this.noVersion());
    return null;
  }

  /** Nx names the resolvers that there are. */
  async readCurrentVersionFromRegistry(): Promise<null> {
    return null;
  }

  override readDependencies(tree: Tree, graph: Graph): ReturnType<VersionActions['readDependencies']> {
    this.graph = graph;
    return super.readDependencies(tree, graph);
  }

  async readCurrentVersionOfDependency(tree: Tree, graph: Graph, dependency: string) {
    this.graph = graph;
    const [found] = this.required(dependency, this.files(tree));
    return {
      currentVersion: found?.range.text ?? null,
      dependencyCollection: found?.range.collection ?? null,
    };
  }

  async updateProjectVersion(tree: Tree, newVersion: string): Promise<string[]> {
    const before = this.files(tree);
    this.refuseDivided(before);
    const written = this.versioned(before).flatMap((facet) =>
      change(tree, this.roots, (files) => facet.write(this.root, newVersion, files)),
    );
    const tags = this.facets.flatMap((facet) => facet.tags?.(this.root, before) ?? []);
    return [
      ...written.map((path) => `✍️  New version ${newVersion} written to: ${path}`),
      ...tags.map((prefix) => `🏷️  The version is the tag ${prefix}${newVersion}, which publishing makes`),
    ];
  }

  async updateProjectDependencies(
    tree: Tree,
    graph: Graph,
    dependenciesToUpdate: Record<string, string>,
  ): Promise<string[]> {
    this.graph = graph;
    const { versionPrefix, preserveMatchingDependencyRanges: keeps } = this.finalConfigForProject;
    const written = Object.entries(dependenciesToUpdate).flatMap(([name, text]) => {
      const wanted = wantedFrom(text, versionPrefix);
      return this.required(name, this.files(tree)).flatMap(({ facet, range, root }) => {
        const isKept = Array.isArray(keeps) ? keeps.some((one) => one === range.collection) : keeps !== false;
        if (isKept && facet.allows(range.text, wanted.version)) return [];
        return change(tree, this.roots, (files) => facet.require(this.root, root, wanted, files));
      });
    });
    return [...new Set(written)].map((path) => `✍️  Requirements of other projects written to: ${path}`);
  }

  private files(tree: Tree): ReleaseFiles {
    return viewOf(tree, this.roots);
  }

  private get roots(): readonly string[] {
    return this.graph === undefined ? [this.root] : rootsOf(this.graph);
  }

  /** NB one that only lists the members of a workspace may lie beside a manifest with a version. */
  private versioned(files: ReleaseFiles): readonly Versioning[] {
    return this.facets.filter((facet) => facet.tags?.(this.root, files) ?? facet.current(this.root, files));
  }

  private required(dependency: string, files: ReleaseFiles): Asked[] {
    const root = this.graph?.nodes[dependency]?.data.root;
    if (root === undefined) return [];
    return this.facets.flatMap((facet) => {
      const range = facet.requirement(this.root, root, files);
      return range === undefined ? [] : { facet, range, root };
    });
  }

  /** One line cannot hold two versions: projects that share it go together. */
  private refuseDivided(files: ReleaseFiles): void {
    const { name, projects, projectsRelationship } = this.releaseGroup;
    if (projectsRelationship === 'fixed') return;
    const nodes = Object.values(this.graph?.nodes ?? {});
    const sharing = this.facets.flatMap((facet) => facet.sharing?.(this.root, files) ?? []);
    const others = nodes
      .filter(({ data, name: other }) => sharing.includes(data.root) && projects.includes(other))
      .map((node) => node.name);
    if (others.length < 2) return;
    throw new ExpectedError(
      `${others.sort().join(', ')} have their version from one line, and the release group ${name} is independent\n  Put them into one group of release.groups in nx.json whose projectsRelationship is "fixed", or give each a version of its own.`,
    );
  }
}

interface Asked {
  readonly facet: Versioning;
  readonly range: RequiredRange;
  /** Of the project that is required. */
  readonly root: string;
}
