/**
 * Ranges that a workspace has in one place. https://pnpm.io/catalogs, https://bun.sh/docs/install/catalogs,
 * https://yarnpkg.com/features/catalogs
 */
/** A text by its path, from the folder of the workspace. */
export function readCatalogs(
  read: (file: string) => string | undefined,
): (name: string, dependency: string) => string | undefined {
  const places = [
    yaml(read('pnpm-workspace.yaml')),
    yaml(read('.yarnrc.yml')),
    ...manifests(read('package.json')),
  ].map(record);
  return (name, dependency) => {
    for (const place of places) {
      const catalog = name === 'default' ? place['catalog'] : undefined;
      const found = record(catalog ?? record(place['catalogs'])[name])[dependency];
      if (typeof found === 'string') return found;
    }
    return undefined;
  };
}

/**
 * `catalog` and `catalogs` of a YAML file, as package managers write them: a name and a range per line. NB
 * read by line, since the graph loads this too, and loading a parser takes longer than all the rest.
 */
function yaml(text: string | undefined): unknown {
  const catalogs = new Map<string, Map<string, string>>();
  let section = '';
  let catalog = '';
  for (const line of (text ?? '').split(/\r?\n/)) {
    const { key, value } = readLine(line.trim());
    if (key === '') continue;
    if (!/^\s/.test(line)) {
      section = key === 'catalog' || key === 'catalogs' ? key : '';
      catalog = 'default';
    } else if (value === '') catalog = unquoted(key);
    else if (section !== '') {
      const ranges = catalogs.get(catalog) ?? new Map<string, string>();
      catalogs.set(catalog, ranges.set(unquoted(key), unquoted(value)));
    }
  }
  const all = Object.fromEntries([...catalogs].map(([name, ranges]) => [name, Object.fromEntries(ranges)]));
  return { catalog: catalogs.has('default') ? all['default'] : undefined, catalogs: all };
}

/** `key: value # comment` */
function readLine(line: string): { readonly key: string; readonly value: string } {
  const [key = ''] = /^(?:"[^"]*"|'[^']*'|[^#"':][^:#]*)/.exec(line) ?? [];
  const behind = line.slice(key.length).trimStart();
  const isPair = behind === ':' || /^:\s/.test(behind);
  if (key === '' || !isPair) return { key: '', value: '' };
  const [value = ''] = /^(?:"[^"]*"|'[^']*'|[^#]+)/.exec(behind.slice(1).trimStart()) ?? [];
  return { key: key.trim(), value: value.trim() };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function manifests(text: string | undefined): unknown[] {
  if (text === undefined) return [];
  const manifest = record(JSON.parse(text));
  return [manifest, manifest['workspaces']];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
