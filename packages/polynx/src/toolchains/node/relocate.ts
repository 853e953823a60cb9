/**
 * Manifests around a package that is moved or removed: lists of members, `file:` dependencies, references and
 * paths of TypeScript.
 */
import { dirname, isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { changedTexts, moveQuoted, relocateInList } from '../shared/relocation.js';
import type { Relocation } from '../toolchain.js';
import { listMember, packageManagerIn, workspaceAbove } from './scaffold-workspace.js';
import { isListed } from './workspaces.js';

const MANIFEST = /(?:^|\/)(?:package|project|[jt]sconfig[^/]*)\.json$/;

export function relocate(from: string, to: string | undefined, tree: Tree): Relocation {
  const all = tree.files.filter((file) => MANIFEST.test(file) || file.endsWith('pnpm-workspace.yaml'));
  const texts = new Map(all.map((file) => [file, relocated(file, from, to, tree)]));
  const isPackage = tree.has(join(from, 'package.json'));
  const root = isPackage ? workspaceAbove(from, tree) : undefined;
  if (to !== undefined && root !== undefined && isListed(root, from, tree))
    for (const [file, text] of Object.entries(listed(root, to, tree, texts))) texts.set(file, text);
  return {
    texts: changedTexts((path) => tree.read(path), texts),
    commands: isPackage ? [{ program: packageManagerIn(tree), args: ['install'], cwd: root ?? '.' }] : [],
  };
}

function relocated(file: string, from: string, to: string | undefined, tree: Tree): string {
  const text = tree.read(file) ?? '';
  if (file.endsWith('.yaml')) return inYaml(text, file, from, to);
  const lists = [['workspaces'], ['workspaces', 'packages']];
  const inLists = lists.reduce((changed, list) => relocateInList(changed, list, file, from, to), text);
  if (to !== undefined) return moveQuoted(inLists, file, { from, to });
  return isInside(file, from) ? text : withoutReference(inLists, file, from);
}

/**
 * `{ "path": "../a" }` in the references of tsconfig.json, which TypeScript refuses when there is nothing.
 */
function withoutReference(text: string, file: string, from: string): string {
  return text.replace(/\{\s*"path"\s*:\s*"([^"\n]*)"\s*\}\s*,?\s*/g, (whole, path: string) =>
    join(dirname(file), path) === from ? '' : whole,
  );
}

/** The list of pnpm, an item a line. */
function inYaml(text: string, file: string, from: string, to: string | undefined): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const [, before = '', path = '', after = ''] = /^(\s*-\s*['"]?)([^'"#\s]+)(.*)$/.exec(line) ?? [];
      if (path === '' || join(dirname(file), path) !== from) return [line];
      return to === undefined ? [] : [`${before}${relative(dirname(file), to)}${after}`];
    })
    .join('\n');
}

/** A package that a pattern took in may be out of its reach. */
function listed(root: string, to: string, tree: Tree, texts: ReadonlyMap<string, string>) {
  const after: Tree = { ...tree, read: (path) => texts.get(path) ?? tree.read(path) };
  return listMember(root, to, after);
}
