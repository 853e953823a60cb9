/** What is worked out when it is first asked for. */
export function once<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined || memory.has(key)) return known as V;
  const value = make();
  memory.set(key, value);
  return value;
}
