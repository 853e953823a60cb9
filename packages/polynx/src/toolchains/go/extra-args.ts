/** Arguments that the user gave after `--`. */
import { OptionsError } from '../../model/errors.js';
import type { GoRunOptions } from './options.js';

/** Flags that would move, change or hide what the target declares, and what does it right. */
const REFUSED: Readonly<Record<string, string>> = {
  o: 'use the option output, whose file is an output of the target: --output=dist/x',
  C: 'the project says which module is meant',
  n: 'it would only print commands',
  mod: 'where vendor/ is tracked it is used, else go.mod is read only',
  modfile: 'go.mod is an input of the target',
  overlay: 'files it names are no inputs of the target',
  pgo: 'the profile is not among the inputs of the target; default.pgo beside the main package is',
  toolexec: 'the program is not among the inputs of the target',
  vettool: 'the program is not among the inputs of the target',
  buildmode: 'it would make another artifact than the target declares',
  tags: 'use the option tags: --tags=a,b',
  race: 'use the option race: --race',
  cover: 'use the option cover: --cover',
  ldflags: 'use the option ldflags: --ldflags="-s -w"',
};

/** And flags of go test that leave files a cache hit would not bring back. */
const REFUSED_BY_TEST: Readonly<Record<string, string>> = {
  ...REFUSED,
  c: 'it compiles the tests without running them',
  coverprofile:
    'use the option coverProfile, whose file is an output of the target: --coverProfile=coverage/c.out',
  ...Object.fromEntries(
    ['cpuprofile', 'memprofile', 'blockprofile', 'mutexprofile', 'trace', 'outputdir', 'fuzz'].map((flag) => [
      flag,
      'a cache hit would not bring its file back; start go test by hand for that',
    ]),
  ),
};

export function refuseArguments(command: GoRunOptions['command'], args: readonly string[]): void {
  const refused = command === 'test' ? REFUSED_BY_TEST : REFUSED;
  for (const argument of args) {
    const flag = /^--?(?:test\.)?([A-Za-z]\w*)/.exec(argument)?.[1] ?? '';
    const reason =
      Object.hasOwn(refused, flag) && !/^--?pgo=(?:auto|off)$/.test(argument) ? refused[flag] : undefined;
    if (reason !== undefined) throw new OptionsError(`${argument} is refused here: ${reason}.`);
  }
}

export interface TestArguments {
  /**
   * Before the packages: flags of go test and, since it hands on what it does not know, of the test binary.
   */
  readonly flags: readonly string[];
  /** `./dir` instead of every package. */
  readonly packages: readonly string[];
  /** From `-args` on: for the test binary alone. */
  readonly program: readonly string[];
}

export function splitTestArguments(args: readonly string[]): TestArguments {
  const cut = args.findIndex((argument) => argument === '-args' || argument === '--args');
  const own = cut < 0 ? args : args.slice(0, cut);
  const isPackage = (argument: string) => argument === '.' || argument.startsWith('./');
  return {
    flags: own.filter((argument) => !isPackage(argument)),
    packages: own.filter(isPackage),
    program: cut < 0 ? [] : args.slice(cut),
  };
}
