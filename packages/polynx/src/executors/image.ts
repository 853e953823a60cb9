import { basename } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readBinary } from '../adapters/shipped-file.js';
import { cyclonedx } from '../formats/cyclonedx.js';
import { bytesOf, type Entry } from '../formats/entry.js';
import { ARCHITECTURES, type Layer, ociLayout, type PlatformImage } from '../formats/oci.js';
import type { ImageJob, ImageProgram } from '../model/image.js';
import type { Sbom } from '../model/sbom.js';
import { systemOf } from '../model/shipping.js';
import { sourceDate } from '../model/source-date.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { readBase } from './images/base.js';
import { configOf, labelsOf } from './images/config.js';
import { extraFiles } from './images/extra-files.js';
import { packedLayer, SYSTEM_FILES } from './images/layers.js';
import { checkProgram } from './images/program.js';
import { stampBefore } from './images/stamp.js';
import { writeLayout } from './images/write-layout.js';
import { ownSlice } from './own-slice.js';
import { checkFields } from './shipped-fields.js';

/**
 * Layers in the order of how seldom they change: the base or the few files of a system, more files, the
 * program. The same builds give the same digest, whenever and wherever.
 */
export default function image(job: ImageJob, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { root } = context;
    const { shipped, output } = job;
    checkFields({ shipped, binaries: job.programs.flatMap(({ binaries }) => binaries) });
    const stamp = job.stamp === true ? stampBefore(context) : undefined;
    const time = sourceDate(process.env) ?? 0;
    const annotations = labelsOf(job, stamp);
    const files = extraFiles(root, job.files ?? []);
    const shared = files.length === 0 ? [] : [packedLayer(files, 'files', time)];
    const images = job.programs.map((program) =>
      platformImage(program, job, shared, annotations, root, time),
    );
    const layout = ociLayout({
      images,
      created: new Date(time * 1000).toISOString().replace('.000', ''),
      annotations,
      name: shipped.version.replaceAll('+', '_'),
      ...(job.sbom === true
        ? {
            sbom: bytesOf(cyclonedx(shipped, JSON.parse(ownSlice(context)) as Sbom, sourceDate(process.env))),
          }
        : {}),
    });
    writeLayout(root, output, layout.files);
    for (const { platform, layers } of images)
      console.log(
        `${platform.os}/${platform.architecture}: ${layers.map(({ comment, blob }) => `${comment} ${blob.length}`).join(', ')} bytes`,
      );
    console.log(`${output}: ${layout.digest}`);
    return true;
  });
}

function platformImage(
  { platform, binaries }: ImageProgram,
  job: ImageJob,
  shared: readonly Layer[],
  labels: Readonly<Record<string, string>>,
  root: string,
  time: number,
): PlatformImage {
  const paths = binaries.map((path) => path.replaceAll('{options.profile}', job.profile ?? ''));
  const programs = paths.map((path): Entry => {
    const bytes = readBinary(root, path);
    checkProgram({ path, bytes, platform, hasBase: job.base !== undefined });
    return { path: `usr/bin/${basename(path)}`, bytes, isExecutable: true };
  });
  const { cpu = '' } = systemOf(platform);
  const target = { os: 'linux', ...(ARCHITECTURES[cpu] ?? { architecture: cpu }) };
  const base = job.base === undefined ? undefined : readBase(root, job.base, target);
  const below = base?.layers ?? [packedLayer(SYSTEM_FILES, 'system', 0)];
  return {
    platform: target,
    config: configOf(job, mainOf(programs, job), labels, base?.config ?? {}),
    layers: [...below, ...shared, packedLayer(programs, 'program', time)],
  };
}

/** Of several programs the one that is called as all of it; else the first. */
function mainOf(programs: readonly Entry[], { shipped: { name } }: ImageJob): string {
  const own = programs.find(({ path }) => basename(path) === name);
  return (own ?? programs[0])?.path ?? '';
}
