/**
 * An answer about many things at once, where one that it cannot be given about is set aside, so that the
 * others have theirs.
 */

/** NB each round asks some twenty times; where as many as this are at fault, it is not them. */
const ROUNDS = 5;

/**
 * @param spoil what stands in the place of one that is set aside; where all of them are and `ask` still
 * fails, that error is thrown
 * @param items those that others build upon first: of two that fail only together, the later one is at fault
 */
export function settingAside<T, R>(
  items: readonly T[],
  ask: (items: readonly T[]) => R,
  spoil: (item: T, error: unknown) => T,
): R {
  let current = items;
  for (let round = 0; ; round++) {
    try {
      return ask(current);
    } catch (error) {
      const all = current.map((item) => spoil(item, error));
      if (round === ROUNDS || current.length <= 1) return ask(all);
      current = withoutCulprit(current, all, ask, { error, spoil });
    }
  }
}

/** Between a beginning of the list that can be answered about and one longer by one that cannot. */
function withoutCulprit<T>(
  items: readonly T[],
  spoiled: readonly T[],
  ask: (items: readonly T[]) => unknown,
  { error, spoil }: { error: unknown; spoil: (item: T, error: unknown) => T },
): readonly T[] {
  ask(spoiled);
  let [fine, failing, reason] = [0, items.length, error];
  while (failing - fine > 1) {
    const middle = (fine + failing) >> 1;
    try {
      ask([...items.slice(0, middle), ...spoiled.slice(middle)]);
      fine = middle;
    } catch (next) {
      [failing, reason] = [middle, next];
    }
  }
  return items.map((item, index) => (index === fine ? spoil(item, reason) : item));
}
