import type { Tree } from '../model/tree.js';

/**
 * Characters. A large repository has more; texts that are wanted again after so many others are read again.
 */
const KEPT = 64_000_000;

type Answer = { readonly text: string | undefined } | { readonly error: unknown };

/**
 * One reader for one computation of the graph: several scans look at the same file, and so do the list of
 * what is ignored, its digests, and the graph. NB what it keeps goes with it: a daemon lives for days.
 */
export function readingOnce(read: Tree['read'], kept = KEPT): Tree['read'] {
  const answers = new Map<string, Answer>();
  let size = 0;
  const keep = (file: string, answer: Answer): void => {
    answers.set(file, answer);
    size += sizeOf(answer);
    for (const [oldest, one] of answers) {
      if (size <= kept) break;
      answers.delete(oldest);
      size -= sizeOf(one);
    }
  };
  return (file) => {
    let answer = answers.get(file);
    if (answer === undefined) {
      answer = attempt(read, file);
      keep(file, answer);
    }
    if ('error' in answer) throw answer.error;
    return answer.text;
  };
}

function attempt(read: Tree['read'], file: string): Answer {
  try {
    return { text: read(file) };
  } catch (error) {
    return { error };
  }
}

function sizeOf(answer: Answer): number {
  return 'text' in answer ? (answer.text?.length ?? 0) : 0;
}
