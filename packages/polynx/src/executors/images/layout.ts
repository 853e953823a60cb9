/** What a layout offers to be sent. */
import { readBinary } from '../../adapters/shipped-file.js';
import { blobPath, type Descriptor, REF_NAME } from '../../formats/oci.js';
import { compact } from '../../model/compact.js';
import { ExpectedError } from '../../model/errors.js';

export interface Sent {
  readonly digest: string;
  /** Its name in the layout; absent where there is but one. */
  readonly name?: string;
}

export interface LayoutToSend {
  readonly image: Sent;
  /** A bill of materials that refers to it. */
  readonly sbom?: Sent;
}

export function readLayout(root: string, folder: string): LayoutToSend {
  const { manifests = [] } = indexIn(root, folder);
  const all = manifests.filter(({ digest }) => isDigest(digest));
  const image = all.find(({ artifactType }) => artifactType === undefined);
  if (image === undefined) throw new ExpectedError(`${folder}/index.json names no image. Make it again.`);
  const sbom = all.find(({ artifactType }) => artifactType?.includes('cyclonedx'));
  const isOnly = all.length === 1;
  return compact<LayoutToSend>({
    image: compact<Sent>({ digest: image.digest, name: isOnly ? undefined : nameOf(image, folder) }),
    sbom: sbom === undefined ? undefined : { digest: sbom.digest, name: nameOf(sbom, folder) },
  });
}

function indexIn(root: string, folder: string): { readonly manifests?: readonly Descriptor[] } {
  try {
    return JSON.parse(readBinary(root, `${folder}/index.json`).toString());
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new ExpectedError(
      `${folder} holds no image that can be sent.\n  The target image writes it, or nix-image where "images": { "from": "nix" } stands in the options.`,
    );
  }
}

function isDigest(digest: unknown): digest is string {
  try {
    return typeof digest === 'string' && blobPath(digest) !== '';
  } catch {
    return false;
  }
}

/** NB it becomes part of an argument. */
function nameOf({ annotations }: Descriptor, folder: string): string {
  const name = annotations?.[REF_NAME] ?? '';
  if (/^\w[\w.-]*$/.test(name)) return name;
  throw new ExpectedError(`${folder}/index.json has several entries, and one without a plain name.`);
}
