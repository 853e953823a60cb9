import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { basename, dirname } from '../../model/paths.js';
import type { Command } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import type { AnyToolchain } from '../../toolchains/toolchain.js';
import { guestsOf } from '../component/chosen.js';
import { withTexts } from '../component/render.js';
import { ignoreOutputs } from '../init/ignore-outputs.js';
import { analyseWorkspace } from '../nx-tree.js';
import { finish, rootOf } from '../relocating.js';
import { schema } from './schema.js';

/** `nx g polynx:cross-link FROM TO`: one toolchain offers, another one has an example that uses it. */
export default async function crossLink(
  host: NxTree,
  given: z.input<typeof schema>,
): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'cross-link', schema));
  const { from, to, skipInstall, skipFormat } = result.data;
  const { analysis, tree } = await analyseWorkspace(host);
  const link = await linkBetween(rootOf(from, analysis), rootOf(to, analysis), tree);
  if (link === undefined) throw new ExpectedError(`polynx knows no way to use ${from} in ${to}.\n  ${KNOWN}`);
  for (const [path, text] of Object.entries(link.texts)) host.write(path, text);
  await ignoreOutputs(host, (await analyseWorkspace(host)).analysis.planned);
  if (!skipFormat) await formatFiles(host);
  return async () => {
    const left = await finish(link.commands, skipInstall, host);
    const lines = [`${to} uses ${from}.`, ...link.hints, ...left, `Try: nx test ${to}`];
    console.log(`\n${lines.join('\n')}\n`);
  };
}

const KNOWN = [
  'There are examples for:',
  '- a page in a Go or Rust program, and a Rust library in a page (wasm-bindgen)',
  '- a Rust library in a Go program (C ABI), and a crate of the kind napi in a program or library for Node',
  '- the types of a Go module in TypeScript (JSON schema)',
].join('\n  ');

interface Link {
  readonly texts: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
  readonly hints: readonly string[];
}

/** The first offer for which somebody has an example. */
export async function linkBetween(from: string, to: string, tree: Tree): Promise<Link | undefined> {
  const scaffolds = await Promise.all(toolchains.map((one) => one.scaffold?.()));
  for (const [index, giver] of scaffolds.entries())
    for (const given of giver?.offers?.(from, tree) ?? []) {
      const wired = await wire(given.texts, toolchains[index], tree);
      const texts = { ...given.texts, ...wired };
      for (const taker of scaffolds) {
        const taken = taker?.accept?.(given.offer, to, withTexts(tree, texts));
        if (taken === undefined) continue;
        return {
          texts: { ...texts, ...taken.texts },
          commands: distinct([...given.commands, ...taken.commands]),
          hints: [given.hint, taken.hint].filter((hint) => hint !== undefined),
        };
      }
    }
  return undefined;
}

/** What is offered may come with a manifest of another toolchain, whose workspace has to take it in. */
async function wire(
  given: Readonly<Record<string, string>>,
  giver: AnyToolchain | undefined,
  tree: Tree,
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const file of Object.keys(given).filter((path) => !tree.has(path)))
    for (const guest of giver === undefined ? [] : await guestsOf([file], giver)) {
      const request = { name: basename(dirname(file)), kind: 'lib' as const, directory: dirname(file) };
      Object.assign(texts, guest.wire(request, withTexts(tree, { ...given, ...texts })));
    }
  return texts;
}

/** Both sides may want the same installation. */
function distinct(commands: readonly Command[]): Command[] {
  const byText = new Map(commands.map((command) => [JSON.stringify(command), command]));
  return [...byText.values()];
}
