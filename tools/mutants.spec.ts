import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isProven } from '../e2e/soundness/support/proven.js';
import { repository } from './paths.js';

const folder = 'e2e/soundness';
const specs = readdirSync(join(repository, folder)).filter((name) => name.endsWith('.spec.ts'));

it.each(specs)('%s: its mutants were found out since it was last changed', (spec) => {
  const message = `Run: npx vitest run --project e2e ${folder}/${spec}, and commit ${folder}/proven.`;
  expect(isProven(join(repository, folder, spec)), message).toBe(true);
});
