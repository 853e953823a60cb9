#!/usr/bin/env node
// A registry for npm, pnpm and deno that serves one folder, on the loopback interface, while a build runs:
//
//   node registry.mjs FOLDER      prints its URL and answers until it is killed
//
// FOLDER/index.json: { "<name>": { "<version>": { "integrity"?: "sha512-…", "manifest"?: {…} } } },
// where `manifest` takes the place of the tarball's package.json
// FOLDER/<name>/-/<file>.tgz: the tarballs, whatever registry they are from
// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = process.argv[2];
const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const tarball = (name, version) => `${name}/-/${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`;

/** package.json of a tarball, whose first folder may have any name: dependencies are decided by it. */
function manifest(name, version) {
  const bytes = gunzipSync(readFileSync(join(folder, tarball(name, version))));
  for (let at = 0; at + 512 <= bytes.length; ) {
    const field = (from, length) =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12).trim() || '0', 8);
    if (/^[^/]+\/package\.json$/.test(field(0, 100)))
      return JSON.parse(bytes.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return { name, version };
}

function packument(name, base) {
  const versions = Object.fromEntries(
    Object.entries(index[name]).map(([version, { integrity, manifest: given }]) => [
      version,
      {
        ...(given ?? manifest(name, version)),
        name,
        version,
        dist: { integrity, tarball: `${base}/${tarball(name, version)}` },
      },
    ]),
  );
  const latest = Object.keys(versions).at(-1);
  const time = Object.fromEntries(
    Object.keys(versions).map((version) => [version, '2020-01-01T00:00:00.000Z']),
  );
  return { name, 'dist-tags': { latest }, versions, time };
}

const server = createServer((request, response) => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const path = decodeURIComponent(new URL(request.url ?? '/', base).pathname).slice(1);
  const missing = () =>
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not in the lock"}');
  if (normalize(path).startsWith('..')) return missing();
  if (path.endsWith('.tgz')) {
    createReadStream(join(folder, path)).on('error', missing).pipe(response);
  } else if (Object.hasOwn(index, path)) {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(packument(path, base)));
  } else {
    missing();
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
