import {
  applyEdits,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type Node,
  parse,
  parseTree,
} from 'jsonc-parser';

/**
 * The text with one more item in the list at `path`, or, with a `key`, one more property in the object there.
 * Everything else stays byte for byte: the editor of jsonc-parser lays out its neighbours anew and moves the
 * comment behind the last one.
 */
export function addToJsonc(text: string, path: JSONPath, value: unknown, key?: string): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const container = root && findNodeAtLocation(root, path);
  const name = path.at(-1);
  if (container === undefined && typeof name === 'string')
    return addToJsonc(text, path.slice(0, -1), key === undefined ? [value] : { [key]: value }, name);
  const last = container?.children?.at(-1);
  if (container === undefined || last === undefined) return setAnew(text, [...path, key ?? 0], value);
  return addBehind(text, container, last, value, key);
}

function addBehind(
  text: string,
  container: Node,
  last: Node,
  value: unknown,
  key: string | undefined,
): string {
  const prefix = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const end = last.offset + last.length;
  const first = container.children?.[0] ?? last;
  if (!text.slice(container.offset, first.offset).includes('\n'))
    return `${text.slice(0, end)}, ${prefix}${JSON.stringify(value)}${text.slice(end)}`;
  const { eol, unit } = layoutOf(text);
  const indent = /[ \t]*$/.exec(text.slice(0, last.offset))?.[0] ?? '';
  const lines = print(value, unit).replaceAll('\n', eol + indent);
  // A comment on the line of the last item is about that item, and a comma may stand before it already.
  const [rest = '', comma = '', comment = ''] =
    /^(,?)([ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?)[ \t]*(?=\r?\n)/.exec(text.slice(end)) ?? [];
  return `${text.slice(0, end)},${comment}${eol}${indent}${prefix}${lines}${comma}${text.slice(end + rest.length)}`;
}

/** Into an empty list or object, or an empty text. */
function setAnew(text: string, path: JSONPath, value: unknown): string {
  const { eol, unit } = layoutOf(text);
  const insertSpaces = !unit.startsWith('\t');
  const formattingOptions = { insertSpaces, tabSize: unit.length, eol };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** A list of strings on one line, as formatters have it; anything else over several. */
function print(value: unknown, unit: string): string {
  const isPlain = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isPlain
    ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    : JSON.stringify(value, null, unit);
}

function layoutOf(text: string): { eol: string; unit: string } {
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', unit: /^([ \t]+)"/m.exec(text)?.[1] ?? '  ' };
}

/** Comments and everything else stay. `undefined` removes what is there. */
export function withValue(text: string, path: JSONPath, value: unknown): string {
  const key = path.at(-1);
  const before = valueAt(text, path);
  if (JSON.stringify(before) === JSON.stringify(value)) return text;
  // NB the editor of jsonc-parser moves comments when it adds.
  if (before === undefined && typeof key === 'string') return addToJsonc(text, path.slice(0, -1), value, key);
  return setAnew(text, path, value);
}

function valueAt(text: string, path: JSONPath): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    parse(text, [], { allowTrailingComma: true }),
  );
}

/** The object at the path, and those around it that nothing else is in. */
export function withoutEmpty(text: string, path: JSONPath): string {
  const value = valueAt(text, path);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return path.length === 0 || !isEmpty
    ? text
    : withoutEmpty(withValue(text, path, undefined), path.slice(0, -1));
}
