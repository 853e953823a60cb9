import type { Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { type Changes, changesBetween } from '../../adapters/git-remote/changes.js';
import { fetchSource, look } from '../../adapters/git-remote/fetch.js';
import { messageOf } from '../../adapters/unwritable.js';
import { ExpectedError, isExpected, OptionsError } from '../../model/errors.js';
import { basename, dirname } from '../../model/paths.js';
import { PIN_FILE, pinText, readPin, type SourcePin } from '../../model/source-pin.js';
import { listFiles } from '../../plugin/devkit.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import { described } from '../import-git/index.js';
import { scratchFor } from '../import-git/scratch.js';
import { schema } from './schema.js';

interface Component {
  readonly name: string;
  readonly file: string;
}

/** `nx g polynx:git-update [NAME]`; `--dry-run` shows the same and writes nothing. */
export default async function gitUpdate(host: NxTree, given: z.input<typeof schema>): Promise<void> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'git-update', schema));
  const { name, ref, gitTimeout } = result.data;
  if (ref !== undefined && name === undefined) throw new OptionsError('ref: of which component? Name it.');
  const failed: string[] = [];
  for (const one of await chosen(host, name)) {
    try {
      console.log(await update(host, one, ref, gitTimeout));
    } catch (error) {
      if (!isExpected(error)) throw error;
      failed.push(`${one.name}: ${messageOf(error)}`);
    }
  }
  // What could be updated is, whoever else cannot be reached.
  for (const text of failed) console.error(text);
  if (failed.length > 0) throw new ExpectedError(`${failed.length} of the components could not be updated.`);
}

async function chosen(host: NxTree, name: string | undefined): Promise<Component[]> {
  const files = await listFiles(host.root, [`**/${PIN_FILE}`]);
  const all = files.flatMap((file): Component[] => {
    const project = host.read(`${dirname(file)}/project.json`, 'utf-8');
    // A file of that name may be anybody's.
    if (project?.includes(file) !== true) return [];
    return [{ file, name: nameIn(project) ?? basename(dirname(file)) }];
  });
  const found =
    name === undefined ? all : all.filter((one) => one.name === name || dirname(one.file) === name);
  if (found.length > 0) return found;
  const known = all.map((one) => one.name).join(', ');
  throw new OptionsError(
    name === undefined
      ? 'No component is imported here. nx g polynx:import-git imports one.'
      : `name: ${JSON.stringify(name.slice(0, 100))} is no imported component; there ${known === '' ? 'is none' : `are ${known}`}.`,
  );
}

function nameIn(project: string): string | undefined {
  try {
    return (JSON.parse(project) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

async function update(
  host: NxTree,
  { name, file }: Component,
  ref: string | undefined,
  seconds: number,
): Promise<string> {
  const before = readPin(host.read(file, 'utf-8') ?? '', file);
  const wanted = ref ?? before.ref;
  if (wanted === undefined)
    return `${name}: ${described(before)}, a commit, which stays where it is. --ref names another one.`;
  const { url, allow, submodules } = before;
  const request = { url, allow, submodules, ref: wanted, seconds, scratch: scratchFor(host.root, name) };
  const { remote, found } = await look(request);
  if (found.rev === before.rev && found.ref === before.ref) return `${name}: ${described(before)}, as before`;
  const { pin } = await fetchSource(request);
  const changes = await changesBetween(remote, before, pin.rev);
  host.write(file, pinText(pin));
  return changeText(name, before, pin, changes);
}

export function changeText(
  name: string,
  before: SourcePin,
  pin: SourcePin,
  { count, isRewritten, lines }: Changes,
): string {
  const much = count === undefined ? 'commits since then' : count === 1 ? '1 commit' : `${count} commits`;
  const same = pin.narHash === before.narHash ? ['  the files are the same'] : [];
  const rewritten = isRewritten ? ['  NB its history was rewritten: the old commit is in none of them'] : [];
  const more = count !== undefined && count > lines.length ? ['  …'] : [];
  return [
    `${name}: ${described(before)} → ${described(pin)}, ${much}`,
    ...rewritten,
    ...same,
    ...lines.map((line) => `  ${line}`),
    ...more,
  ].join('\n');
}
