import { describe, expect, it } from 'vitest';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import type { Kind } from '../../toolchains/toolchain.js';
import { refuseIdle } from './effects.js';
import { requestOf } from './index.js';
import { render, withTexts } from './render.js';
import type { ComponentOptions } from './schema.js';

const tree = createTree([], () => undefined);

/** Whether each kind takes the option, as the generator decides it: by what comes of it. */
async function taken(id: string, more: Partial<ComponentOptions>): Promise<string> {
  const toolchain = toolchains.find((one) => one.id === id);
  const scaffold = await toolchain?.scaffold?.();
  if (toolchain === undefined || scaffold === undefined) throw new Error(id);
  const takes: string[] = [];
  for (const kind of Object.keys(scaffold.kinds) as Kind[]) {
    const options = {
      name: 'one',
      publishable: false,
      folders: {},
      skipInstall: true,
      skipFormat: true,
      ...more,
    };
    const request = requestOf(options as ComponentOptions, kind, 'places/one');
    const { texts } = await render(request, { scaffold, toolchain }, tree);
    const after = withTexts(tree, texts);
    const { planned } = analyse(after.files, after, readOptions({}));
    const own = planned.filter(({ project }) => project.root === request.directory);
    expect(own.filter(({ broken }) => broken !== undefined)).toEqual([]);
    try {
      refuseIdle({ ...request, platforms: more.platforms ?? [] }, [], toolchain.title, own);
      takes.push(kind);
    } catch (error) {
      expect(String(error)).toContain(`has no effect: polynx builds no program from a ${kind}`);
    }
  }
  return takes.join(' ');
}

describe('an option that would change nothing is refused', () => {
  it.each<[string, Partial<ComponentOptions>, string]>([
    ['cargo', { platforms: ['linux-arm64'] }, 'bin service wasm napi'],
    ['cargo', { packaging: ['archive', 'npm'] }, 'bin service'],
    ['go', { platforms: ['linux-arm64'] }, 'bin service wasm'],
    ['go', { packaging: ['archive', 'deb'] }, 'bin service wasm'],
    ['node', { packaging: ['archive'] }, ''],
    ['node', { packaging: ['npm'] }, 'lib bin service web npm fn'],
    ['deno', { platforms: ['linux-arm64'] }, 'bin service web'],
    ['deno', { packaging: ['archive'] }, 'bin service web'],
    ['deno', { packaging: ['npm'] }, 'lib bin service web'],
  ])('%s %j: for %s it has an effect', async (id, more, kinds) => {
    expect(await taken(id, more)).toBe(kinds);
  });
});
