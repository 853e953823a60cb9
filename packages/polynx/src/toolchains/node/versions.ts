/**
 * What new packages ask for. Checked against the registry on 2026-11-30: the newest that run on Node 20.19,
 * and go together. NB typescript-eslint takes TypeScript below 6.1, Vitest 5 and tsdown want Node 22.
 */
export const PACKAGES = {
  '@biomejs/biome': '^2.6.8',
  '@eslint/js': '^10.0.1',
  '@hono/node-server': '^2.1.9',
  '@types/node': '^22.20.7',
  eslint: '^10.15.0',
  hono: '^4.13.19',
  prettier: '^3.6.2',
  typescript: '~6.0.3',
  'typescript-eslint': '^8.74.0',
  vite: '^8.4.0',
  vitest: '^4.1.12',
} as const;

export type KnownPackage = keyof typeof PACKAGES;
