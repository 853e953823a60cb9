/**
 * Images as OCI describes them: blobs by their digest, manifests that name blobs, an index that names
 * manifests, and a folder with all of it. The same content has the same bytes.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 */
import { compact } from '../model/compact.js';
import { bytesOf } from './entry.js';
import { sha256 } from './sums.js';

export const OCI = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  empty: 'application/vnd.oci.empty.v1+json',
  cyclonedx: 'application/vnd.cyclonedx+json',
} as const;

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md */
export const REF_NAME = 'org.opencontainers.image.ref.name';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: ImagePlatform;
  readonly artifactType?: string;
}

/** In the words of Go. */
export interface ImagePlatform {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
}

export interface Layer {
  readonly mediaType: string;
  readonly blob: Uint8Array;
  /** Digest of what was compressed. */
  readonly diffId: string;
  /** What it is, for `history`. */
  readonly comment: string;
}

/** `config` of an image. https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export interface RunConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

export interface PlatformImage {
  readonly platform: ImagePlatform;
  readonly config: RunConfig;
  readonly layers: readonly Layer[];
}

export interface LayoutContent {
  readonly images: readonly PlatformImage[];
  /** ISO 8601. */
  readonly created: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** The name of the index in the layout. */
  readonly name: string;
  /** A bill of materials in CycloneDX, which refers to the index. */
  readonly sbom?: Uint8Array;
}

export interface Layout {
  /** Digest of the index: what a registry knows the image by. */
  readonly digest: string;
  /** In the folder of the layout. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export const SBOM_NAME = 'sbom';

export function ociLayout(content: LayoutContent): Layout {
  const { files, keep, close } = openLayout();
  const { annotations, name, sbom } = content;
  const manifests = content.images.map((image) => ({
    ...imageManifest(image, content, keep),
    platform: image.platform,
  }));
  const index = keep(
    OCI.index,
    json({ schemaVersion: 2, mediaType: OCI.index, manifests, ...someOf(annotations) }),
  );
  const named = [{ ...index, annotations: { [REF_NAME]: name } }];
  const attached = sbom === undefined ? [] : [sbomManifest(sbom, index, keep)];
  close([...named, ...attached]);
  return { digest: index.digest, files };
}

/** Blobs by their digest, and at the end the two files that make a folder of them a layout. */
export function openLayout() {
  const files = new Map<string, Uint8Array>();
  const keep: Keep = (mediaType, bytes) => {
    const digest = `sha256:${sha256(bytes)}`;
    files.set(blobPath(digest), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const close = (manifests: readonly Descriptor[]) => {
    files.set('oci-layout', bytesOf('{"imageLayoutVersion":"1.0.0"}'));
    files.set('index.json', json({ schemaVersion: 2, mediaType: OCI.index, manifests }));
  };
  return { files, keep, close };
}

type Keep = (mediaType: string, bytes: Uint8Array) => Descriptor;

function imageManifest(
  { platform, config, layers }: PlatformImage,
  { created, annotations }: LayoutContent,
  keep: Keep,
): Descriptor {
  const settings = keep(
    OCI.config,
    json({
      created,
      ...platform,
      config,
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(({ comment }) => ({ created, created_by: 'polynx', comment })),
    }),
  );
  const blobs = layers.map(({ mediaType, blob }) => keep(mediaType, blob));
  const manifest = { schemaVersion: 2, mediaType: OCI.manifest, config: settings, layers: blobs };
  return keep(OCI.manifest, json({ ...manifest, ...someOf(annotations) }));
}

/**
 * An artifact whose `subject` is the image: registries list it at `/v2/<name>/referrers/<digest>`.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage
 */
function sbomManifest(sbom: Uint8Array, subject: Descriptor, keep: Keep): Descriptor {
  const artifactType = OCI.cyclonedx;
  const config = keep(OCI.empty, bytesOf('{}'));
  const layers = [keep(OCI.cyclonedx, sbom)];
  const head = { schemaVersion: 2, mediaType: OCI.manifest, artifactType };
  const manifest = keep(OCI.manifest, json({ ...head, config, layers, subject }));
  return { ...manifest, artifactType, annotations: { [REF_NAME]: SBOM_NAME } };
}

function someOf(annotations: Readonly<Record<string, string>>): object {
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

/** Undefined keys are left out, so that two ways to say nothing have the same digest. */
export function json(value: object): Uint8Array {
  return bytesOf(JSON.stringify(compact<object>(value)));
}

/** @throws where the digest is none, which would be a path to anywhere */
export function blobPath(digest: string): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? [];
  if (hex === undefined) throw new RangeError(`${JSON.stringify(digest)} is no SHA-256 digest`);
  return `blobs/sha256/${hex}`;
}

/** https://go.dev/doc/install/source#environment: what images call a processor. */
export const ARCHITECTURES: Readonly<Record<string, Omit<ImagePlatform, 'os'>>> = {
  x64: { architecture: 'amd64' },
  arm64: { architecture: 'arm64', variant: 'v8' },
  ia32: { architecture: '386' },
  arm: { architecture: 'arm', variant: 'v7' },
  riscv64: { architecture: 'riscv64' },
  ppc64: { architecture: 'ppc64le' },
  s390x: { architecture: 's390x' },
  loong64: { architecture: 'loong64' },
};
