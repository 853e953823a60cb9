import * as z from 'zod/mini';
import { compact } from '../../model/compact.js';
import { ManifestError } from '../../model/errors.js';
import type { Settings } from '../../model/project.js';
import type { SourceFile } from '../toolchain.js';
import { imageOptions } from './images.js';
import { keysAt, unknownKeys } from './known-keys.js';
import { packageOptions } from './packages.js';

/**
 * Value to typed manifest, or a ManifestError with the field that is wrong. Schemas are loose: keys we do not
 * know belong to the tool and are left alone. Only in the `nx` section an unknown key is a mistake.
 */
export function check<T>(
  file: SourceFile,
  schema: z.ZodMiniType<T>,
  value: unknown,
  lineOf: (field: readonly PropertyKey[]) => number | undefined = () => undefined,
): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues);
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const line = lineOf([...issue.path, ...unknown]);
  throw new ManifestError(
    compact({
      file: file.path,
      line,
      ...(issue.path.length === 0 ? {} : { field: issue.path.map(String).join('.') }),
      problem: isMissing(issue, value) ? 'is missing' : sentence(issue, schema),
      hint: unknown.length === 0 ? undefined : knownHint(keysAt(schema, issue.path)),
    }),
  );
}

/** NB Zod Mini's issues carry no input, and no words that would tell. */
function isMissing(issue: Issue, value: unknown): boolean {
  const found = issue.path.reduce<unknown>(
    (inside, part) =>
      typeof inside === 'object' ? (inside as Record<PropertyKey, unknown> | null)?.[part] : undefined,
    value,
  );
  return issue.code === 'invalid_type' && found === undefined;
}

type Issue = z.core.$ZodIssue;

/** Of a union's alternatives, the one that got furthest says most. */
function deepest(issues: readonly Issue[]): Issue {
  const [first] = issues;
  if (first === undefined) throw new Error('a failed check without an issue');
  if (first.code !== 'invalid_union') return first;
  const inner = first.errors
    .flat()
    .map((issue) => ({ ...issue, path: [...first.path, ...issue.path] }) as Issue)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner !== undefined && inner.path.length > first.path.length ? deepest([inner]) : first;
}

/** Zod's own words ("expected string, received undefined") are not for people who wrote a manifest. */
function sentence(issue: Issue, schema: z.ZodMiniType): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, keysAt(schema, issue.path));
    case 'invalid_union':
      return kindsOf(issue.errors.flat());
    case 'invalid_key':
      // What is wrong with the name of an entry.
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

/** Of a union: what each of its alternatives would take. */
function kindsOf(issues: readonly Issue[]): string {
  const kinds = issues.flatMap((issue) => {
    if (issue.path.length > 0) return [];
    if (issue.code === 'invalid_type') return [article(issue.expected)];
    return issue.code === 'invalid_value' ? issue.values.map(String) : [];
  });
  return kinds.length === 0 ? 'has a value of the wrong kind' : `must be ${[...new Set(kinds)].join(' or ')}`;
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

export function knownHint(known: readonly string[]): string | undefined {
  return known.length === 0 ? undefined : `Known: ${known.join(', ')}.`;
}

/** Problems of our own options as one text, a line each, with the names that are known where one is not. */
export function describeIssues(issues: readonly Issue[], at: string, schema: z.ZodMiniType): string {
  const worst = issues.map((issue) => deepest([issue]));
  const lines = worst.map(
    (issue) => `${[at, ...issue.path.map(String)].join('.')}: ${sentence(issue, schema)}`,
  );
  const hints = worst.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? (knownHint(keysAt(schema, issue.path)) ?? []) : [],
  );
  return [...lines, ...new Set(hints)].join('\n');
}

/** Whether builds are stamped with the commit, and in which configurations. */
export const stampChoice = z.union([
  z.literal(true),
  z.array(z.string()),
  z.strictObject({
    in: z.union([z.literal(true), z.array(z.string())]),
    module: z.optional(z.string()),
  }),
]);

/** Who makes what `build` leaves. */
export const builder = z.enum(['toolchain', 'nix']);

/** Where the programs of a toolchain come from. */
export const toolSource = z.union([
  z.enum(['path', 'nix']),
  z.strictObject({ shell: z.optional(z.string()), reads: z.optional(z.array(z.string())) }),
]);

const executable = z.union([
  z.literal(true),
  z.string(),
  z.strictObject({
    main: z.optional(z.string()),
    name: z.optional(z.string()),
    runtime: z.optional(z.string()),
    runtimes: z.optional(z.record(z.string(), z.string())),
  }),
]);

const targetOverride = z.union([z.literal(false), z.record(z.string(), z.unknown())]);

const settings = {
  name: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  consumes: z.optional(z.array(z.string())),
  reads: z.optional(z.array(z.string())),
  env: z.optional(z.array(z.string())),
  allowUndeclared: z.optional(z.union([z.literal(true), z.array(z.string())])),
  implicitDependencies: z.optional(z.array(z.string())),
  platforms: z.optional(z.array(z.string())),
  stamp: z.optional(stampChoice),
  packages: z.optional(z.union([z.boolean(), packageOptions])),
  images: z.optional(z.union([z.boolean(), imageOptions])),
  executable: z.optional(executable),
  builder: z.optional(builder),
  tools: z.optional(toolSource),
  targets: z.optional(z.record(z.string(), targetOverride)),
};

/**
 * The `nx` section of a manifest, with what of it is about one toolchain alone. A section of the wrong shape,
 * or with an unknown key, is the user's mistake and is reported.
 */
export function settingsWith<T extends z.core.$ZodLooseShape>(own: T) {
  return z.strictObject({ ...settings, ...own }) as unknown as z.ZodMiniType<
    Settings & z.infer<z.ZodMiniObject<T>>
  >;
}

export const settingsSchema: z.ZodMiniType<Settings> = settingsWith({});

/** project.json, of which the rest is Nx's. */
export const projectJson = z.looseObject({
  metadata: z.optional(z.looseObject({ polynx: z.optional(settingsSchema) })),
});

/** What Nx itself reads in package.json stands in the same section. */
export const looseSettings = z.looseObject(settings) as unknown as z.ZodMiniType<Settings>;
export const SETTINGS = Object.keys(settings);
