/**
 * A registry of npm that has the tarballs of a folder, and nothing else. Any other folder can be downloaded
 * from it too.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** @returns its address; `/files/<name>` is a file of the folder as it is. */
export async function serve(folder: string, tarballs: readonly string[]): Promise<string> {
  const packages = new Map(
    tarballs.map((file) => {
      const bytes = readFileSync(join(folder, file));
      const manifest = manifestOf(bytes);
      return [manifest.name, { file, bytes, manifest }] as const;
    }),
  );
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const found = packages.get(path);
    const file = join(folder, path.replace('files/', ''));
    if (found !== undefined) response.end(JSON.stringify(packument(found, url)));
    else if (path.startsWith('files/') && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.close();
  });
  return url;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** The first file of our tarballs that is called so. */
function manifestOf(tarball: Uint8Array): Manifest {
  const tar = gunzipSync(tarball);
  for (let at = 0; at < tar.length; ) {
    const text = (from: number, to: number) =>
      tar
        .subarray(at + from, at + to)
        .toString('latin1')
        .replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136), 8) || 0;
    if (text(0, 100) === 'package/package.json')
      return JSON.parse(tar.subarray(at + 512, at + 512 + size).toString('utf8')) as Manifest;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('no package.json');
}

/** https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function packument(
  { file, bytes, manifest }: { file: string; bytes: Uint8Array; manifest: Manifest },
  url: string,
): object {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const { name, version } = manifest;
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball: `${url}/files/${file}`, integrity } } },
  };
}
