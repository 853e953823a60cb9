import { describe, expect, it } from 'vitest';
import { createTree } from '../model/tree.js';
import { toolchains } from '../toolchains/index.js';
import { analyse } from './analyse.js';
import { readOptions } from './options.js';

describe('interfaces', () => {
  const files = {
    'api/go.mod': 'module example.test/api\n\ngo 1.24\n',
    'api/main.go': 'package main\nfunc main() {}',
    'api/openapi.json': '{}',
    'web/package.json': '{ "name": "web" }',
    'web/api.json': '{}',
    'other/package.json': '{ "name": "other" }',
  };
  const spec = {
    api: { provides: [{ name: 'api', format: 'openapi', file: 'api/openapi.json' }] },
    web: { consumes: [{ name: 'api', format: 'openapi', file: 'web/api.json' }] },
  };
  const checks = (texts: Readonly<Record<string, string>>) => {
    const tree = createTree(Object.keys(texts).sort(), (file) => texts[file]);
    const options = readOptions({ interfaces: 'interfaces.json' });
    const { planned } = analyse(Object.keys(texts).sort(), tree, options, toolchains);
    return planned.flatMap(({ project, links = [], tasks }) =>
      tasks
        .filter(({ intent }) => intent === 'interfaces-check')
        .map(({ executor, inputs, options: given }) => ({
          root: project.root,
          links: links.map((link) => link.root),
          executor,
          files: inputs.files,
          message: given?.['message'],
        })),
    );
  };

  it('those that expect something are checked, by the documents on both sides, and depend on who provides it', () => {
    expect(checks({ ...files, 'interfaces.json': JSON.stringify(spec) })).toEqual([
      {
        root: 'web',
        links: ['api'],
        executor: 'interfaces-check',
        files: ['interfaces.json', 'web/api.json', 'api/openapi.json'],
        message: undefined,
      },
    ]);
  });

  it.each([
    ['which is not there', undefined, /^interfaces\.json: there is no such file/],
    ['that is no JSON', '{', /^interfaces\.json: /],
    [
      'that leads out of the workspace',
      JSON.stringify({ web: { consumes: [{ name: 'a', format: 'openapi', file: 'a/../../b' }] } }),
      /web\.consumes\.0\.file.*leaves the workspace/,
    ],
  ])('with a file %s every check fails: none that is left out would', (_, text, message) => {
    const found = checks({ ...files, ...(text === undefined ? {} : { 'interfaces.json': text }) });
    expect(found.map(({ root, executor }) => [root, executor]).sort()).toEqual([
      ['api', 'broken'],
      ['other', 'broken'],
      ['web', 'broken'],
    ]);
    expect(found[0]?.message).toMatch(message);
  });
});
