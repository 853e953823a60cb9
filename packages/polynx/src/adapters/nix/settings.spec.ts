import { expect, it } from 'vitest';
import { cachesOf } from './settings.js';

it.each([
  [{ NIX_CACHE_URL: 'https://a.example  s3://b' }, ['https://a.example', 's3://b']],
  [{ NIX_LOCAL_CACHE_DIR: '/srv/a b' }, ['file:///srv/a%20b']],
  [{ NIX_CACHE_URL: '', NIX_LOCAL_CACHE_DIR: '' }, []],
])('%j names the caches %j', (env, caches) => {
  expect(cachesOf(env)).toEqual(caches);
});
