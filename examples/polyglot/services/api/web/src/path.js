/** Where the service greets whom `?name=` names. */
export function greetingPath(search) {
  const name = new URLSearchParams(search).get('name') || 'world';
  return `/hello/${encodeURIComponent(name)}`;
}
