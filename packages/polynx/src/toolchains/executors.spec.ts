import { expect, it } from 'vitest';
import { executorFor, executorsOf, toolchainOfExecutor } from './executors.js';
import { toolchains } from './index.js';

const batched = toolchains.filter(({ runner }) => runner?.batch !== undefined);
const others = toolchains.filter(({ runner }) => runner?.batch === undefined);

it('there are toolchains with batches and without', () => {
  expect(batched).not.toEqual([]);
  expect(others).not.toEqual([]);
});

it.each(batched)('$id has an executor whose tasks never join a batch, for services and for users', (one) => {
  const single = `${one.id}-single`;
  expect(executorsOf(one)).toEqual([one.id, single]);
  expect(executorFor(one, {}, true)).toBe(one.id);
  expect(executorFor(one, { continuous: true }, true)).toBe(single);
  expect(executorFor(one, {}, false)).toBe(single);
});

it.each(others)('$id has no batches, so one executor', (one) => {
  expect(executorFor(one, { continuous: true }, true)).toBe(one.id);
  expect(executorFor(one, {}, false)).toBe(one.id);
});

it.each(toolchains)('$id is found by each of its executors', (one) => {
  for (const name of executorsOf(one)) expect(toolchainOfExecutor(`polynx:${name}`)).toBe(one);
});

it.each(['polynx:package', 'other:cargo', 'cargo', undefined])('%s belongs to no toolchain', (executor) => {
  expect(toolchainOfExecutor(executor)).toBe(undefined);
});
