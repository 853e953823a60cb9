/**
 * Packages of Debian and what came of it. https://manpages.debian.org/deb.5,
 * https://www.debian.org/doc/debian-policy/ch-controlfields.html
 */
import { createHash } from 'node:crypto';
import { gzip } from './deflate.js';
import { bytesOf, concat, type Entry, type Stamp, sorted } from './entry.js';
import { tar } from './tar.js';

export interface Control {
  readonly name: string;
  readonly version: string;
  /** Debian's own name: `amd64`. */
  readonly architecture: string;
  readonly maintainer: string;
  readonly description: string;
  readonly homepage?: string | undefined;
  readonly depends?: readonly string[] | undefined;
}

/** @param files by their path on the user's machine, without the slash in front */
export function deb(control: Control, files: readonly Entry[], { time }: Stamp): Uint8Array {
  const kilobytes = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 1024), 0);
  const sums = sorted(files).map(
    ({ path, bytes }) => `${createHash('md5').update(bytes).digest('hex')}  ${path}\n`,
  );
  const controlFiles = [
    { path: 'control', bytes: bytesOf(controlText(control, kilobytes)) },
    { path: 'md5sums', bytes: bytesOf(sums.join('')) },
  ];
  const options = { time, prefix: './' };
  return ar(
    [
      { path: 'debian-binary', bytes: bytesOf('2.0\n') },
      { path: 'control.tar.gz', bytes: gzip(tar(controlFiles, options)) },
      { path: 'data.tar.gz', bytes: gzip(tar(files, options)) },
    ],
    time,
  );
}

function controlText(control: Control, kilobytes: number): string {
  const [first = '', ...rest] = control.description.split('\n').map((line) => line.trim());
  const fields = [
    ['Package', control.name],
    ['Version', control.version],
    ['Architecture', control.architecture],
    ['Maintainer', control.maintainer],
    ['Installed-Size', String(kilobytes)],
    ['Depends', (control.depends ?? []).join(', ')],
    ['Section', 'utils'],
    ['Priority', 'optional'],
    ['Homepage', control.homepage ?? ''],
    ['Description', [first, ...rest.map((line) => ` ${line === '' ? '.' : line}`)].join('\n')],
  ];
  return fields.flatMap(([name, value]) => (value === '' ? [] : `${name}: ${value}\n`)).join('');
}

/** https://manpages.debian.org/ar.5: 60 bytes of text before each file, which begins at an even place. */
function ar(entries: readonly Entry[], time: number): Uint8Array {
  const parts = entries.flatMap(({ path, bytes }) => [
    bytesOf(
      `${path.padEnd(16)}${String(time).padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
    ),
    bytes,
    ...(bytes.length % 2 === 0 ? [] : [bytesOf('\n')]),
  ]);
  return concat([bytesOf('!<arch>\n'), ...parts]);
}
