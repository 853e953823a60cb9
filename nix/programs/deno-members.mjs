#!/usr/bin/env node
// Takes members that are not here out of the workspace of deno.json and package.json, since deno complains of
// each whenever a program starts:
//
//   node deno-members.mjs FOLDER
//
// Patterns stay, and so does a file with comments.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const isThere = (member) => /[*?[]/.test(member) || existsSync(join(folder, member));
for (const [name, field, list] of [
  ['deno.json', 'workspace', 'members'],
  ['deno.jsonc', 'workspace', 'members'],
  ['package.json', 'workspaces', 'packages'],
]) {
  const file = join(folder, name);
  const config = existsSync(file) ? parsed(readFileSync(file, 'utf8')) : {};
  const holder = Array.isArray(config[field]) ? config : config[field];
  const key = holder === config ? field : list;
  const members = holder?.[key];
  if (!Array.isArray(members) || members.every(isThere)) continue;
  holder[key] = members.filter(isThere);
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
