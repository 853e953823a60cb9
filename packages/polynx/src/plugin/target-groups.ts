/** Groups of targets in Nx Console and in the graph, as people know them. */

const GROUPS: readonly (readonly [title: string, names: RegExp])[] = [
  ['Tests (CI)', /^test-ci(?:--|$)/],
  ['Nix', /^nix(?:-|$)/],
  ['Release', /^(?:package|pack|sign|release|publish|nx-release-publish|stamp|compile|deploy)(?:[-:]|$)/],
  [
    'Quality',
    /^(?:test|check|lint|vet|format|fmt|bench|audit|tidy|typecheck|coverage|verify-reproducible|interfaces-check|pgo-train)(?:[-:]|$)/,
  ],
  ['Run', /^(?:run|dev|start|serve|preview|watch)(?:[-:]|$)/],
  ['Build', /^(?:build|doc|generate|pgo|bundle)(?:[-:]|$)/],
];

const OTHERS = 'Other';
const ORDER = ['Build', 'Quality', 'Tests (CI)', 'Run', 'Release', 'Nix', OTHERS];

/** @param targets names, as they are: `cargo:build` belongs where `build` does */
export function targetGroups(targets: readonly string[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const target of targets) {
    const title = groupOf(target) ?? groupOf(target.slice(target.indexOf(':') + 1)) ?? OTHERS;
    groups.set(title, [...(groups.get(title) ?? []), target]);
  }
  return Object.fromEntries(
    ORDER.flatMap((title) => (groups.has(title) ? [[title, groups.get(title) ?? []]] : [])),
  );
}

function groupOf(target: string): string | undefined {
  return GROUPS.find(([, names]) => names.test(target))?.[0];
}
