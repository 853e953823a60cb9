/**
 * Programs become images, where users ask for them: one target that writes the image, one that sends it, and
 * one that does both behind what else is shipped.
 */
import { compact } from '../model/compact.js';
import { escapeGlob, everythingIn, type Glob } from '../model/globs.js';
import {
  DEFAULT_TAGS,
  type ImageBaseJob,
  type ImageFile,
  type ImageJob,
  type ImageOptions,
  type ImageProgram,
  isPinned,
  type PushJob,
} from '../model/image.js';
import { join, leavesWorkspace } from '../model/paths.js';
import { hostPlatform } from '../model/platform.js';
import type { Project } from '../model/project.js';
import { systemOf } from '../model/shipping.js';
import type { Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';
import { binariesOf, buildsOf } from './package/builds.js';
import { describeRelease, type Release, type ToPackage } from './package/release.js';
import { eachProject, type Pipe, type PipelineOptions } from './pipeline.js';

/** NB raise it with every change of what is written. */
const REVISION = 1;

const SHIPPING = { cache: true, closure: [], scope: 'production' } as const;

/** NB most workspaces ask for none: nothing is copied there. */
export const addImages: Pipe = (all, context) => {
  const { images } = context.options;
  return all.some(({ project }) => imagesOf(project, images) !== undefined) ? addToEach(all, context) : all;
};

const addToEach: Pipe = eachProject(({ project, tasks, facts }, { options, tree }) => {
  const images = imagesOf(project, options.images);
  if (images === undefined) return tasks;
  const platforms = project.settings.platforms ?? options.platforms;
  const packages = { ...objectOf(options.packages), ...objectOf(project.settings.packages) };
  const about = facts.about() ?? {};
  const given = { project, tasks, platforms, options: packages, tree, about, sbom: facts.sbom };
  return imageTasks(given, images);
});

function imagesOf({ settings }: Project, everywhere: PipelineOptions['images']): ImageOptions | undefined {
  const own = settings.images ?? everywhere;
  return own === false ? undefined : { ...objectOf(everywhere), ...objectOf(own) };
}

function objectOf<T extends object>(choice: boolean | T | undefined): Partial<T> {
  return typeof choice === 'object' ? choice : {};
}

function imageTasks(given: ToPackage, options: ImageOptions): readonly Task[] {
  const { tasks, project } = given;
  const sources = sourcesFor(given);
  if (sources.length === 0) return tasks;
  const release = describeRelease(given);
  const folder = join('dist', project.root === '.' ? project.name : project.root);
  const made =
    options.from === 'nix'
      ? { tasks: [], after: 'nix-image', layout: `${folder}/image` }
      : {
          tasks: builtImage(given, sources, release, options, folder),
          after: 'image',
          layout: `${folder}/oci`,
        };
  const job = pushJob(made.layout, release, options);
  const packages = tasks.some(({ intent }) => intent === 'package') ? ['package'] : [];
  return [
    ...tasks.map((task) => meaningRelease(task, sources)),
    ...made.tasks,
    pushTask('image-push', `Send the image of ${job.name} to a registry`, job, [made.after]),
    pushTask('deliver', `Send the image of ${job.name} when all that is shipped of it is made`, job, [
      ...packages,
      made.after,
    ]),
    ...verifyTask(job),
  ];
}

interface Source {
  readonly build: Task;
  readonly program: ImageProgram;
}

/** For each processor one build for Linux: the one against musl, which is static, where there is one. */
function sourcesFor({ project, tasks, platforms }: ToPackage): Source[] {
  const builds = buildsOf(project, tasks, [...new Set(platforms)]).filter(
    ({ node, platform }) => node === undefined && systemOf(platform).os === 'linux',
  );
  const sources = new Map<string, Source>();
  for (const { build, platform, binaries } of builds) {
    const { cpu = '', isMusl } = systemOf(platform);
    if (isMusl || !sources.has(cpu)) sources.set(cpu, { build, program: { platform, binaries } });
  }
  if (sources.size > 0) return [...sources.values()];
  return plainSource(project, tasks);
}

/** Without platforms, what is built for this machine. NB elsewhere than on Linux its file is refused. */
function plainSource(project: Project, tasks: readonly Task[]): Source[] {
  const build = MAKES.flatMap((intent) => tasks.find((task) => task.intent === intent) ?? [])[0];
  const binaries = build === undefined ? [] : binariesOf(build, project);
  const isProgram = project.deliverables.some(({ kind }) => kind === 'bin') || build?.intent === 'compile';
  if (build === undefined || binaries.length === 0 || !isProgram) return [];
  return [{ build, program: { platform: hostPlatform('linux'), binaries } }];
}

const MAKES = ['compile', 'build'];

/** NB Nx gives the tasks before one the configuration that the user names, never the default of that one. */
function meaningRelease(task: Task, sources: readonly Source[]): Task {
  const isMeant = sources.some(({ build }) => build.intent === task.intent && isForRelease(build));
  return isMeant ? { ...task, defaultConfiguration: 'release' } : task;
}

function isForRelease({ platform, configurations }: Task): boolean {
  return platform !== undefined && configurations?.['release'] !== undefined;
}

function builtImage(
  { project, tasks, sbom: sbomOf, tree }: ToPackage,
  sources: readonly Source[],
  { shipped, versionFiles }: Release,
  options: ImageOptions,
  folder: string,
): Task[] {
  const [{ build } = { build: undefined }] = sources;
  if (build === undefined) return [];
  const sbom = sbomOf();
  const isStamped = tasks.some(({ intent }) => intent === 'stamp');
  const files = filesOf(project, options);
  const base = baseOf(options, folder, sources);
  const { profile } = build.options ?? {};
  const job: ImageJob = compact<ImageJob>({
    revision: REVISION,
    shipped,
    programs: sources.map(({ program }) => program),
    output: `${folder}/oci`,
    base: base?.folder,
    files: files.length === 0 ? undefined : files,
    user: options.user,
    args: options.args,
    env: options.env,
    ports: options.ports,
    labels: options.labels,
    workingDir: options.workingDir,
    stamp: isStamped ? true : undefined,
    sbom: sbom === undefined ? undefined : true,
    profile: typeof profile === 'string' ? (isForRelease(build) ? 'release' : profile) : undefined,
  });
  const image: Task = {
    ...SHIPPING,
    intent: 'image',
    description: `Write the image of ${shipped.name} ${shipped.version}`,
    executor: 'image',
    options: { ...job },
    ...(build.configurations === undefined ? {} : { configurations: build.configurations }),
    ...(isForRelease(build) ? { defaultConfiguration: 'release' } : {}),
    inputs: {
      files: [...versionFiles.map(escapeGlob), ...inputsOf(files, tree, true)],
      ignored: [
        ...inputsOf(files, tree, false),
        ...(base?.task === undefined
          ? everythingIn(base === undefined || leavesWorkspace(base.folder) ? [] : [base.folder])
          : []),
      ],
      tool: false,
      after: true,
      env: ['SOURCE_DATE_EPOCH'],
      ...(sbom === undefined ? {} : { slice: JSON.stringify(sbom), shared: sbom.shared }),
    },
    outputs: [job.output],
    after: [
      ...sources.map(({ build: { intent } }) => intent),
      ...(isStamped ? ['stamp'] : []),
      ...(base?.task === undefined ? [] : [base.task.intent]),
    ],
  };
  return [...(base?.task === undefined ? [] : [base.task]), image];
}

function filesOf({ root }: Project, { files = {} }: ImageOptions): ImageFile[] {
  return Object.entries(files).map(([to, from]) => ({
    to: to.replace(/^\/+/, ''),
    from: from.startsWith('/') ? join(from.replace(/^\/+/, '')) : join(root, from),
  }));
}

/**
 * Of a folder all that lies there goes into the image, also what git ignores; so does a file that it ignores.
 */
function inputsOf(files: readonly ImageFile[], tree: Tree, single: boolean): Glob[] {
  const paths = files.map(({ from }) => from).filter((path) => !leavesWorkspace(path));
  const found = paths.filter((path) => tree.has(path) === single);
  const exact = found.map(escapeGlob);
  return single ? exact : [...exact, ...everythingIn(found)];
}

/** NB of an image with its digest the digest says all: it is fetched once. */
function baseOf({ base }: ImageOptions, folder: string, sources: readonly Source[]) {
  if (base === undefined) return undefined;
  if (!isPinned(base)) return { folder: base, task: undefined };
  const job: ImageBaseJob = {
    reference: base,
    platforms: sources.map(({ program: { platform } }) => platform),
    output: `${folder}/oci-base`,
  };
  const task: Task = {
    ...SHIPPING,
    intent: 'image-base',
    description: `Fetch ${base}`,
    executor: 'image-base',
    options: { ...job },
    inputs: { files: [], tool: false },
    outputs: [job.output],
  };
  return { folder: job.output, task };
}

function pushJob(layout: string, { shipped: { name, version } }: Release, options: ImageOptions): PushJob {
  return compact<PushJob>({
    layout,
    name,
    version,
    registry: options.registry,
    fallback: options.fallback,
    repository: options.repository ?? name.toLowerCase(),
    tags: options.tags ?? DEFAULT_TAGS,
    publicKey: options.publicKey,
  });
}

/** Never cached: a registry may have another image tomorrow. */
function verifyTask({ publicKey, layout: _, fallback: __, ...job }: PushJob): Task[] {
  if (publicKey === undefined) return [];
  return [
    {
      ...SHIPPING,
      intent: 'image-verify',
      description: `Check that the image of ${job.name} in the registry is signed`,
      executor: 'image-verify',
      options: { ...job, publicKey },
      cache: false,
      inputs: { files: [] },
      outputs: [],
    },
  ];
}

/** Never cached: what it does is done elsewhere, where it may have been undone. */
function pushTask(intent: string, description: string, job: PushJob, after: readonly string[]): Task {
  return {
    ...SHIPPING,
    intent,
    description,
    executor: 'image-push',
    options: { ...job },
    cache: false,
    inputs: { files: [] },
    outputs: [],
    after,
  };
}
