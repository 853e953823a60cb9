/**
 * The module that says what a JavaScript or TypeScript program was built from; what it knows is written by
 * the target `stamp`.
 */

export interface ModuleNames {
  readonly typed: boolean;
  /** How the module beside it is imported, e.g. `./build-info.generated.js`. */
  readonly stamp: string;
  /** An expression for the name of the platform. */
  readonly platform: string;
  /** An expression for the version of the runtime. */
  readonly runtime: string;
}

export function moduleSource({ typed, stamp, platform, runtime }: ModuleNames): string {
  const type = (text: string) => (typed ? text : '');
  return `${HEADER}import { stamp } from '${stamp}';
${type(INTERFACE)}
${typed ? '' : `/** "unknown" if the build had no value. */\n`}export const buildInfo${type(': BuildInfo')} = {
  ...stamp,
  buildTarget: ${platform},
  runtime: ${runtime},
};

/** \`1.2.3 (0123456789ab-dirty) built 2026-11-21T09:30:00Z [release]\` */
export function versionString(info${type(': BuildInfo')} = buildInfo)${type(': string')} {
  const dirty = info.gitDirty === 'true' ? '-dirty' : '';
  const commit = info.gitHash.slice(0, 12) + dirty;
  const built = \`built \${info.buildTime} [\${info.buildProfile}]\`;
  return \`\${info.version} (\${commit}) \${built}\`;
}

/** \`name/1.2.3 (linux-x64)\` */
export function userAgent(name${type(': string')}, info${type(': BuildInfo')} = buildInfo)${type(': string')} {
  return \`\${name}/\${info.version} (\${info.buildTarget})\`;
}
`;
}

const HEADER = `/**
 * What this program was built from. The module beside it is written by the target \`stamp\`, before
 * whatever compiles it, and is not committed.
 */
`;

const INTERFACE = `
/** "unknown" if the build had no value. */
export interface BuildInfo {
  version: string;
  gitHash: string;
  gitBranch: string;
  /** \`true\` where files were not as in the commit. */
  gitDirty: string;
  buildTime: string;
  buildProfile: string;
  buildTarget: string;
  runtime: string;
}
`;

/** @param equal says in the test runner's words that two expressions are equal */
export function testBody(equal: (actual: string, expected: string) => string): string {
  return `const stamped = {
  version: '1.2.3',
  gitHash: '0123456789abcdef0123456789abcdef01234567',
  gitBranch: 'main',
  gitDirty: 'false',
  buildTime: '2026-11-21T09:30:00Z',
  buildProfile: 'release',
  buildTarget: 'linux-x64',
  runtime: '1',
};

test('a stamped build says its commit', () => {
  const said = '1.2.3 (0123456789ab) built 2026-11-21T09:30:00Z [release]';
  ${equal('versionString(stamped)', 'said')}
  const dirty = versionString({ ...stamped, gitDirty: 'true' });
  ${equal(`dirty.includes('-dirty')`, 'true')}
});

test('without git all that it says is unknown', () => {
  const nothing = { gitHash: 'unknown', buildTime: 'unknown' };
  const plain = versionString({ ...stamped, ...nothing });
  ${equal('plain', `'1.2.3 (unknown) built unknown [release]'`)}
});

test('a user agent names program and platform', () => {
  ${equal(`userAgent('tool', stamped)`, `'tool/1.2.3 (linux-x64)'`)}
  ${equal(`userAgent('tool').startsWith('tool/')`, 'true')}
});
`;
}
