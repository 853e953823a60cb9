/** What users say of a target is merged over it: a misspelt key would do nothing, and say nothing. */
import * as z from 'zod/mini';
import { closest } from '../../model/did-you-mean.js';
import type { OverrideProblem } from '../../model/override-problem.js';
import { ownEntry } from '../../model/own-entry.js';
import { unknownKeys } from './known-keys.js';
import { describeIssues } from './manifest.js';

/** https://nx.dev/reference/project-configuration, and `targetName`, which is ours. */
const TARGET_KEYS = [
  'cache',
  'command',
  'configurations',
  'continuous',
  'defaultConfiguration',
  'dependsOn',
  'executor',
  'inputs',
  'metadata',
  'options',
  'outputs',
  'parallelism',
  'syncGenerators',
  'targetName',
];

/** Options of ours beside those of a runner: the graph sets them. */
const SETTLED = new Set(['allowUndeclared', 'devShell', 'stamp']);

/**
 * @param schema of the options of the executor; absent: another one's, which are not looked at
 */
export function overrideProblem(
  override: Readonly<Record<string, unknown>>,
  schema: z.ZodMiniType | undefined,
): OverrideProblem | undefined {
  // NB only what is nearly a key: a later Nx may have more of them.
  const key = Object.keys(override).find(
    (one) => !TARGET_KEYS.includes(one) && closest(one, TARGET_KEYS) !== undefined,
  );
  if (key !== undefined) return { at: [], key, says: unknownKeys([key], TARGET_KEYS), known: TARGET_KEYS };
  if (schema === undefined || 'executor' in override || 'command' in override) return undefined;
  const { options, configurations } = override;
  const places: (readonly [at: readonly string[], value: unknown])[] = [
    [['options'], options],
    ...Object.entries(asObject(configurations)).map(
      ([name, value]) => [['configurations', name], value] as const,
    ),
  ];
  for (const [at, value] of places) {
    const found = optionProblem(asObject(value), at, schema);
    if (found !== undefined) return found;
  }
  return undefined;
}

function optionProblem(
  options: Readonly<Record<string, unknown>>,
  at: readonly string[],
  schema: z.ZodMiniType,
): OverrideProblem | undefined {
  const { shape } = (schema as unknown as { def: { shape: Record<string, z.ZodMiniType> } }).def;
  const known = Object.keys(shape);
  for (const [key, value] of Object.entries(options)) {
    const field = ownEntry(shape, key);
    if (field === undefined && SETTLED.has(key)) continue;
    if (field === undefined)
      return { at, key, says: unknownKeys([key], known).replaceAll('unknown key', 'unknown option'), known };
    // Nx fills tokens in, and merges lists, later.
    if (isUnfinished(value)) continue;
    const { success, error } = z.safeParse(field, value);
    if (!success) return { at, key, says: describeIssues(error.issues, key, field), known: [] };
  }
  return undefined;
}

function isUnfinished(value: unknown): boolean {
  const text = JSON.stringify(value) ?? '';
  return text.includes('"..."') || /\{(?:workspaceRoot|projectRoot|projectName|options)\b/.test(text);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
