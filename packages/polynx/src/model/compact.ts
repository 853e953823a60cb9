/** `T`, whose optional fields may also be given as `undefined`. */
type WithUndefined<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] };

/**
 * The object without its fields that are undefined; the others keep their order.
 *
 * NB `T` comes from the place where the result is used, so that fields that are missing or misspelt remain
 * errors there.
 */
export function compact<T extends object>(object: NoInfer<WithUndefined<T>>): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/**
 * Options without those that are undefined or say what the default says. Options stand in the graph once per
 * target: what is left out is neither written, nor compared, nor hashed.
 */
export function withoutDefaults<T extends object>(
  options: WithUndefined<Partial<T>>,
  defaults: Partial<T>,
): Partial<T> {
  const isDefault = (key: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify((defaults as Record<string, unknown>)[key]);
  const own = Object.entries(options).filter(([key, value]) => value !== undefined && !isDefault(key, value));
  return Object.fromEntries(own) as Partial<T>;
}
