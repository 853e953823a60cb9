import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readBinary, readDocument } from '../adapters/shipped-file.js';
import { writeBeside } from '../adapters/write-beside.js';
import { cyclonedx } from '../formats/cyclonedx.js';
import { bytesOf, type Entry } from '../formats/entry.js';
import { powershellInstaller, shellInstaller } from '../formats/installers.js';
import { npmMainPackage } from '../formats/npm.js';
import { sha256, sumsText } from '../formats/sums.js';
import { compact } from '../model/compact.js';
import { basename } from '../model/paths.js';
import type { Sbom } from '../model/sbom.js';
import type { ShippedFile } from '../model/shipping.js';
import type { Artifact, ReleaseJob, ReleaseList } from '../model/shipping-jobs.js';
import { sourceDate } from '../model/source-date.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { ownSlice } from './own-slice.js';
import { checkFields } from './shipped-fields.js';

/**
 * What there is once for all platforms: bill of materials, installers, the npm package that takes the others,
 * checksums, and the list of all files.
 */
export default function release(job: ReleaseJob, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { root } = context;
    checkFields(job);
    const packaged = job.files.map((file) => describe(file, readBinary(root, file.path)));
    const made = job.makes.map((file) => {
      const bytes = bytesFor(file, job, packaged, context);
      return { file, bytes, artifact: describe(file, bytes) };
    });
    const { name, version } = job.shipped;
    const list: ReleaseList = {
      name,
      version,
      artifacts: [...packaged, ...made.map(({ artifact }) => artifact)],
    };
    const listed = bytesOf(`${JSON.stringify(list, null, 2)}\n`);
    const sums = sumsText([...list.artifacts, { file: basename(job.list), sha256: sha256(listed) }]);
    for (const { file, bytes } of made) writeBeside(join(root, file.path), bytes, modeOf(file.path));
    writeBeside(join(root, job.list), listed, 0o644);
    writeBeside(join(root, job.sums), bytesOf(sums), 0o644);
    console.log(sums);
    return true;
  });
}

function describe({ path, kind, platform, target }: ShippedFile, bytes: Uint8Array): Artifact {
  return compact({
    file: basename(path),
    kind,
    platform,
    target,
    size: bytes.length,
    sha256: sha256(bytes),
  });
}

function modeOf(path: string): number {
  return path.endsWith('.sh') ? 0o755 : 0o644;
}

function bytesFor(
  { kind, path }: ShippedFile,
  { shipped, programs, documents, baseUrl, npm }: ReleaseJob,
  packaged: readonly Artifact[],
  context: ExecutorContext,
): Uint8Array {
  const time = sourceDate(process.env);
  if (kind === 'sbom') return bytesOf(cyclonedx(shipped, JSON.parse(ownSlice(context)) as Sbom, time));
  if (kind === 'npm' && npm !== undefined) {
    const files = documents.map(
      (file): Entry => ({ path: basename(file), bytes: readDocument(context.root, file) }),
    );
    return npmMainPackage({ ...npm, shipped, programs }, files, time ?? 0);
  }
  const archives = packaged.flatMap(({ kind: of, file, platform = '', target, sha256: digest }) =>
    of === 'archive' ? [{ file, platform, target, sha256: digest }] : [],
  );
  const installer = {
    shipped,
    programs,
    archives,
    baseUrl: baseUrl?.replaceAll('{version}', shipped.version),
  };
  return bytesOf(path.endsWith('.ps1') ? powershellInstaller(installer) : shellInstaller(installer));
}
