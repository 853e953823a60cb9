import { expect, it } from 'vitest';
import type { Planned } from '../pipes/planned.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { go } from '../toolchains/go/index.js';
import { renderProject } from './render-project.js';
import { createSlices } from './slices.js';

it('a project in Nx has the tags of its toolchain, of pipes and of the user', () => {
  const files = { 'a/go.mod': 'module example.com/a\n\ngo 1.24\n' };
  const { planned, names } = analyseFiles(files, [go], { go: { own: go.options.parse({}) } });
  const tagged = planned.map(
    (one): Planned => ({
      ...one,
      project: { ...one.project, tags: ['owner:web'], settings: { tags: ['scope:web', 'owner:web'] } },
    }),
  );
  const context = {
    batch: true,
    names,
    slices: createSlices(() => true),
    placeOf: () => '',
    fingerprint: () => '',
    git: () => '',
    constant: () => '',
  };
  expect(renderProject('a', tagged, false, context).tags).toEqual(['toolchain:go', 'owner:web', 'scope:web']);
});
