import { describe, expect, it } from 'vitest';
import { releaseFiles } from '../../testing/release-files.js';
import { versioning } from './versioning.js';

const { current, write, requirement, require: requireVersion } = versioning;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const TEXTS = {
  'addon/package.json': json({
    name: '@x/addon',
    version: '1.0.0',
    optionalDependencies: { '@x/addon-linux-x64-gnu': '1.0.0', '@x/addon-tools': '^3.0.0' },
  }),
  'addon/npm/linux-x64-gnu/package.json': json({ name: '@x/addon-linux-x64-gnu', version: '1.0.0' }),
  'app/package.json': json({
    name: 'app',
    dependencies: { '@x/addon': '^1.0.0' },
    devDependencies: { other: 'workspace:*' },
  }),
  'other/package.json': json({ name: 'other', version: '1.0.0' }),
  'package-lock.json': json({
    packages: { addon: { name: '@x/addon', version: '1.0.0' }, other: { version: '1.0.0' } },
  }),
};
const files = releaseFiles(TEXTS);

describe('a package beside a crate', () => {
  it('has its version, and moves with its packages for platforms and the lock of npm', () => {
    expect(current('addon', files)).toEqual({ version: '1.0.0', file: 'addon/package.json' });
    expect(write('addon', '1.1.0', files)).toEqual({
      'addon/package.json': TEXTS['addon/package.json'].replaceAll('1.0.0', '1.1.0'),
      'addon/npm/linux-x64-gnu/package.json': TEXTS['addon/npm/linux-x64-gnu/package.json'].replace(
        '1.0.0',
        '1.1.0',
      ),
      'package-lock.json': TEXTS['package-lock.json'].replace('1.0.0', '1.1.0'),
    });
  });

  it('without a version stays as it is', () => {
    expect(current('app', files)).toBeUndefined();
    expect(write('app', '2.0.0', files)).toEqual({});
  });

  it('requires others by ranges, and by protocols that stay', () => {
    expect(requirement('app', 'addon', files)).toEqual({ text: '^1.0.0', collection: 'dependencies' });
    expect(requirement('app', 'other', files)).toBeUndefined();
    expect(requireVersion('app', 'addon', { version: '2.0.0' }, files)).toEqual({
      'app/package.json': TEXTS['app/package.json'].replace('^1.0.0', '^2.0.0'),
    });
  });
});
