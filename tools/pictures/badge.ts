import { escaped, svg } from './svg.js';

const CHARACTER = 7.2;

const STYLE =
  'text{font:11px "DejaVu Sans",Verdana,sans-serif;fill:#fff}.left{fill:#57606a}.right{fill:#0969da}';

/** `version | 0.1.0`, as a small box. */
export function drawBadge(label: string, value: string): string {
  const [left, right] = [label, value].map((text) => Math.ceil(text.length * CHARACTER) + 14) as [
    number,
    number,
  ];
  return svg(left + right, 20, `${label}: ${value}`, STYLE, [
    `<rect class="left" width="${left + 4}" height="20" rx="4"/>`,
    `<rect class="right" x="${left}" width="${right}" height="20" rx="4"/>`,
    `<text x="7" y="14">${escaped(label)}</text>`,
    `<text x="${left + 7}" y="14">${escaped(value)}</text>`,
  ]);
}
