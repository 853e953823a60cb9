/** Ranges that a workspace has in one place. https://pnpm.io/catalogs, https://bun.sh/docs/install/catalogs, https://yarnpkg.com/features/catalogs */
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
 * `catalog` and `catalogs` of a YAML file, as package managers write them: a name and a range per line. NB read by line, since the graph loads this too, and
 * loading a parser takes longer than all the rest.
 */
function yaml(text: string | undefined): unknown {
  const catalogs: Record<string, Record<string, string>> = {};
  let section = '';
  let catalog = '';
  for (const line of (text ?? '').split(/\r?\n/)) {
    const [, indent = '', key = '', value = ''] = LINE.exec(line) ?? [];
    if (key === '') continue;
    if (indent === '') {
      section = key === 'catalog' || key === 'catalogs' ? key : '';
      catalog = 'default';
    } else if (value === '') catalog = unquoted(key);
    else if (section !== '') catalogs[catalog] = { ...catalogs[catalog], [unquoted(key)]: unquoted(value) };
  }
  return { catalog: catalogs['default'], catalogs };
}

const LINE = /^(\s*)("[^"]*"|'[^']*'|[^\s#"'][^:#]*)\s*:(?:\s+("[^"]*"|'[^']*'|[^\s#][^#]*?))?\s*(?:#.*)?$/;

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
