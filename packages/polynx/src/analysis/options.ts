import * as z from 'zod/mini';
import type { Boundary } from '../model/boundaries.js';
import { MAX_FILE_SIZE } from '../model/disk-reader.js';
import { OptionsError } from '../model/errors.js';
import { UNIVERSAL } from '../model/platform.js';
import { PLATFORM_NAMES, unknownPlatform } from '../model/platform-names.js';
import type { TargetOverride } from '../model/project.js';
import type { PipelineOptions } from '../pipes/pipeline.js';
import { toolchains } from '../toolchains/index.js';
import { imageOptions } from '../toolchains/shared/images.js';
import { unknownKeys } from '../toolchains/shared/known-keys.js';
import {
  builder,
  describeIssues,
  knownHint,
  settingsSchema,
  stampChoice,
  toolSource,
} from '../toolchains/shared/manifest.js';
import { described } from '../toolchains/shared/options.js';
import { packageOptions } from '../toolchains/shared/packages.js';
import { overrideProblem } from '../toolchains/shared/target-overrides.js';

/** What users say of single targets, under a toolchain. */
export const targets = described(
  z._default(z.record(z.string(), z.union([z.literal(false), z.record(z.string(), z.unknown())])), {}),
  'Per target: `false` drops it, `{ targetName }` renames it, everything else is merged over what is inferred.',
);

/** Directories that usually hold examples, or other people's code. */
const IGNORED_DIRECTORIES = ['fixtures', '__fixtures__', 'testdata', 'vendor', 'node_modules', 'target'];

const flakeOutputs = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const tags = z.array(z.string());

const boundary = z
  .strictObject({
    sourceTag: z.optional(z.string()),
    allSourceTags: z.optional(tags),
    onlyDependOnLibsWithTags: z.optional(tags),
    notDependOnLibsWithTags: z.optional(tags),
  })
  .check(
    z.refine(
      ({ sourceTag, allSourceTags }) => (sourceTag === undefined) !== (allSourceTags === undefined),
      'must have either sourceTag or allSourceTags',
    ),
  );

/** A new option is one line here; what a pipe reads of it is typed by `PipelineOptions`. */
const common = {
  ignoreDirectories: described(
    z._default(z.array(z.string()), IGNORED_DIRECTORIES),
    'Names of directories whose manifests are ignored, unless a workspace names one as its member.',
  ),
  maxFileSize: described(
    z._default(z.number().check(z.positive()), MAX_FILE_SIZE),
    'Maximum size of a file, in megabytes. polynx does not read larger files; the projects that need one fail with its name.',
  ),
  platforms: described(
    z._default(z.array(z.string()), []),
    'Platforms for which programs get a target `build-<platform>`, e.g. `linux-arm64`, `darwin-universal`, `windows-x64`.',
  ),
  stamp: described(
    z._default(z.record(z.string(), stampChoice), {}),
    'Projects, by name or directory, whose builds contain their commit: `true`, the configurations that do (`["release"]`), or `{ in, module }`.',
  ),
  projects: described(
    z._default(z.record(z.string(), settingsSchema), {}),
    'Settings by directory, as the nx section of a manifest has them, for projects whose manifest has no room: `{ "services/api": { platforms, packages, targets, tags } }`.',
  ),
  verifyReproducible: described(
    z._default(z.boolean(), false),
    'Adds a target `verify-reproducible` to projects with artifacts: it builds twice, in two directories, and compares the bytes.',
  ),
  ci: described(
    z._default(z.boolean(), false),
    'Adds `test-ci`, which runs the tests of a project in parts, and a target `test-ci--<part>` for each: unit tests and each integration test of a crate, each package of a Go module, each test file of Deno.',
  ),
  builder: described(
    z._default(z.union([builder, z.record(z.string(), builder)]), 'toolchain'),
    'Makes `build` the Nix build of the package, with the output paths of the toolchain: `nix`, or per project, by name or directory.',
  ),
  interfaces: described(
    z.optional(z.string()),
    'A file that lists the interfaces that projects provide and consume. Consumers get a target `interfaces-check`.',
  ),
  tools: described(
    z._default(toolSource, 'path'),
    'Where compilers and tools come from: `path`, or `nix` for the dev shell of flake.nix; `{ shell, reads }` names another shell and the files that it reads.',
  ),
  flake: described(
    z.optional(z.strictObject({ packages: z.optional(flakeOutputs), checks: z.optional(flakeOutputs) })),
    'Outputs of your own flake.nix that become targets: `{ packages: { api: "services/api" }, checks: { style: "." } }`, each with its project or, in a list, with more of its inputs.',
  ),
  boundaries: described(
    z._default(z.array(boundary), []),
    'Rules for `polynx boundaries`: which projects may depend on which, by tags, with the fields of `depConstraints` of Nx’s rule for ESLint.',
  ),
  batch: described(
    z._default(z.boolean(), true),
    'Batches: `nx run-many` and `nx affected` use one process of a tool for many tasks. `false`: one process per task, also with `--batch`.',
  ),
  packages: described(
    z._default(z.union([z.boolean(), packageOptions]), false),
    'Adds targets `package-<platform>` to programs, and sets what they write.',
  ),
  images: described(
    z._default(z.union([z.boolean(), imageOptions]), false),
    'Adds targets `image`, `image-push` and `deliver` to programs, and sets what images hold and where they go.',
  ),
};

export const commonOptions = z.looseObject(common);

/** The options of the plugin entry in nx.json, with every default filled in. */
export interface PluginOptions extends Omit<PipelineOptions, 'toolchains'> {
  readonly ignoreDirectories: readonly string[];
  readonly maxFileSize: number;
  readonly boundaries: readonly Boundary[];
  readonly batch: boolean;
  readonly toolchains: Readonly<Record<string, ToolchainOptions>>;
}

export interface ToolchainOptions {
  readonly enabled: boolean;
  readonly targets: Readonly<Record<string, TargetOverride>>;
  /** Checked by the toolchain's own schema. */
  readonly own: unknown;
}

/**
 * What a user may write: `{ "ignoreDirectories": [...], "go": false, "cargo": { "features": [...], "targets":
 * { "lint": false } } }`.
 */
export type UserOptions = z.input<typeof commonOptions>;

export function readOptions(user: unknown): PluginOptions {
  const { success, data, error } = z.safeParse(commonOptions, user ?? {});
  if (!success)
    throw new OptionsError(describeIssues(error.issues, 'polynx options in nx.json', commonOptions));
  refuseUnknownPlatforms((data as Common).platforms);
  const isCommon = ([key]: [string, unknown]) => Object.hasOwn(common, key);
  const rest = Object.fromEntries(Object.entries(data).filter((entry) => !isCommon(entry)));
  refuseUnknown(rest);
  return {
    ...(Object.fromEntries(Object.entries(data).filter(isCommon)) as unknown as Common),
    toolchains: Object.fromEntries(
      toolchains.map(({ id, options }) => [id, toolchainOptions(id, options, rest[id])]),
    ),
  };
}

type Common = Omit<PluginOptions, 'toolchains'>;

function refuseUnknown(rest: Readonly<Record<string, unknown>>): void {
  const ids = toolchains.map(({ id }) => id);
  const known = [...Object.keys(commonOptions.def.shape), ...ids];
  const unknown = Object.keys(rest).filter((key) => !ids.includes(key));
  if (unknown.length === 0) return;
  const text = unknownKeys(unknown, known).replaceAll('unknown key', 'unknown option');
  throw new OptionsError(`polynx options in nx.json: ${text}\n${knownHint(known)}`);
}

function refuseUnknownPlatforms(platforms: readonly string[]): void {
  const isKnown = (name: string) => name === UNIVERSAL || toolchains.some((one) => one.isPlatform?.(name));
  const unknown = platforms.filter((name) => !isKnown(name)).map(unknownPlatform);
  if (unknown.length === 0) return;
  const hint = knownHint(PLATFORM_NAMES);
  throw new OptionsError(`polynx options in nx.json.platforms: ${unknown.join('; ')}\n${hint}`);
}

function toolchainOptions(id: string, schema: z.ZodMiniType, value: unknown): ToolchainOptions {
  const { targets: overrides, ...own } =
    typeof value === 'object' && value !== null ? (value as { targets?: unknown }) : {};
  if (value !== undefined && typeof value !== 'boolean' && (typeof value !== 'object' || value === null)) {
    throw new OptionsError(`polynx options in nx.json.${id}: must be false or an object`);
  }
  const at = `polynx options in nx.json.${id}`;
  const known = checked(targets, overrides, `${at}.targets`) as Record<string, TargetOverride>;
  refuseOverrides(id, known, `${at}.targets`);
  return {
    enabled: value !== false,
    targets: known,
    own: checked(schema, own, at),
  };
}

/** NB a target that pipes add has an executor of its own, whose options are not looked at. */
function refuseOverrides(id: string, overrides: Readonly<Record<string, TargetOverride>>, at: string): void {
  const { runner, intents = [] } = toolchains.find((one) => one.id === id) ?? {};
  for (const [name, override] of Object.entries(overrides)) {
    const isOwn = intents.some((intent) => intent.name === name);
    const problem =
      override === false ? undefined : overrideProblem(override, isOwn ? runner?.options : undefined);
    if (problem === undefined) continue;
    const where = [at, name, ...problem.at].join('.');
    const hint = knownHint(problem.known);
    throw new OptionsError([`${where}: ${problem.says}`, ...(hint === undefined ? [] : [hint])].join('\n'));
  }
}

function checked<T>(schema: z.ZodMiniType<T>, value: unknown, at: string): T {
  const result = z.safeParse(schema, value);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, at, schema));
  return result.data;
}
