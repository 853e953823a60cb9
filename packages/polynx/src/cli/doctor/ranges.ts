/** Only what our own package.json says of others: `>=23 <25`, `^20.19 || ^22.12 || >=24`. */
export function satisfies(version: string, range: string): boolean {
  const own = numbersOf(version);
  return range.split('||').some((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((comparator) => meets(own, comparator)),
  );
}

type Numbers = readonly [major: number, minor: number, patch: number];

function numbersOf(text: string): Numbers {
  const [major = 0, minor = 0, patch = 0] = (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
  return [major, minor, patch];
}

function meets(own: Numbers, comparator: string): boolean {
  if (comparator === '*') return true;
  const [, operator = '=', text = ''] = /^(>=|<|\^)?(.*)$/.exec(comparator) ?? [];
  const order = compare(own, numbersOf(text));
  if (operator === '<') return order < 0;
  if (operator === '>=') return order >= 0;
  if (operator === '^') return order >= 0 && own[0] === numbersOf(text)[0];
  return order === 0;
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
