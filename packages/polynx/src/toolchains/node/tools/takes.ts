/** Whether something that a tool takes whole, a folder or what a wildcard matches, holds one of the files. */
import { isInside } from '../../../model/paths.js';
import { expandBraces, wildcard } from '../../shared/wildcard.js';

type Matches = (file: string) => boolean;

export function takesOne(
  takes: readonly string[],
  files: readonly string[],
  spares: readonly string[] = [],
): boolean {
  if (files.length === 0 || takes.length === 0) return false;
  const [taken, spared] = [takes.map(matcher), spares.map(matcher)];
  return files.some((file) => taken.some((one) => one(file)) && !spared.some((one) => one(file)));
}

function matcher(path: string): Matches {
  if (!/[*{?[]/.test(path)) return (file) => isInside(file, path);
  const patterns = expandBraces(path).map((one) => wildcard(one, { dot: true }));
  return (file) => patterns.some((matches) => matches(file));
}
