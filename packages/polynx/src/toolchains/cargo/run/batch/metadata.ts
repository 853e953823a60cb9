/**
 * What `cargo metadata` says of the packages of a workspace:
 * https://doc.rust-lang.org/cargo/commands/cargo-metadata.html
 */

export interface Metadata {
  readonly packages: readonly Package[];
  readonly resolve: { readonly nodes: readonly ResolveNode[] } | null;
  readonly workspace_members: readonly string[];
}

export interface Package {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly Declaration[];
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly targets: readonly PackageTarget[];
}

export interface PackageTarget {
  readonly name: string;
  /** `lib`, `bin`, `proc-macro`, `custom-build`, `test`, … */
  readonly kind: readonly string[];
  readonly test: boolean;
  readonly 'required-features'?: readonly string[];
}

/** A dependency as a manifest writes it. */
export interface Declaration {
  readonly name: string;
  readonly rename: string | null;
  readonly kind: 'dev' | 'build' | null;
  readonly optional: boolean;
  readonly uses_default_features: boolean;
  readonly features: readonly string[];
  /** `cfg(unix)` or a triple. */
  readonly target: string | null;
}

interface ResolveNode {
  readonly id: string;
  readonly deps: readonly {
    /** As sources name it. */
    readonly name: string;
    readonly pkg: string;
    readonly dep_kinds: readonly Pick<Declaration, 'kind' | 'target'>[];
  }[];
}

/** A declaration together with the package that the lock gives it. */
export interface Edge {
  readonly declaration: Declaration;
  readonly to: Package;
}

export interface PackageGraph {
  readonly members: readonly Package[];
  readonly byId: ReadonlyMap<string, Package>;
  edges(from: Package): readonly Edge[];
}

export function packageGraph({ packages, resolve, workspace_members }: Metadata): PackageGraph {
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map((resolve?.nodes ?? []).map((node) => [node.id, node]));
  const memo = new Map<Package, readonly Edge[]>();
  return {
    members: workspace_members.flatMap((id) => byId.get(id) ?? []),
    byId,
    edges: (from) => {
      const known = memo.get(from);
      if (known !== undefined) return known;
      const edges = edgesOf(from, nodes.get(from.id), byId);
      memo.set(from, edges);
      return edges;
    },
  };
}

/**
 * NB a node's `deps` has one entry per package, with the kinds of all declarations that lead there; features
 * stand with the declarations. Two versions of one package are told apart by the name that sources use.
 */
function edgesOf(from: Package, node: ResolveNode | undefined, byId: ReadonlyMap<string, Package>): Edge[] {
  return (node?.deps ?? []).flatMap(({ name, pkg, dep_kinds }) => {
    const to = byId.get(pkg);
    if (to === undefined) return [];
    const ownName = libraryOf(to)?.name ?? to.name;
    return from.dependencies
      .filter(
        (declaration) =>
          declaration.name === to.name &&
          normal(declaration.rename ?? ownName) === normal(name) &&
          dep_kinds.some(({ kind, target }) => kind === declaration.kind && target === declaration.target),
      )
      .map((declaration) => ({ declaration, to }));
  });
}

function normal(name: string): string {
  return name.replaceAll('-', '_');
}

const LIBRARY_KINDS = new Set(['lib', 'rlib', 'dylib', 'cdylib', 'staticlib', 'proc-macro']);

export function isLibrary({ kind }: Pick<PackageTarget, 'kind'>): boolean {
  return kind.some((one) => LIBRARY_KINDS.has(one));
}

function libraryOf({ targets }: Package): PackageTarget | undefined {
  return targets.find(isLibrary);
}

export function isProcMacro(one: Package): boolean {
  return one.targets.some(({ kind }) => kind.includes('proc-macro'));
}

export function hasBuildScript({ targets }: Package): boolean {
  return targets.some(({ kind }) => kind.includes('custom-build'));
}
