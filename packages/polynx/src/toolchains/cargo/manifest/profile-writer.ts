/** `nx g polynx:profiles`: the presets as text in the manifest of each Cargo workspace. */
import { parse, patch } from '@decimalturn/toml-patch';
import { ManifestError } from '../../../model/errors.js';
import { join } from '../../../model/paths.js';
import type { Project } from '../../../model/project.js';
import type { ProfileWriter } from '../../toolchain.js';
import type { CargoDetails } from '../workspace.js';
import { missingPresets, PRESETS, type Profiles, presetsFor } from './profiles.js';
import type { Workspace } from './workspace-root.js';

export const profileWriter: ProfileWriter = {
  write(projects, tree, { overwrite }) {
    const workspaces = new Map(
      (projects as readonly Project<CargoDetails>[]).flatMap(({ details }) => {
        const workspace = workspaceOf(details);
        return workspace === undefined ? [] : [[workspace.root, workspace] as const];
      }),
    );
    return Object.fromEntries(
      [...workspaces.values()].flatMap((workspace) => {
        const path = join(workspace.root, 'Cargo.toml');
        const text = tree.read(path) ?? '';
        const written = overwrite ? overwritten(path, text, workspace) : appended(path, text, workspace);
        return written === text ? [] : [[path, written] as const];
      }),
    );
  },
};

function workspaceOf(details: CargoDetails): Workspace | undefined {
  if (details.kind === 'workspace') return details.workspace;
  return details.kind === 'crate' ? details.crate.workspace : undefined;
}

function appended(path: string, text: string, { profileTables }: Workspace): string {
  return withTables(path, text, missingPresets(profileTables));
}

/**
 * Every preset as it is in the table, whatever the manifest said of it. Settings that no preset speaks of
 * stay.
 */
function overwritten(path: string, text: string, { manifest }: Workspace): string {
  const names = Object.keys(PRESETS);
  const wanted = presetsFor(names, {});
  const there = names.filter((name) => manifest.profile?.[name] !== undefined);
  const changed = there.reduce((before, name) => withSettings(path, before, name, wanted), text);
  const absent = names.filter((name) => !there.includes(name));
  return withTables(path, changed, Object.fromEntries(absent.map((name) => [name, wanted[name] ?? {}])));
}

/** At the end, where a table is nobody else's. */
function withTables(path: string, text: string, profiles: Profiles): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const tables = Object.entries(profiles).map(([name, settings]) =>
    [
      `[profile.${name}]`,
      ...Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
      '',
    ].join(eol),
  );
  if (tables.length === 0) return text;
  const before = text.trimEnd();
  return checked(path, [`${before}${before === '' ? '' : eol}`, ...tables].join(eol));
}

/** NB the patcher is given this table alone: in a whole manifest it moves comments that stand elsewhere. */
function withSettings(path: string, text: string, name: string, wanted: Profiles): string {
  const header = new RegExp(`^[ \\t]*\\[[ \\t]*profile[ \\t]*\\.[ \\t]*["']?${name}["']?[ \\t]*\\]`, 'm');
  const from = text.search(header);
  if (from < 0) throw notATable(path, name);
  const next = /^[ \t]*\[/m.exec(text.slice(text.indexOf('\n', from) + 1));
  const to =
    next === null || !text.includes('\n', from) ? text.length : text.indexOf('\n', from) + 1 + next.index;
  const table = text.slice(from, to);
  const { profile } = parse(table) as {
    profile: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const spoken = Object.keys(PRESETS[name] ?? {});
  const kept = Object.entries(profile[name] ?? {}).filter(([key]) => !spoken.includes(key));
  const patched = patch(table, { profile: { [name]: { ...wanted[name], ...Object.fromEntries(kept) } } });
  const gap = /\s*$/.exec(table)?.[0] ?? '';
  return checked(path, `${text.slice(0, from)}${patched.trimEnd()}${gap}${text.slice(to)}`);
}

function checked(path: string, text: string): string {
  try {
    parse(text);
    return text;
  } catch {
    throw notATable(path, undefined);
  }
}

function notATable(path: string, name: string | undefined): ManifestError {
  return new ManifestError({
    file: path,
    field: name === undefined ? 'profile' : `profile.${name}`,
    problem: 'is not written as a table of its own',
    hint: 'Write profiles as [profile.<name>] first.',
  });
}
