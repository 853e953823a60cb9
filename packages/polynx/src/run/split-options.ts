import type { ZodMiniType } from 'zod/mini';

/**
 * Nx hands over the target's options with every argument of the command line mixed in, and the raw arguments
 * in `__unparsed__`. What the schema knows is an option of ours; every other raw argument goes to the tool,
 * in its order.
 */
export function splitOptions(
  raw: Readonly<Record<string, unknown>>,
  schema: ZodMiniType,
): { options: Record<string, unknown>; extra: string[] } {
  const known = knownKeys(schema);
  const options = Object.fromEntries(Object.entries(raw).filter(([key]) => known.has(key)));
  const unparsed = Array.isArray(raw['__unparsed__']) ? raw['__unparsed__'].map(String) : [];
  return { options, extra: withoutOptions(unparsed, known) };
}

function knownKeys(schema: ZodMiniType): Set<string> {
  const { shape } = (schema as unknown as { def: { shape: Record<string, unknown> } }).def;
  return new Set(Object.keys(shape));
}

/** Drops `--features=a`, `--features a` and `--no-allFeatures`; what follows `--` is left as it is. */
function withoutOptions(unparsed: readonly string[], known: ReadonlySet<string>): string[] {
  const extra: string[] = [];
  for (let index = 0; index < unparsed.length; index++) {
    const argument = unparsed[index] ?? '';
    if (argument === '--') {
      extra.push(...unparsed.slice(index + 1));
      break;
    }
    const match = /^--(?:no-)?([A-Za-z]+)(=.*)?$/.exec(argument);
    if (match === null || !known.has(match[1] ?? '')) {
      extra.push(argument);
      continue;
    }
    const next = unparsed[index + 1];
    if (match[2] === undefined && next !== undefined && !next.startsWith('-')) index++;
  }
  return extra;
}
