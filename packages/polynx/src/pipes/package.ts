/**
 * Programs that are built for platforms become what people install: a target for each platform, and one for
 * what is there once.
 */
import { compact } from '../model/compact.js';
import { escapeGlob } from '../model/globs.js';
import { join } from '../model/paths.js';
import { platformWord } from '../model/platform.js';
import type { Project } from '../model/project.js';
import type { Sbom } from '../model/sbom.js';
import type { Kind, PackageOptions, ShippedFile } from '../model/shipping.js';
import type { PackageJob, ReleaseJob } from '../model/shipping-jobs.js';
import type { Task } from '../model/task.js';
import { type Built, buildsOf, programName } from './package/builds.js';
import { fileFor, npmName, npmPlatform } from './package/files.js';
import { describeRelease, type Release, type ToPackage } from './package/release.js';
import { eachProject, type Pipe } from './pipeline.js';

/** NB raise it with every change of what is written. */
const REVISION = 1;

const SHIPPING = { cache: true, closure: [], scope: 'production' } as const;

export const addPackages: Pipe = eachProject(({ project, tasks, facts }, { options, tree }) => {
  const platforms = project.settings.platforms ?? options.platforms;
  const packages = platforms.length === 0 ? undefined : packagesOf(project, options.packages);
  if (packages === undefined) return tasks;
  return packageTasks({
    project,
    tasks,
    platforms: [...new Set(platforms)],
    options: packages,
    tree,
    about: facts.about() ?? {},
    sbom: facts.sbom,
  });
});

/** What a manifest says counts more than what the plugin's options say, one by one. */
function packagesOf({ settings }: Project, everywhere: boolean | PackageOptions): PackageOptions | undefined {
  const own = settings.packages ?? everywhere;
  if (own === false) return undefined;
  return { ...(typeof everywhere === 'object' ? everywhere : {}), ...(typeof own === 'object' ? own : {}) };
}

/**
 * All tasks of the project: those there were, of which builds for platforms now mean release builds, and
 * those that package.
 */
function packageTasks(given: ToPackage): readonly Task[] {
  const { project, tasks, platforms } = given;
  const builds = buildsOf(project, tasks, platforms);
  if (builds.length === 0) return tasks;
  const release = describeRelease(given);
  const packages = builds.map((built) => packageTask(built, builds, release));
  return [
    ...tasks.map(meaningRelease),
    ...packages,
    releaseTask(packages, builds, release, given.sbom()),
  ].concat(given.options.sign === true ? [signTask(release), verifyTask(release)] : []);
}

/** NB Nx gives the tasks before one the configuration that the user names, never the default of that one. */
function meaningRelease(task: Task): Task {
  const isMeant = task.platform !== undefined && task.configurations?.['release'] !== undefined;
  return isMeant ? { ...task, defaultConfiguration: 'release' } : task;
}

function packageTask(built: Built, all: readonly Built[], release: Release): Task {
  const { build, platform } = built;
  const { shipped, documents, versionFiles } = release;
  const job = packageJob(built, all, release);
  const programs = job.makes.flatMap(({ path }) =>
    path.endsWith('.tar.zst') ? 'zstd' : path.endsWith('.rpm') ? 'nfpm' : [],
  );
  return {
    ...SHIPPING,
    intent: `package-${platformWord(platform)}`,
    description: `Package ${shipped.name} ${shipped.version} for ${platform}`,
    executor: 'package',
    options: { ...job },
    ...(build.configurations === undefined
      ? {}
      : { configurations: build.configurations, defaultConfiguration: 'release' }),
    inputs: {
      ...writtenFrom([...documents, ...versionFiles]),
      ...(programs.length > 0 ? { probes: programs.map((program) => [program, '--version']) } : {}),
    },
    outputs: job.makes.map(({ path }) => path),
    after: [build.intent],
  };
}

function packageJob(built: Built, all: readonly Built[], release: Release): PackageJob {
  const { build, platform, binaries } = built;
  const { shipped, formats, documents, options } = release;
  const makes = formats.flatMap((format) => fileFor(format, built, all, release) ?? []);
  const isInstalled = makes.some(({ kind }) => kind === 'deb' || kind === 'rpm');
  return {
    revision: REVISION,
    shipped,
    platform,
    binaries,
    documents,
    makes,
    ...(isInstalled && options.maintainer !== undefined ? { maintainer: options.maintainer } : {}),
    ...(isInstalled && options.depends !== undefined ? { depends: options.depends } : {}),
    ...(makes.some(({ kind }) => kind === 'npm') ? { npm: npmPlatform(release, built, all) } : {}),
    ...(build.options?.['profile'] === undefined ? {} : { profile: 'release' }),
  };
}

function releaseTask(
  packages: readonly Task[],
  builds: readonly Built[],
  release: Release,
  sbom: Sbom | undefined,
): Task {
  const { name, version } = release.shipped;
  const jobs = packages.map((task) => task.options as unknown as PackageJob);
  const job = releaseJob(jobs, builds, release, sbom !== undefined);
  return {
    ...SHIPPING,
    intent: 'package',
    description: `Package ${name} ${version} for every platform, with checksums and a list of all files`,
    executor: 'release',
    options: { ...job },
    inputs: {
      ...writtenFrom([...job.documents, ...release.versionFiles]),
      ...(sbom === undefined ? {} : { slice: JSON.stringify(sbom), shared: sbom.shared }),
    },
    outputs: [...job.makes.map(({ path }) => path), job.sums, job.list],
    after: packages.map(({ intent }) => intent),
  };
}

function releaseJob(
  jobs: readonly PackageJob[],
  builds: readonly Built[],
  release: Release,
  hasSbom: boolean,
): ReleaseJob {
  const { shipped, folder, formats, documents, options } = release;
  const { name, version } = shipped;
  // The package of a module lists those for each platform itself.
  const onNpm = jobs.flatMap(({ npm }) => (npm === undefined || npm.module !== undefined ? [] : [npm]));
  const make = (kind: Kind, base: string): ShippedFile => ({ path: join(folder, base), kind });
  return compact({
    revision: REVISION,
    shipped,
    files: jobs.flatMap(({ makes }) => makes),
    makes: [
      ...(hasSbom ? [make('sbom', `${name}-${version}.cdx.json`)] : []),
      ...(formats.includes('shell') ? [make('installer', `${name}-installer.sh`)] : []),
      ...(formats.includes('powershell') ? [make('installer', `${name}-installer.ps1`)] : []),
      ...(onNpm.length > 0 ? [make('npm', `npm-${name}-${version}.tgz`)] : []),
    ],
    sums: join(folder, 'SHA256SUMS'),
    list: join(folder, 'release.json'),
    programs: [
      ...new Set(
        builds.flatMap(({ binaries, node }) => (node === undefined ? binaries.map(programName) : [])),
      ),
    ],
    documents: onNpm.length > 0 ? documents : [],
    baseUrl: options.baseUrl,
    ...(onNpm.length > 0 ? { npm: { name: npmName(release), platforms: onNpm } } : {}),
  });
}

/** What the tasks before leave, and these; no tool decides. */
function writtenFrom(files: readonly string[]): Task['inputs'] {
  return { files: files.map(escapeGlob), tool: false, after: true, env: ['SOURCE_DATE_EPOCH'] };
}

/**
 * Never cached: what signs is a secret, and whoever asks for a signature wants to know that it was made now.
 */
/** NB not after `sign`: who checks a release has no key to sign it with. */
function verifyTask({ shipped, folder }: Release): Task {
  return {
    ...SHIPPING,
    intent: 'verify-signatures',
    description: `Check signature and digests of the packages of ${shipped.name} ${shipped.version}`,
    executor: 'verify-signatures',
    options: { folder },
    cache: false,
    inputs: { files: [] },
    outputs: [],
  };
}

function signTask({ shipped, folder }: Release): Task {
  return {
    ...SHIPPING,
    intent: 'sign',
    description: `Sign the packages of ${shipped.name} ${shipped.version}`,
    executor: 'sign',
    options: { folder },
    cache: false,
    inputs: { files: [] },
    outputs: [],
    after: ['package'],
  };
}
