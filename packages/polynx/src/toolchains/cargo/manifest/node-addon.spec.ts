import { expect, it } from 'vitest';
import { nodeAddon } from './node-addon.js';

it.each([
  ['version 3', { name: '@demo/native', napi: { binaryName: 'native' } }, '@demo/native', 'native'],
  ['version 2', { name: 'native', napi: { name: 'css' } }, 'native', 'css'],
  ['packages of another name', { name: 'a', napi: { packageName: '@b/c', binaryName: 'd' } }, '@b/c', 'd'],
  ['no word of napi', { name: 'a', napi: null }, 'a', 'index'],
  ['the same, of version 2', { name: 'a', napi: { package: { name: '@b/c' } } }, '@b/c', 'index'],
])('%s says which package of npm a crate is part of', (_, fields, name, file) => {
  const version = '1.2.3';
  expect(nodeAddon(JSON.stringify({ ...fields, version }))).toEqual({ package: name, version, file });
});

it.each([
  ['no version', '{ "name": "a" }'],
  ['a package that stays here', '{ "name": "a", "version": "1.0.0", "private": true }'],
  ['no name', '{ "version": "1.0.0" }'],
  ['a name that is a path', '{ "name": "../../a", "version": "1.0.0" }'],
  ['a file that is a path', '{ "name": "a", "version": "1.0.0", "napi": { "binaryName": "../a" } }'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no JSON', '{'],
])('%s makes no package of it', (_, text) => {
  expect(nodeAddon(text)).toBeUndefined();
});
