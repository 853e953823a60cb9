/**
 * An executor is known by its name alone: nothing else compares what pipes say with the files that are there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const pipes = join(here, '../pipes');
const defined = readdirSync(join(here, 'definitions')).map((file) => file.replace(/\.ts$/, ''));

const named = readdirSync(pipes, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .flatMap((file) =>
    [...readFileSync(join(pipes, file), 'utf8').matchAll(/\bexecutor: '([^':]+)'/g)].map(
      ([, name = '']) => [name, file] as const,
    ),
  );

it.each(named)('%s, which pipes/%s names, has options in executors/definitions', (name) => {
  expect(defined).toContain(name);
});

it.each(defined)('%s has a file in executors', (name) => {
  expect(existsSync(join(here, `${name}.ts`))).toBe(true);
});
