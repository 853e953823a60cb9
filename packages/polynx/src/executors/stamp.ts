/**
 * Writes the commit where the tasks behind this one find it: as JSON, and as a module of the project's
 * sources.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { ownPlace } from '../adapters/own-folder.js';
import { stampOf } from '../adapters/stamp.js';
import { writeBeside } from '../adapters/write-beside.js';
import { STAMPED_FILE, type Stamp, UNKNOWN, UNSTAMPED } from '../model/stamp.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { StampOptions } from './definitions/stamp.js';

export default function stamp(
  { file, folder, manifest, module }: StampOptions,
  { root, configurationName }: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const values = file === STAMPED_FILE ? await stampOf(root, process.env) : UNSTAMPED;
    ownPlace(root, folder);
    write(join(root, folder, file), `${JSON.stringify(values, null, 2)}\n`);
    if (module !== undefined) {
      const version = manifest === undefined ? undefined : versionIn(join(root, manifest));
      const profile = file === STAMPED_FILE ? configurationName : undefined;
      write(join(root, module), moduleText(values, version ?? UNKNOWN, profile ?? UNKNOWN));
    }
    console.log(
      Object.entries(values)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n'),
    );
    return true;
  });
}

/** NB a file that says the same already is left alone: tools that watch it would build again. */
function write(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // It is not there yet.
  }
  writeBeside(file, new TextEncoder().encode(text), 0o644);
}

function versionIn(manifest: string): string | undefined {
  const { version } = (parse(readFileSync(manifest, 'utf8')) ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

/** JavaScript and TypeScript alike. */
function moduleText(values: Stamp, version: string, profile: string): string {
  const fields = {
    version,
    gitHash: values.GIT_HASH,
    gitBranch: values.GIT_BRANCH,
    gitDirty: values.GIT_DIRTY,
  };
  const all = { ...fields, buildTime: values.BUILD_TIME, buildProfile: profile };
  const lines = Object.entries(all).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  return `// Written by the target stamp of polynx. Not to be committed.\nexport const stamp = {\n${lines.join('\n')}\n};\n`;
}
