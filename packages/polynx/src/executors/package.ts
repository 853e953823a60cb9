import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readBinary, readDocument } from '../adapters/shipped-file.js';
import { writeBeside } from '../adapters/write-beside.js';
import { deb } from '../formats/deb.js';
import { gzip } from '../formats/deflate.js';
import type { Entry } from '../formats/entry.js';
import { npmPlatformPackage } from '../formats/npm.js';
import { tar } from '../formats/tar.js';
import { zip } from '../formats/zip.js';
import { basename } from '../model/paths.js';
import { DEBIAN, debianName, type ShippedFile, systemOf, systemVersion } from '../model/shipping.js';
import type { PackageJob } from '../model/shipping-jobs.js';
import { sourceDate } from '../model/source-date.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { rpm } from './rpm.js';
import { checkFields } from './shipped-fields.js';
import { zstd } from './zstd.js';

/**
 * Writes the files that people install for one platform. The same builds give the same bytes, whenever and
 * wherever.
 */
export default function packagePlatform(job: PackageJob, { root }: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const made: (readonly [file: ShippedFile, bytes: Uint8Array])[] = [];
    checkFields(job);
    const content = readContent(job, root);
    for (const file of job.makes) made.push([file, await bytesFor(file, job, content, root)]);
    for (const [{ path }, bytes] of made) {
      writeBeside(join(root, path), bytes, 0o644);
      console.log(`${path} (${bytes.length} bytes)`);
    }
    return true;
  });
}

interface Content {
  readonly binaries: readonly Entry[];
  readonly documents: readonly Entry[];
  readonly time: number;
}

function readContent({ binaries, documents, profile = '' }: PackageJob, root: string): Content {
  const built = binaries.map((path) => path.replaceAll('{options.profile}', profile));
  return {
    binaries: built.map((path) => ({
      path: basename(path),
      bytes: readBinary(root, path),
      isExecutable: true,
    })),
    documents: documents.map((path) => ({ path: basename(path), bytes: readDocument(root, path) })),
    time: sourceDate(process.env) ?? 0,
  };
}

async function bytesFor(
  file: ShippedFile,
  job: PackageJob,
  content: Content,
  root: string,
): Promise<Uint8Array> {
  const { kind, path } = file;
  const { binaries, documents, time } = content;
  switch (kind) {
    case 'deb':
      return debFor(job, content);
    case 'rpm':
      return rpm(job, installed(job, content), time, root);
    case 'npm':
      return npmPlatformPackage({ name: '', ...job, ...job.npm }, binaries, documents, time);
    default:
      return archive(path, [...binaries, ...documents], time, root);
  }
}

/** In a folder of its own, so that nobody's files are overwritten by unpacking. */
function archive(
  path: string,
  files: readonly Entry[],
  time: number,
  root: string,
): Uint8Array | Promise<Uint8Array> {
  const folder = basename(path).replace(/\.(tar\.\w+|zip)$/, '');
  const entries = files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
  if (path.endsWith('.zip')) return zip(entries, { time });
  const bytes = tar(entries, { time });
  return path.endsWith('.gz') ? gzip(bytes) : zstd(bytes, root);
}

/** Where the files go on a Linux system. https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html */
function installed({ shipped: { name } }: PackageJob, { binaries, documents }: Content): Entry[] {
  return [
    ...binaries.map((file) => ({ ...file, path: `usr/bin/${file.path}` })),
    ...documents.map((file) => ({ ...file, path: `usr/share/doc/${debianName(name)}/${file.path}` })),
  ];
}

function debFor(job: PackageJob, content: Content): Uint8Array {
  const { name, version, description = name, homepage } = job.shipped;
  const control = {
    name: debianName(name),
    version: systemVersion(version),
    architecture: DEBIAN[systemOf(job.platform).cpu ?? ''] ?? 'all',
    maintainer: job.maintainer ?? NOBODY,
    description,
    homepage,
    depends: job.depends,
  };
  return deb(control, installed(job, content), { time: content.time });
}

/** The field is required, and an address of nobody is the honest one where none is given. */
const NOBODY = 'Unknown <unknown@localhost>';
