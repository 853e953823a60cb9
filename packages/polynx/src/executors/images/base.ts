import { readBinary, readDocument } from '../../adapters/shipped-file.js';
import {
  blobPath,
  type Descriptor,
  type ImagePlatform,
  type Layer,
  OCI,
  type RunConfig,
} from '../../formats/oci.js';
import { sha256 } from '../../formats/sums.js';
import { ExpectedError } from '../../model/errors.js';
import { leavesWorkspace } from '../../model/paths.js';

export interface Base {
  readonly layers: readonly Layer[];
  readonly config: RunConfig;
}

interface Config {
  readonly architecture?: string;
  readonly os?: string;
  readonly config?: RunConfig;
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
}

interface Manifest {
  readonly mediaType?: string;
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** The layers of the image for that platform in a layout, each compared with its digest. */
export function readBase(root: string, folder: string, wanted: ImagePlatform): Base {
  const blob = ({ digest }: Descriptor) => readBlob(root, folder, digest);
  for (const manifest of manifestsIn(root, folder, blob)) {
    if (manifest.config === undefined || manifest.layers === undefined) continue;
    const config = parse<Config>(blob(manifest.config), folder);
    if (config.architecture !== wanted.architecture || (config.os ?? 'linux') !== wanted.os) continue;
    const diffIds = config.rootfs?.diff_ids ?? [];
    if (diffIds.length !== manifest.layers.length) throw broken(folder, 'its layers are not those it lists');
    const layers = manifest.layers.map((layer, index) => ({
      mediaType: layer.mediaType.replace(
        /^application\/vnd\.docker\.image\.rootfs\.diff\.tar\.gzip$/,
        OCI.layer,
      ),
      blob: blob(layer),
      diffId: diffIds[index] ?? '',
      comment: 'base',
    }));
    return { layers, config: config.config ?? {} };
  }
  throw new ExpectedError(
    `${folder} has no image for ${wanted.os}/${wanted.architecture}.\n  Choose another base, or leave the platform out of "platforms".`,
  );
}

/** NB an index may name an index, and a hostile one itself: three below each other is what there is. */
function manifestsIn(root: string, folder: string, blob: (one: Descriptor) => Buffer): Manifest[] {
  let level = [parse<Manifest>(readIndex(root, folder), folder)];
  const found: Manifest[] = [];
  for (let depth = 0; depth < 3; depth++) {
    found.push(...level.filter(({ manifests }) => manifests === undefined));
    level = level.flatMap(({ manifests = [] }) =>
      manifests.slice(0, 200).map((one) => parse<Manifest>(blob(one), folder)),
    );
  }
  return [...found, ...level];
}

function readIndex(root: string, folder: string): Buffer {
  const isReference = /[:@]/.test(folder);
  if (leavesWorkspace(folder) || isReference)
    throw new ExpectedError(
      `images.base: ${folder} is neither a folder of the workspace nor an image with its digest.\n  What a tag stands for changes, and with it the result. The digest: skopeo inspect --format '{{.Digest}}' docker://${folder}`,
    );
  try {
    return readBinary(root, `${folder}/index.json`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw broken(folder, 'there is no index.json');
  }
}

function readBlob(root: string, folder: string, digest: string): Buffer {
  const path = pathOf(digest, folder);
  const bytes = readDocument(root, `${folder}/${path}`);
  if (`sha256:${sha256(bytes)}` !== digest) throw broken(folder, `${path} has another digest`);
  return bytes;
}

function pathOf(digest: string, folder: string): string {
  try {
    return blobPath(String(digest));
  } catch (error) {
    throw broken(folder, (error as Error).message);
  }
}

function parse<T>(bytes: Buffer, folder: string): T {
  try {
    return (JSON.parse(bytes.toString()) ?? {}) as T;
  } catch {
    throw broken(folder, 'what is to be JSON cannot be read');
  }
}

function broken(folder: string, why: string): ExpectedError {
  return new ExpectedError(
    `${folder} is no OCI layout: ${why}.\n  This writes one: skopeo copy docker://registry.example.com/base@sha256:… oci:${folder}`,
  );
}
