import { basename } from '../model/paths.js';
import { oneLine, severalLines } from '../model/plain-text.js';
import { fileNamed } from '../model/safe-paths.js';
import type { Shipped } from '../model/shipping.js';

interface Fields {
  readonly shipped: Shipped;
  readonly maintainer?: string | undefined;
  readonly depends?: readonly string[] | undefined;
  readonly baseUrl?: string | undefined;
  readonly npm?: { readonly name: string } | undefined;
  readonly programs?: readonly string[];
  readonly binaries?: readonly string[];
  readonly documents?: readonly string[];
}

/**
 * Before anything is written: what would be a line of its own in a package, or another field, is refused by
 * the field's name.
 */
export function checkFields(job: Fields): void {
  const { name, version, license, homepage, description } = job.shipped;
  oneLine('name', name);
  oneLine('version', version);
  oneLine('license', license);
  oneLine('homepage', homepage);
  severalLines('description', description);
  oneLine('maintainer', job.maintainer);
  oneLine('baseUrl', job.baseUrl);
  oneLine('scope', job.npm?.name);
  for (const one of job.depends ?? []) oneLine('depends', one);
  const { programs = [], binaries = [], documents = [] } = job;
  for (const path of [...programs, ...binaries, ...documents]) {
    oneLine('include', path);
    fileNamed(basename(path));
  }
}
