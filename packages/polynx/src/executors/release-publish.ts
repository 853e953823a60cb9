/** `nx-release-publish`: one project, by its own tool. Never cached: the result is elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { tagNames, tagsAtHead } from '../adapters/git-tags.js';
import { run } from '../adapters/run.js';
import { ExpectedError } from '../model/errors.js';
import { leavesWorkspace } from '../model/paths.js';
import { newestTag } from '../release/tags.js';
import { versionings } from '../release/versionings.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { PublishPlan, PublishRequest, ReleaseFiles, Versioning } from '../toolchains/toolchain.js';
import type { ReleasePublishOptions } from './definitions/release-publish.js';

export default function releasePublish(
  options: ReleasePublishOptions,
  context: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const { projectName = '', root: workspaceRoot } = context;
    if (options.leftOut !== undefined) {
      console.log(`${projectName} is left out: ${options.leftOut}`);
      return true;
    }
    const root = context.projectsConfigurations?.projects[projectName]?.root ?? '.';
    const exists = (path: string) => existsSync(join(workspaceRoot, path));
    const facet = (await versionings(root, exists)).find((one) => one.publish !== undefined);
    if (facet?.publish === undefined)
      throw new ExpectedError(`${projectName}: no manifest in ${root} that can be published`);
    const files = onDisk(workspaceRoot);
    const request = await requestOf(options, { projectName, root, workspaceRoot, facet, files });
    const plan = facet.publish(root, request, files);
    // Nx sets it for publishing that other tasks start.
    const isDry = options.dryRun === true || process.env['NX_DRY_RUN'] === 'true';
    return isDry ? sayOnly(plan) : publish(plan, workspaceRoot);
  });
}

interface Place {
  readonly projectName: string;
  readonly root: string;
  readonly workspaceRoot: string;
  readonly facet: Versioning;
  readonly files: ReleaseFiles;
}

async function requestOf(
  { registry, remote = 'origin', proxy, args = [], nxReleaseVersionData }: ReleasePublishOptions,
  { projectName, root, workspaceRoot, facet, files }: Place,
): Promise<PublishRequest> {
  const rest = { remote, args, ...(registry === undefined ? {} : { registry }), ...(proxy ? { proxy } : {}) };
  const prefix = facet.tags?.(root, files);
  if (prefix === undefined) return { ...rest, tags: [] };
  const made = nxReleaseVersionData?.[projectName]?.newVersion ?? undefined;
  // NB a publishing that is taken up again knows the version by the tags that Nx made.
  const forms = [prefix, `${projectName}/v`, `${projectName}@`, 'v'];
  const version = made ?? newestTag(await tagsAtHead(workspaceRoot), forms)?.version;
  return {
    ...rest,
    tags: await tagNames(workspaceRoot),
    ...(version === undefined ? {} : { version }),
  };
}

function onDisk(workspaceRoot: string): ReleaseFiles {
  return {
    roots: [],
    read(path) {
      try {
        return leavesWorkspace(path) ? undefined : readFileSync(join(workspaceRoot, path), 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function sayOnly({ what, commands }: PublishPlan): boolean {
  console.log(`${what} would be published by:`);
  for (const { program, args, cwd } of commands)
    console.log(`  ${[program, ...args].join(' ')}${cwd === '.' ? '' : ` (in ${cwd})`}`);
  return true;
}

async function publish(
  { what, commands, saysThere, install }: PublishPlan,
  workspaceRoot: string,
): Promise<boolean> {
  for (const command of commands) {
    const { exitCode, output } = await run(command, { workspaceRoot, install, capture: true });
    if (exitCode === 0) continue;
    if (!saysThere.some((text) => output.includes(text))) return false;
    console.log(`${what} is published already: nothing to do`);
    return true;
  }
  console.log(`${what} is published`);
  return true;
}
