import { ExpectedError, internalError, ManifestError } from './errors.js';
import { dirname } from './paths.js';
import type { Project } from './project.js';

/** A project that keeps its place and its name; every task of it fails with the reason. */
export function failedProject(manifest: string, name: string, error: unknown): Project<never> {
  return {
    root: dirname(manifest),
    manifest,
    name,
    type: 'library',
    deliverables: [],
    dependencies: [],
    reads: [],
    settings: {},
    details: undefined as never,
    error: asManifestError(manifest, error),
  };
}

/** What the repository says cannot be done; anything else is a bug. */
export function asManifestError(file: string, error: unknown): ManifestError {
  if (!(error instanceof ExpectedError)) return internalError(file, error);
  return error instanceof ManifestError ? error : new ManifestError({ file, problem: error.message });
}
