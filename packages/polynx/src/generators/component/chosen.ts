import { OptionsError } from '../../model/errors.js';
import { basename } from '../../model/paths.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain, Kind, Scaffold, ScaffoldRequest } from '../../toolchains/toolchain.js';
import { canAsk, choose } from './ask.js';
import { isByNix } from './effects.js';
import type { ComponentOptions } from './schema.js';

export interface Chosen {
  readonly toolchain: AnyToolchain;
  readonly scaffold: Scaffold;
  readonly kind: Kind;
}

/** What the options say, and what a person at the terminal answers. Only what goes together is offered. */
export async function chosen(options: ComponentOptions): Promise<Chosen> {
  const toolchain = await toolchainOf(options);
  const scaffold = await toolchain.scaffold?.();
  if (scaffold === undefined) throw new OptionsError(`toolchain: ${toolchain.id} cannot start components`);
  const kind = await kindOf(options, toolchain, scaffold);
  refuseUseless(options, toolchain, scaffold);
  return { toolchain, scaffold, kind };
}

async function toolchainOf({ toolchain: id, kind }: ComponentOptions): Promise<AnyToolchain> {
  const able = toolchains.filter(({ scaffold }) => scaffold !== undefined);
  const found = able.find((one) => one.id === id);
  if (found !== undefined) return found;
  if (!canAsk())
    throw new OptionsError(`toolchain: is missing; choose one of ${able.map((one) => one.id).join(', ')}`);
  const offers = await Promise.all(
    able.map(async (one) => ({ one, kinds: Object.keys((await one.scaffold?.())?.kinds ?? {}) })),
  );
  const fitting = offers.filter(({ kinds }) => kind === undefined || kinds.includes(kind));
  const answer = await choose(
    'Which language?',
    fitting.map(({ one }) => [one.id, one.title] as const),
  );
  return able.find((one) => one.id === answer) ?? toolchainOf({ toolchain: undefined } as ComponentOptions);
}

async function kindOf(
  { kind }: ComponentOptions,
  toolchain: AnyToolchain,
  { kinds }: Scaffold,
): Promise<Kind> {
  const offered = Object.entries(kinds) as [Kind, string][];
  const names = offered.map(([name]) => name).join(', ');
  if (kind !== undefined) {
    if (kinds[kind] !== undefined) return kind;
    throw new OptionsError(`kind: ${toolchain.id} has no ${kind}; it offers ${names}`);
  }
  if (canAsk()) return choose('What will it be?', offered);
  throw new OptionsError(`kind: is missing; ${toolchain.id} offers ${names}`);
}

const OPTIONAL = [
  'linter',
  'packaging',
  'platforms',
  'publishable',
] as const satisfies (keyof ScaffoldRequest & keyof ComponentOptions)[];

/** An option without an effect is a misunderstanding. */
function refuseUseless(options: ComponentOptions, { id }: AnyToolchain, { takes = [] }: Scaffold): void {
  // NB what Nix packages is said in no manifest.
  const isGiven = (name: (typeof OPTIONAL)[number]) =>
    name === 'packaging'
      ? options.packaging?.some((one) => !isByNix(one)) === true
      : options[name] !== undefined && options[name] !== false;
  const given = OPTIONAL.filter(isGiven);
  const useless = given.find((name) => !takes.includes(name));
  if (useless === undefined) return;
  throw new OptionsError(`${useless}: has no effect for ${id}: its new components have no use for it`);
}

/** Of the other toolchains those that find a manifest of theirs among the files. */
export async function guestsOf(files: readonly string[], host: AnyToolchain): Promise<Scaffold[]> {
  const names = new Set(files.map(basename));
  const guests = toolchains.filter(
    (one) => one !== host && one.files.manifests.some((glob) => names.has(basename(glob))),
  );
  const scaffolds = await Promise.all(guests.map((one) => one.scaffold?.()));
  return scaffolds.filter((one) => one !== undefined);
}
