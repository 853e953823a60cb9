#!/usr/bin/env node
// An OCI image layout from store paths, the same bytes every time:
//
//   node layers.mjs IMAGE.json OUT
//
// IMAGE: { graph, maxLayers, architecture, config, folders: { "/tmp": "1777" }, links: { "/bin/x":
// "/nix/store/…" }, files: { "/etc/passwd": "…" }, root: "folder" } graph: as exportReferencesGraph writes it. A layer per
// store path, the most referred to first; what is more than maxLayers shares the last.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [file, out] = process.argv.slice(2);
const image = JSON.parse(readFileSync(file, 'utf8'));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// -- tar. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html

function header({ name, mode, size = 0, type, target = '' }) {
  const block = Buffer.alloc(512);
  const octal = (value, at, length) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1, 136, 12); // mtime: one second after the epoch, as in the store
  block.write('        ', 148);
  block.write(type, 156);
  block.write(target, 157, 100);
  block.write('ustar\0' + '00', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);

/** Names and targets that do not fit into 100 bytes go into a header of their own. */
function longNames(entry) {
  const record = (key, value) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (String(length).length + rest !== length) length = String(length).length + rest;
    return `${length} ${key}=${value}\n`;
  };
  const records = [
    ['path', entry.name],
    ['linkpath', entry.target ?? ''],
  ].flatMap(([key, value]) => (Buffer.byteLength(value) > 100 ? [record(key, value)] : []));
  if (records.length === 0) return [];
  const bytes = Buffer.from(records.join(''));
  return [header({ name: 'pax', mode: 0o644, size: bytes.length, type: 'x' }), padded(bytes)];
}

const entryOf = (entry, bytes) => [
  ...longNames(entry),
  header(entry),
  ...(bytes === undefined ? [] : [padded(bytes)]),
];

/** In the store nothing may be written, whatever the umask of the builder left. */
const ofStore = (stat) => (stat.isDirectory() || stat.mode & 0o111 ? 0o555 : 0o444);
const asItIs = (stat) => stat.mode & 0o7777;

function tree(path, modeOf = ofStore, name = path.slice(1)) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return entryOf({ name, mode: 0o777, type: '2', target: readlinkSync(path) });
  const mode = modeOf(stat);
  if (stat.isDirectory())
    return [...entryOf({ name: `${name}/`, mode, type: '5' }), ...below(path, modeOf, name)];
  const bytes = readFileSync(path);
  return entryOf({ name, mode, size: bytes.length, type: '0' }, bytes);
}

const below = (path, modeOf, name) =>
  readdirSync(path)
    .sort()
    .flatMap((child) => tree(join(path, child), modeOf, join(name, child)));

/** All folders above a path, outermost first. */
const above = (path) =>
  path
    .split('/')
    .slice(1, -1)
    .map((_, at, parts) => `/${parts.slice(0, at + 1).join('/')}`);

function folders(paths) {
  const all = [...new Set(paths.flatMap(above))].sort();
  return all.flatMap((path) => entryOf({ name: `${path.slice(1)}/`, mode: 0o755, type: '5' }));
}

const tar = (blocks) => Buffer.concat([...blocks, Buffer.alloc(1024)]);

/** What is not of the store: links to programs, a place to write, who there is. */
function rootLayer({ folders: places = {}, links = {}, files = {}, root = null }) {
  const paths = [...Object.keys(links), ...Object.keys(files), ...Object.keys(places)];
  return tar([
    ...folders(paths),
    ...Object.entries(places).flatMap(([path, mode]) =>
      entryOf({ name: `${path.slice(1)}/`, mode: Number.parseInt(mode, 8), type: '5' }),
    ),
    ...Object.entries(files).flatMap(([path, text]) => {
      const bytes = Buffer.from(text);
      return entryOf({ name: path.slice(1), mode: 0o644, size: bytes.length, type: '0' }, bytes);
    }),
    ...Object.entries(links).flatMap(([path, target]) =>
      entryOf({ name: path.slice(1), mode: 0o777, type: '2', target }),
    ),
    ...(root === null ? [] : below(root, asItIs, '')),
  ]);
}

// -- layers

function closure(text) {
  const lines = text.split('\n');
  const paths = [];
  for (let at = 0; at + 2 < lines.length && lines[at] !== ''; ) {
    const count = Number(lines[at + 2]);
    paths.push({ path: lines[at], references: lines.slice(at + 3, at + 3 + count) });
    at += 3 + count;
  }
  return paths;
}

/** What many refer to changes rarely, and is shared between images. */
function grouped(paths, most) {
  const users = new Map(paths.map(({ path }) => [path, 0]));
  for (const { path, references } of paths)
    for (const one of references) if (one !== path) users.set(one, (users.get(one) ?? 0) + 1);
  const sorted = paths
    .map(({ path }) => path)
    .sort((a, b) => users.get(b) - users.get(a) || (a < b ? -1 : 1));
  const alone = sorted.slice(0, most - 1).map((path) => [path]);
  const rest = sorted.slice(most - 1).sort();
  return rest.length === 0 ? alone : [...alone, rest];
}

mkdirSync(join(out, 'blobs/sha256'), { recursive: true });
function blob(bytes, mediaType) {
  const digest = sha256(bytes);
  writeFileSync(join(out, 'blobs/sha256', digest), bytes);
  return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
}
const json = (value, mediaType) => blob(Buffer.from(JSON.stringify(value)), mediaType);

const tars = [
  ...grouped(closure(readFileSync(image.graph, 'utf8')), image.maxLayers - 1).map((paths) =>
    tar([...folders(paths), ...paths.flatMap((path) => tree(path))]),
  ),
  rootLayer(image),
];
const layers = tars.map((bytes) =>
  blob(gzipSync(bytes, { level: 6 }), 'application/vnd.oci.image.layer.v1.tar+gzip'),
);
const config = json(
  {
    created: '1970-01-01T00:00:01Z',
    architecture: image.architecture,
    os: 'linux',
    config: image.config,
    rootfs: { type: 'layers', diff_ids: tars.map((bytes) => `sha256:${sha256(bytes)}`) },
    history: tars.map(() => ({ created: '1970-01-01T00:00:01Z', created_by: 'polynx' })),
  },
  'application/vnd.oci.image.config.v1+json',
);
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = json({ schemaVersion: 2, mediaType: manifestType, config, layers }, manifestType);
const index = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': image.tag } }],
};
writeFileSync(join(out, 'index.json'), JSON.stringify(index));
writeFileSync(join(out, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
