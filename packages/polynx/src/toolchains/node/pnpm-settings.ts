/**
 * Settings of pnpm that change what an unchanged lock installs, or how scripts run: `nodeLinker`,
 * `hoistPattern`, `onlyBuiltDependencies`, `shellEmulator`. In pnpm-workspace.yaml (https://pnpm.io/settings)
 * or below `pnpm` in package.json. Read by line: loading a YAML parser takes longer than the rest of the
 * graph.
 */

/**
 * What these change is in the lock, or changes only the next resolution, a warning, or the way to a registry.
 */
const SETTLED =
  /^(?:packages|catalogs?|catalogMode|cleanupUnusedCatalogs|overrides|packageExtensions|patchedDependencies|ignoredOptionalDependencies|configDependencies|peerDependencyRules|allowedDeprecatedVersions|minimumReleaseAge\w*|trustPolicy\w*|updateConfig|auditConfig|auditLevel|savePrefix|saveExact|saveWorkspaceProtocol|preferFrozenLockfile|resolutionMode|dedupePeerDependents|registry|registries|proxy|httpsProxy|httpProxy|noproxy|network\w*|fetch\w*|storeDir|cacheDir|stateDir|globalDir|globalBinDir|updateNotifier|loglevel|reporter|color)$/;

/** Blocks that begin in the first column, in the order of their names, without comments. */
export function pnpmSettings(yaml: string): string {
  const blocks: string[][] = [];
  for (const line of yaml.split(/\r?\n/)) {
    const text = withoutComment(line);
    if (text === '' || text === '---') continue;
    if (/^[^\s#-]/.test(text)) blocks.push([text]);
    else blocks.at(-1)?.push(text);
  }
  const decides = ([head = '']: readonly string[]) =>
    !SETTLED.test(unquoted(head.slice(0, head.indexOf(':'))));
  return blocks
    .filter(decides)
    .map((lines) => lines.join('\n'))
    .sort()
    .join('\n');
}

/** The same of package.json. */
export function pnpmFields(pnpm: Readonly<Record<string, unknown>>): string {
  const decisive = Object.entries(pnpm).filter(([name]) => !SETTLED.test(name));
  return decisive.length === 0 ? '' : JSON.stringify(decisive.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unquoted(name: string): string {
  return name.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/** NB `#` begins a comment only after a space, and none in quotes: what is in doubt stays. */
function withoutComment(line: string): string {
  const at = line.search(/(?:^|\s)#/);
  const isQuoted = /["']/.test(line.slice(0, Math.max(at, 0))) && /["']/.test(line.slice(at));
  return (at < 0 || isQuoted ? line : line.slice(0, at)).trimEnd();
}
