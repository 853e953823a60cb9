#!/usr/bin/env node
// Fills a DENO_DIR with remote modules, as deno itself keeps them:
//
//   node deno-cache.mjs LIST.json DENO_DIR      LIST: [{ url, path?, text?, headers }]
//
// A file is called by the sha256 of the URL's path and query, and ends with a line of metadata.
// https://github.com/denoland/deno_cache_dir (rs_lib/src/cache.rs, global_cache.rs)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [list, denoDir] = process.argv.slice(2);
for (const { url, path, text = '', headers } of JSON.parse(readFileSync(list, 'utf8'))) {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const name = createHash('sha256').update(`${pathname}${search}`).digest('hex');
  const host = port === '' ? hostname : `${hostname}_PORT${port}`;
  const file = join(denoDir, 'remote', protocol.slice(0, -1), host, name);
  const content = path === undefined ? Buffer.from(text) : readFileSync(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    Buffer.concat([content, Buffer.from(`\n// denoCacheMetadata=${JSON.stringify({ headers, url })}`)]),
  );
}
