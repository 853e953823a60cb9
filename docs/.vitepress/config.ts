/**
 * `npm run docs`: the pages of this repository as a static site in dist/docs, with a search that needs no server. The source is the whole repository, so that
 * links between README.md, docs and nix work on the site as they do in an editor; a dead link fails the build.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

function titleOf(file: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(repository, file), 'utf8'))?.[1]?.replaceAll('`', '') ?? file;
}

/** Pages of a folder in the given order, then the rest by name. */
function section(text: string, folder: string, first: readonly string[] = [], collapsed = false) {
  const names = readdirSync(join(repository, folder)).filter((name) => name.endsWith('.md'));
  const ordered = [...new Set([...first.map((name) => `${name}.md`), ...names.sort()])];
  const items = ordered.map((name) => ({
    text: titleOf(`${folder}/${name}`),
    link: `/${folder}/${name.replace(/(?:index)?\.md$/, '')}`,
  }));
  return { text, collapsed, items };
}

const sidebar = [
  section('Get started', 'docs/get-started', ['existing-repository', 'new-repository']),
  section('Guides', 'docs/guides', [
    'rust',
    'go',
    'node',
    'deno',
    'ci',
    'platforms',
    'release',
    'versions',
    'images',
    'boundaries',
    'coming-from-a-build-service',
  ]),
  section('How do I …?', 'docs/how-do-i', [
    'index',
    'targets',
    'caching',
    'rust',
    'go',
    'workspace',
    'release',
  ]),
  section('Reference', 'docs/reference', ['targets', 'manifests', 'options']),
  section('How it works', 'docs/how-it-works', ['soundness', 'security']),
  section('Decisions', 'docs/decisions', [], true),
  {
    text: 'Contributing',
    collapsed: true,
    items: ['ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG'].map((name) => ({
      text: titleOf(`${name}.md`),
      link: `/${name}`,
    })),
  },
  {
    ...section(
      'Nix library',
      'docs/nix-library',
      ['packages', 'several-projects', 'variants', 'images-and-services'],
      true,
    ),
    link: '/nix/README',
  },
];

export default defineConfig({
  title: 'polynx',
  description: 'An Nx plugin for Rust, Go, Node and Deno in one repository',
  srcDir: repository,
  srcExclude: ['{packages,e2e,examples,tools,dist}/**', 'NOTE*.md', '.*/**'],
  outDir: join(repository, 'dist/docs'),
  cacheDir: join(repository, 'dist/docs-cache'),
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: false,
  lastUpdated: false,
  // Links to sources are made text below; the licence is no page either.
  ignoreDeadLinks: false,
  markdown: {
    config: (md) => {
      md.core.ruler.push('links-to-sources', ({ tokens, env }) => {
        for (const { children } of tokens) unlinkSources(children ?? [], (env as { path: string }).path);
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Get started', link: '/docs/get-started/existing-repository' },
      { text: 'How do I …?', link: '/docs/how-do-i/' },
      { text: 'Reference', link: '/docs/reference/targets' },
    ],
    sidebar,
  },
});

interface Token {
  type: string;
  hidden: boolean;
  content: string;
  attrGet(name: string): string | null;
}

/** A link to a file that is no page of the site stays as its text. */
function unlinkSources(tokens: Token[], page: string): void {
  let inside = false;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const href = token.attrGet('href') ?? '';
      const path = resolve(dirname(page), href.replace(/#.*/, ''));
      const outside = /^(?:packages\/|e2e\/|examples\/|tools\/|LICENSE)/.test(
        path.slice(repository.length + 1),
      );
      inside = !/^(?:[a-z]+:|#)/.test(href) && outside;
      if (inside) blank(token);
    } else if (token.type === 'link_close' && inside) {
      inside = false;
      blank(token);
    }
  }
}

function blank(token: Token): void {
  token.type = 'text';
  token.content = '';
}
