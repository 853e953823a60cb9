/** `T`, whose optional fields may also be given as `undefined`. */
type WithUndefined<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] };

/**
 * The object without its fields that are undefined; the others keep their order. Where none is undefined it
 * is the same object.
 *
 * NB `T` comes from the place where the result is used, so that fields that are missing or misspelt remain
 * errors there.
 */
export function compact<T extends object>(object: NoInfer<WithUndefined<T>>): T {
  const all = object as Readonly<Record<string, unknown>>;
  const names = Object.keys(all);
  if (!names.some((name) => all[name] === undefined)) return object as T;
  const own: Record<string, unknown> = {};
  for (const name of names) if (all[name] !== undefined) own[name] = all[name];
  return own as T;
}

/**
 * Options without those that are undefined or say what the default says. Options stand in the graph once per
 * target: what is left out is neither written, nor compared, nor hashed.
 */
export function withoutDefaults<T extends object>(
  options: WithUndefined<Partial<T>>,
  defaults: Partial<T>,
): Partial<T> {
  const all = options as Readonly<Record<string, unknown>>;
  const others = defaults as Readonly<Record<string, unknown>>;
  const own: Record<string, unknown> = {};
  for (const name of Object.keys(all))
    if (all[name] !== undefined && !isEqual(all[name], others[name])) own[name] = all[name];
  return own as Partial<T>;
}

/** NB for ten thousand targets this is asked a quarter of a million times. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return (
    typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other)
  );
}
