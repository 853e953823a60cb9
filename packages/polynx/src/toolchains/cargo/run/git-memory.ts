/**
 * Which units cargo takes for done. It runs a build script again when a file or variable changes that the
 * script names, and a commit changes none of them: not even `.git/HEAD`, which only names the branch.
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection
 */
import { join } from '../../../model/paths.js';
import type { GitMemory, Remembered } from '../../../model/task.js';
import type { CargoRunOptions } from '../options.js';

/** @param build folder of intermediate files */
export function gitMemory(
  build: string,
  { gitFacts, command }: Pick<CargoRunOptions, 'gitFacts' | 'command'>,
): { readonly git?: GitMemory } {
  if (Object.keys(gitFacts).length === 0) return {};
  return {
    git: {
      // What these leave says no commit: no need to compile anything again.
      forget: command !== 'check' && command !== 'clippy',
      find: (list) => profileFolders(build, list).flatMap((folder) => unitsIn(folder, gitFacts, list)),
    },
  };
}

type List = (folder: string) => readonly string[];

/** `<build>/<profile>`, and with a triple one folder deeper. */
function profileFolders(build: string, list: List): string[] {
  const isProfile = (folder: string) => list(folder).includes(RECORDS);
  return list(build).flatMap((name) => {
    const folder = join(build, name);
    if (isProfile(folder)) return [folder];
    return name.includes('-')
      ? list(folder)
          .map((below) => join(folder, below))
          .filter(isProfile)
      : [];
  });
}

const RECORDS = '.fingerprint';

interface Unit extends Remembered {
  readonly package: string;
  readonly isScript: boolean;
}

/**
 * A folder per unit: the crate, a program or test of it, the build script, a run of the build script. Where
 * there is such a run, the rest follows it.
 */
function unitsIn(folder: string, gitFacts: CargoRunOptions['gitFacts'], list: List): Remembered[] {
  const units = list(join(folder, RECORDS)).flatMap((unit): Unit[] => {
    const name = unit.replace(/-[0-9a-f]{16}$/, '');
    const facts = gitFacts[name];
    if (facts === undefined) return [];
    const own = join(folder, RECORDS, unit);
    const files = list(own).filter((file) => !file.includes('.') && !file.startsWith('dep-'));
    if (files.some((file) => file.startsWith('build-script-build-script-'))) return [];
    const [digest = ''] = files;
    const isScript = digest.startsWith('run-build-script-');
    // NB without its record alone a unit is done again, and what is made of it is not.
    const output = join(folder, 'build', unit, 'output');
    return [
      isScript
        ? { package: name, isScript, record: output, proof: output, facts }
        : { package: name, isScript, record: join(own, `dep-${digest}`), proof: join(own, digest), facts },
    ];
  });
  const scripted = new Set(units.flatMap((unit) => (unit.isScript ? unit.package : [])));
  return units.filter((unit) => unit.isScript || !scripted.has(unit.package));
}
