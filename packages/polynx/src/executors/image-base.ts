import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { scratchFolder } from '../adapters/scratch.js';
import { fetchCommand } from '../adapters/skopeo.js';
import { ARCHITECTURES } from '../formats/oci.js';
import { OptionsError } from '../model/errors.js';
import type { ImageBaseJob } from '../model/image.js';
import { isPinned } from '../model/image.js';
import { readStatedRegistry, repositoryProblem } from '../model/image-names.js';
import { systemOf } from '../model/shipping.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { limitsOf, retrying } from './images/push.js';
import { dockerConfig, remoteOf } from './images/registries.js';

/** Layers to build on. By the digest they are the same for ever, so that the task is cached. */
export default function imageBase(job: ImageBaseJob, { root }: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { env } = process;
    const limits = limitsOf(env);
    const { registry, repository, digest } = partsOf(job.reference);
    const draft = `${scratchFolder(root)}/oci-base`;
    mkdirSync(join(root, draft), { recursive: true });
    const session = {
      root,
      limits,
      deadline: Date.now() + limits.timeout,
      show: (text: string) => console.log(text),
      isFetch: true,
    };
    const from = remoteOf(registry, repository, dockerConfig(env));
    for (const platform of job.platforms) {
      const { architecture } = ARCHITECTURES[systemOf(platform).cpu ?? ''] ?? { architecture: 'amd64' };
      await retrying(session, from, () => fetchCommand(from, digest, architecture, draft));
      console.log(`${job.reference} for ${architecture}`);
    }
    rmSync(join(root, job.output), { recursive: true, force: true });
    mkdirSync(join(root, job.output, '..'), { recursive: true });
    renameSync(join(root, draft), join(root, job.output));
    return true;
  });
}

/** `registry.example.com/team/base:1@sha256:…`; the tag says nothing beside the digest. */
function partsOf(reference: string) {
  const [name = '', digest = ''] = reference.split('@');
  const slash = name.indexOf('/', name.indexOf('://') < 0 ? 0 : name.indexOf('://') + '://'.length);
  const registry = readStatedRegistry(slash < 0 ? name : name.slice(0, slash));
  const repository = (slash < 0 ? '' : name.slice(slash + 1)).split(':')[0] ?? '';
  const problem = typeof registry === 'string' ? registry : repositoryProblem(repository);
  if (typeof registry === 'string' || problem !== undefined || !isPinned(reference))
    throw new OptionsError(`images.base: ${reference}: ${problem ?? 'it has no digest'}.`);
  return { registry, repository, digest };
}
