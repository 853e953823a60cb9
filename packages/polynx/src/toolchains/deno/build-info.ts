/** A module that says what a member was built from. */
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { moduleSource, testBody } from '../shared/build-info-module.js';
import type { BuildInfo } from '../toolchain.js';

export function buildInfo(directory: string, _tree: Tree): BuildInfo {
  const at = (file: string) => join(directory, file);
  const source = moduleSource({
    typed: true,
    stamp: './build_info.generated.ts',
    platform: '`${Deno.build.os}-${Deno.build.arch}`',
    runtime: 'Deno.version.deno',
  });
  return {
    files: { [at('build_info.ts')]: doubled(source), [at('build_info_test.ts')]: doubled(tests()) },
    ignored: [at(GENERATED)],
    module: GENERATED,
  };
}

const GENERATED = 'build_info.generated.ts';

/** As `deno fmt` writes strings. */
function doubled(source: string): string {
  return source.replace(/'([^'\n"]*)'/g, '"$1"');
}

function tests(): string {
  return `import { userAgent, versionString } from './build_info.ts';

const test = Deno.test;

function equal(actual: unknown, expected: unknown) {
  if (actual !== expected) throw new Error(\`\${actual} is not \${expected}\`);
}

${testBody((actual, expected) => `equal(${actual}, ${expected});`)}`;
}
