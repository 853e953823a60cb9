#!/usr/bin/env node
// What a store path and all that it refers to weigh:
//
//   node weight.mjs GRAPH PATH COUNT      GRAPH: as exportReferencesGraph writes it: path, deriver, number of references, references
//
// {"path","ownSize","closureSize","paths","biggest":[{"path","size"}]}, sizes in bytes as in a NAR without
// its frame: files' contents and links' targets.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

const [graph, component, count] = process.argv.slice(2);

export function pathsOf(text) {
  const lines = text.split('\n');
  const paths = [];
  for (let at = 0; at + 2 < lines.length && lines[at] !== ''; ) {
    const references = Number(lines[at + 2]);
    paths.push({ path: lines[at], references: lines.slice(at + 3, at + 3 + references) });
    at += 3 + references;
  }
  return paths;
}

function sizeOf(path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return readlinkSync(path).length;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** Without the hash, so that two states of one package can be compared. */
const nameOf = (path) => basename(path).slice(33);

const sizes = pathsOf(readFileSync(graph, 'utf8')).map(({ path }) => ({ path, size: sizeOf(path) }));
const biggest = sizes
  .filter(({ path }) => path !== component)
  .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
  .slice(0, Number(count))
  .map(({ path, size }) => ({ path: nameOf(path), size }));
const own = sizes.find(({ path }) => path === component)?.size ?? 0;
const closureSize = sizes.reduce((sum, { size }) => sum + size, 0);
console.log(
  JSON.stringify(
    { path: nameOf(component), ownSize: own, closureSize, paths: sizes.length, biggest },
    null,
    2,
  ),
);
