import { escaped, svg } from './svg.js';

const LINE = 19;
const CHARACTER = 8.1;
const PADDING = 18;

const STYLE = [
  'text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}',
  // A terminal is dark on any page.
  '.page{fill:#0d1117;stroke:#30363d}.text{fill:#c9d1d9}.command{fill:#ffffff;font-weight:bold}.cached{fill:#7ee787}.ran{fill:#79c0ff}.quiet{fill:#8b949e}',
].join('');

export function drawTerminal(lines: readonly string[]): string {
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER) + 2 * PADDING;
  const height = lines.length * LINE + 2 * PADDING;
  const rows = lines.map((line, index) => {
    const y = PADDING + (index + 0.75) * LINE;
    return `<text class="${kindOf(line)}" x="${PADDING}" y="${y}">${escaped(line)}</text>`;
  });
  const page = `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`;
  return svg(
    width,
    height,
    'Build and test four languages, restore from the cache, rebuild after a comment',
    STYLE,
    [page, ...rows],
  );
}

function kindOf(line: string): string {
  if (line.startsWith('$ ')) return 'command';
  if (line.startsWith('✔')) return /\[.*(?:cache|existing)/.test(line) ? 'cached' : 'ran';
  return /^(?:Run duration|Nx read)/.test(line) ? 'quiet' : 'text';
}
