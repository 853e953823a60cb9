import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greetingPath } from '../src/path.js';

test('asks for the one that is named', () => {
  assert.equal(greetingPath('?name=Ada Lovelace'), '/hello/Ada%20Lovelace');
});

test('asks for the world otherwise', () => {
  assert.equal(greetingPath(''), '/hello/world');
});
