import { describe, expect, it } from 'vitest';
import { pnpmFields, pnpmSettings } from './pnpm-settings.js';

describe('settings of pnpm', () => {
  it.each([
    ['how packages are laid out', 'nodeLinker: hoisted\n'],
    ['which programs are seen', "publicHoistPattern:\n  - '*eslint*'\n"],
    ['all at once', 'shamefullyHoist: true\n'],
    ['which packages are built', 'onlyBuiltDependencies:\n  - esbuild\n'],
    ['which may not be', 'allowBuilds:\n  esbuild: false\n'],
    ['what runs scripts', 'scriptShell: bash\n'],
    ['for which systems', 'supportedArchitectures:\n  os: [linux]\n'],
    ['a name in quotes', '"nodeLinker": isolated\n'],
    ['a hash in a value', "hoistPattern: ['#x', 'y #z']\n"],
  ])('count: %s', (_, text) => {
    expect(pnpmSettings(`packages:\n  - a\n${text}`)).not.toBe(pnpmSettings('packages:\n  - a\n'));
  });

  it.each([
    ['comments', '# one\npackages: # two\n  # three\n  - a\n'],
    ['members', 'packages:\n  - b\n'],
    ['what the lock says', 'overrides:\n  a: 1\ncatalogs:\n  x:\n    a: 1\ncatalog:\n  b: 2\n'],
    ['the way to a registry', 'registry: https://a.example\nfetchRetries: 3\nminimumReleaseAge: 4\n'],
    ['nothing', ''],
  ])('do not count: %s', (_, text) => {
    expect(pnpmSettings(text)).toBe('');
  });

  it('order and comments change nothing', () => {
    expect(pnpmSettings('# a\nb: 1 # c\n\na:\n  - x\n')).toBe(pnpmSettings('a:\n  - x\nb: 1\n'));
  });

  it('in package.json too', () => {
    expect(pnpmFields({ overrides: {}, onlyBuiltDependencies: ['a'] })).toBe(
      '[["onlyBuiltDependencies",["a"]]]',
    );
    expect(pnpmFields({ overrides: {} })).toBe('');
  });
});
