/** Programs that are built for platforms become what people install: a target for each platform, and one for what is there once. */
import type { Bill } from '../model/bill.js';
import { ancestors, basename, join, leavesWorkspace } from '../model/paths.js';
import { platformIntent, platformWord } from '../model/platform.js';
import type { Project } from '../model/project.js';
import {
  type About,
  DEBIAN,
  debianName,
  type Format,
  fileName,
  type Kind,
  type PackageOptions,
  RPM,
  type Shipped,
  type ShippedFile,
  systemOf,
  systemVersion,
  versionIn,
} from '../model/shipping.js';
import type { PackageJob, ReleaseJob } from '../model/shipping-jobs.js';
import type { Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';

/** NB raise it with every change of what is written. */
const REVISION = 1;

const DEFAULT_FORMATS: readonly Format[] = ['tar.gz', 'zip'];

export interface ToPackage {
  readonly project: Project;
  readonly tasks: readonly Task[];
  /** Those that users name, in their order. */
  readonly platforms: readonly string[];
  readonly options: PackageOptions;
  readonly tree: Tree;
  readonly about: About;
  /** Asked only where something is shipped. */
  bill(): Bill | undefined;
}

/** All tasks of the project: those there were, of which builds for platforms now mean release builds, and those that package. */
export function packageTasks(given: ToPackage): readonly Task[] {
  const { project, tasks, platforms } = given;
  const builds = platforms.flatMap((platform) => {
    const build = tasks.find(
      (task) => task.platform === platform && task.intent === platformIntent(platform),
    );
    const binaries = build === undefined ? [] : binariesOf(build, project);
    return build === undefined || binaries.length === 0 ? [] : [{ build, platform, binaries }];
  });
  if (builds.length === 0) return tasks;
  const release = describeRelease(given);
  const packages = builds.map((built) => packageTask(built, builds, release));
  return [...tasks.map(meaningRelease), ...packages, releaseTask(packages, builds, release, given)].concat(
    given.options.sign === true ? [signTask(release)] : [],
  );
}

interface Built {
  readonly build: Task;
  readonly platform: string;
  readonly binaries: readonly string[];
}

/** C libraries beside a program are not what people install. Where nobody says what the files are, such as a runtime with a program in it, all of them count. */
function binariesOf({ outputs: all, leftOut = [] }: Task, { deliverables }: Project): string[] {
  const outputs = all.filter((path) => !leftOut.includes(path));
  if (deliverables.every(({ kind }) => kind === 'package'))
    return outputs.filter((path) => PLAIN.test(programName(path)));
  const names = deliverables.flatMap(({ kind, name }) => (kind === 'bin' && PLAIN.test(name) ? name : []));
  return outputs.filter((path) => names.includes(programName(path)));
}

/** The name stands in scripts that people run. */
const PLAIN = /^\w[\w.+-]*$/;

function programName(path: string): string {
  return basename(path).replace(/\.(exe|wasm)$/, '');
}

/** NB Nx gives the tasks before one the configuration that the user names, never the default of that one. */
function meaningRelease(task: Task): Task {
  const isMeant = task.platform !== undefined && task.configurations?.['release'] !== undefined;
  return isMeant ? { ...task, defaultConfiguration: 'release' } : task;
}

interface Release {
  readonly shipped: Shipped;
  readonly folder: string;
  readonly formats: readonly Format[];
  readonly documents: readonly string[];
  /** Files besides the documents whose change makes another release. */
  readonly versionFiles: readonly string[];
  readonly options: PackageOptions;
}

function describeRelease({ project, options, tree, about }: ToPackage): Release {
  const { root, deliverables } = project;
  const [program, ...others] = deliverables.filter(({ kind }) => kind === 'bin');
  const folderName = root === '.' ? project.name : basename(root);
  const own = others.length === 0 ? program?.name : undefined;
  const name = fileName(options.name ?? about.name ?? own ?? folderName);
  const file = ancestors(project.root)
    .map((directory) => join(directory, 'VERSION'))
    .find((path) => tree.has(path));
  const stated = versionIn(options.version) ?? versionIn(about.version);
  const version = stated ?? versionIn(file === undefined ? undefined : tree.read(file)) ?? '0.0.0';
  const { name: _, version: __, ...rest } = about;
  return {
    shipped: { name, version, ...rest },
    folder: join('dist', project.root === '.' ? fileName(project.name) : project.root, 'packages'),
    formats: options.formats ?? DEFAULT_FORMATS,
    documents: documentsOf(project, options, tree),
    versionFiles: stated === undefined && file !== undefined ? [file] : [],
    options,
  };
}

const DOCUMENTS = [/^(licen[cs]e|copying|unlicense|notice)([.-]|$)/i, /^readme(\.|$)/i];

/** Of each kind, those of the nearest folder that has any: a repository's licence is that of all its projects. */
function documentsOf({ root }: Project, { include = [] }: PackageOptions, tree: Tree): string[] {
  const found = DOCUMENTS.flatMap((form) => {
    const here = ancestors(root).map((directory) =>
      tree
        .list(directory)
        .files.filter((name) => form.test(name))
        .map((name) => join(directory, name)),
    );
    return here.find((files) => files.length > 0) ?? [];
  });
  const added = include.map((path) => join(root, path)).filter((path) => !leavesWorkspace(path));
  return [...new Set([...found, ...added])];
}

function packageTask({ build, platform, binaries }: Built, all: readonly Built[], release: Release): Task {
  const { shipped, formats, documents, options } = release;
  const makes = formats.flatMap(
    (format) => fileFor(format, { build, platform, binaries }, all, release) ?? [],
  );
  const isInstalled = makes.some(({ kind }) => kind === 'deb' || kind === 'rpm');
  const job: PackageJob = {
    revision: REVISION,
    shipped,
    platform,
    binaries,
    documents,
    makes,
    ...(isInstalled && options.maintainer !== undefined ? { maintainer: options.maintainer } : {}),
    ...(isInstalled && options.depends !== undefined ? { depends: options.depends } : {}),
    ...(makes.some(({ kind }) => kind === 'npm')
      ? { npm: { name: npmName(release, platform), platform, ...libcOf(build, all) } }
      : {}),
    ...(build.options?.['profile'] === undefined ? {} : { profile: 'release' }),
  };
  const programs = makes.flatMap(({ path }) =>
    path.endsWith('.tar.zst') ? 'zstd' : path.endsWith('.rpm') ? 'nfpm' : [],
  );
  return {
    intent: `package-${platformWord(platform)}`,
    description: `Package ${shipped.name} ${shipped.version} for ${platform}`,
    executor: 'package',
    options: { ...job },
    ...(build.configurations === undefined
      ? {}
      : { configurations: build.configurations, defaultConfiguration: 'release' }),
    cache: true,
    inputs: {
      files: [...documents, ...release.versionFiles],
      tool: false,
      after: true,
      env: ['SOURCE_DATE_EPOCH'],
      ...(programs.length > 0 ? { probes: programs.map((program) => [program, '--version']) } : {}),
    },
    outputs: makes.map(({ path }) => path),
    after: [build.intent],
    closure: [],
    scope: 'production',
  };
}

function fileFor(
  format: Format,
  { build, platform }: Built,
  all: readonly Built[],
  { shipped: { name, version }, folder, formats }: Release,
): ShippedFile | undefined {
  const { os, cpu = '' } = systemOf(platform);
  const target = build.platformName;
  const file = (kind: Kind, base: string): ShippedFile => ({
    path: join(folder, base),
    kind,
    platform,
    ...(target === undefined ? {} : { target }),
  });
  // Two builds for one system, of which the second is against musl: both cannot be installed.
  const same = all.filter((other) => {
    const seen = systemOf(other.platform);
    return seen.os === os && seen.cpu === cpu;
  });
  const isFirst = same[0]?.platform === platform;
  const isInstallable = os === 'linux' && isFirst;
  const system = systemVersion(version);
  switch (format) {
    case 'tar.gz':
    case 'tar.zst':
      return os === 'windows' && formats.includes('zip')
        ? undefined
        : file('archive', `${name}-${version}-${target ?? platformWord(platform)}.${format}`);
    case 'zip':
      return os !== 'windows' && formats.some((other) => other.startsWith('tar.'))
        ? undefined
        : file('archive', `${name}-${version}-${target ?? platformWord(platform)}.zip`);
    case 'deb': {
      const architecture = DEBIAN[cpu];
      return architecture !== undefined && isInstallable
        ? file('deb', `${debianName(name)}_${system}_${architecture}.deb`)
        : undefined;
    }
    case 'rpm': {
      const architecture = RPM[cpu];
      return architecture !== undefined && isInstallable
        ? file('rpm', `${name}-${system}-1.${architecture}.rpm`)
        : undefined;
    }
    case 'npm':
      return os === 'other' || cpu === ''
        ? undefined
        : file('npm', `npm-${name}-${platformWord(platform)}-${version}.tgz`);
    default:
      return undefined;
  }
}

/** NB what is linked against glibc does not start where there is musl; what is linked against musl is static, and starts everywhere. */
function libcOf({ platform, platformName = '' }: Task, all: readonly Built[]): { libc?: 'glibc' | 'musl' } {
  if (platformName.includes('-linux-gnu')) return { libc: 'glibc' };
  const own = systemOf(platform ?? '');
  const hasOther = all.some((other) => {
    const { os, cpu, isMusl } = systemOf(other.platform);
    return os === own.os && cpu === own.cpu && !isMusl;
  });
  return own.isMusl && hasOther ? { libc: 'musl' } : {};
}

function npmName({ shipped, options: { scope } }: Release, platform?: string): string {
  const name = shipped.name.toLowerCase();
  const base = platform === undefined ? name : `${name}-${platformWord(platform)}`;
  return scope === undefined ? base : `${scope}/${base}`;
}

function releaseTask(
  packages: readonly Task[],
  builds: readonly Built[],
  release: Release,
  { bill: billOf }: ToPackage,
): Task {
  const { shipped, folder, formats, documents, options } = release;
  const { name, version } = shipped;
  const jobs = packages.map((task) => task.options as unknown as PackageJob);
  const bill = billOf();
  const onNpm = jobs.flatMap(({ npm }) => npm ?? []);
  const make = (kind: Kind, base: string): ShippedFile => ({ path: join(folder, base), kind });
  const makes = [
    ...(bill === undefined ? [] : [make('sbom', `${name}-${version}.cdx.json`)]),
    ...(formats.includes('shell') ? [make('installer', `${name}-installer.sh`)] : []),
    ...(formats.includes('powershell') ? [make('installer', `${name}-installer.ps1`)] : []),
    ...(onNpm.length > 0 ? [make('npm', `npm-${name}-${version}.tgz`)] : []),
  ];
  const job: ReleaseJob = {
    revision: REVISION,
    shipped,
    files: jobs.flatMap((one) => one.makes),
    makes,
    sums: join(folder, 'SHA256SUMS'),
    list: join(folder, 'release.json'),
    programs: [...new Set(builds.flatMap(({ binaries }) => binaries.map(programName)))],
    documents: onNpm.length > 0 ? documents : [],
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    ...(onNpm.length > 0 ? { npm: { name: npmName(release), platforms: onNpm } } : {}),
  };
  return {
    intent: 'package',
    description: `Package ${name} ${version} for every platform, with checksums and a list of all files`,
    executor: 'release',
    options: { ...job },
    cache: true,
    inputs: {
      files: [...job.documents, ...release.versionFiles],
      tool: false,
      after: true,
      env: ['SOURCE_DATE_EPOCH'],
      ...(bill === undefined ? {} : { slice: JSON.stringify(bill), shared: bill.shared }),
    },
    outputs: [...makes.map(({ path }) => path), job.sums, job.list],
    after: packages.map(({ intent }) => intent),
    closure: [],
    scope: 'production',
  };
}

/** Never cached: what signs is a secret, and whoever asks for a signature wants to know that it was made now. */
function signTask({ shipped, folder }: Release): Task {
  return {
    intent: 'sign',
    description: `Sign the packages of ${shipped.name} ${shipped.version}`,
    executor: 'sign',
    options: { folder },
    cache: false,
    inputs: { files: [] },
    outputs: [],
    after: ['package'],
    closure: [],
    scope: 'production',
  };
}
