/** What an editor says of nx.json and project.json by the schemas that the package brings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { packageFolder, repository } from './paths.js';

/** As they lie in node_modules, where one leads to another by its path. */
const FILES = {
  'nx/schemas/nx-schema.json': join(repository, 'node_modules/nx/schemas/nx-schema.json'),
  'nx/schemas/project-schema.json': join(repository, 'node_modules/nx/schemas/project-schema.json'),
  'polynx/schemas/nx-json.json': join(packageFolder, 'schemas/nx-json.json'),
  'polynx/schemas/project-json.json': join(packageFolder, 'schemas/project-json.json'),
};

const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
for (const [path, file] of Object.entries(FILES)) {
  const {
    $id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  ajv.addSchema({ ...schema, $id: `http://node_modules/${path}` });
}

function problems(name: 'nx-json' | 'project-json', value: unknown): string[] {
  const validate = ajv.getSchema(`http://node_modules/polynx/schemas/${name}.json`) as ValidateFunction;
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) =>
      `${instancePath} ${keyword} ${(params as { additionalProperty?: string }).additionalProperty ?? ''}`,
  );
}

const plugin = (options: unknown) => ({ plugins: [{ plugin: 'polynx', options }] });

describe('nx.json', () => {
  it.each<[string, unknown]>([
    ['the plugin by its name', { plugins: ['polynx'] }],
    [
      'options of the plugin',
      plugin({ platforms: ['linux-x64'], stamp: { api: ['release'] }, batch: false }),
    ],
    ['options of toolchains', plugin({ go: false, cargo: { features: ['tls'], targets: { lint: false } } })],
    ['settings by directory', plugin({ projects: { 'services/api': { tags: ['a'], packages: true } } })],
    ['options of another plugin', { plugins: [{ plugin: '@nx/vite', options: { buildTarget: 'b' } }] }],
    ['defaults of our executors', { targetDefaults: { 'polynx:cargo': { options: { locked: 'auto' } } } }],
    ['defaults by target', { targetDefaults: { build: { dependsOn: ['^build'], cache: true } } }],
  ])('%s are fine', (_, value) => {
    expect(problems('nx-json', value)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['an option', plugin({ platform: [] }), 'additionalProperties platform'],
    ['an option of a toolchain', plugin({ cargo: { featurs: [] } }), 'additionalProperties featurs'],
    ['a value', plugin({ builder: 'nixx' }), '/plugins/0/options/builder enum'],
    ['a setting', plugin({ projects: { api: { tag: [] } } }), 'additionalProperties tag'],
    ['a key of Nx', { plugins: 'polynx' }, '/plugins type'],
    [
      'a value of an option of an executor',
      { targetDefaults: { 'polynx:cargo': { options: { features: 'tls' } } } },
      '/targetDefaults/polynx:cargo/options/features type',
    ],
  ])('%s that is wrong is underlined', (_, value, problem) => {
    expect(problems('nx-json', value).join('\n')).toContain(problem);
  });
});

describe('project.json', () => {
  it.each<[string, unknown]>([
    [
      'settings',
      { metadata: { owner: 'me', polynx: { platforms: ['linux-arm64'], targets: { lint: false } } } },
    ],
    ['targets that are inferred', { targets: { build: { options: { features: ['tls'] } } } }],
    [
      'targets of our executors',
      { targets: { b: { executor: 'polynx:go', options: { command: 'build' } } } },
    ],
  ])('%s are fine', (_, value) => {
    expect(problems('project-json', value)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a setting', { metadata: { polynx: { platform: [] } } }, 'additionalProperties platform'],
    ['a value of a setting', { metadata: { polynx: { consumes: 'web' } } }, '/metadata/polynx/consumes type'],
    [
      'a value of an option',
      { targets: { b: { executor: 'polynx:cargo', options: { features: 'tls' } } } },
      '/targets/b/options/features type',
    ],
  ])('%s that is wrong is underlined', (_, value, problem) => {
    expect(problems('project-json', value).join('\n')).toContain(problem);
  });
});
