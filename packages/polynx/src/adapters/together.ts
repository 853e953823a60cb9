/** Many questions of one moment, asked at once. */

export type AskAbout = (subjects: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * A process that answers for a list costs the same for one as for a thousand. Questions that come before it
 * is started share it; each gets what is true of its own subjects.
 */
export function askTogether(ask: AskAbout): AskAbout {
  let next: { readonly subjects: Set<string>; readonly answer: Promise<ReadonlySet<string>> } | undefined;
  const begin = () => {
    const subjects = new Set<string>();
    // NB all that is ready to run comes first: the audits of a batch ask one after the other.
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined;
      return ask([...subjects]);
    });
    return { subjects, answer };
  };
  return async (own) => {
    if (own.length === 0) return new Set();
    next ??= begin();
    for (const subject of own) next.subjects.add(subject);
    const found = await next.answer;
    return new Set(own.filter((subject) => found.has(subject)));
  };
}
