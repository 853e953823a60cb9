#!/usr/bin/env node
// How long builds took, as far as Nix keeps it, for paths in the store of this machine:
//
//   node performance.mjs PATH…      needs `nix` on PATH; prints JSON
//
// { "path", "narSize", "closureSize", "registered", "builds": [{ "path", "seconds", "phases": [{ "phase", "seconds" }] }] }
// Nix stores no durations. The log of a build is created when the build starts and closed when it ends, and
// nixpkgs writes how long a phase took into it (10 seconds and more). What was substituted has no log: null.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Phases in the order of the log, as nixpkgs, its structured log and the stand-in of the checks write them. */
export function phasesOf(log) {
  const phases = [];
  for (const line of log.split('\n')) {
    const started =
      /^(?:Running phase: |@phase |@nix \{"action":"setPhase","phase":")(\w+)/.exec(line)?.[1] ?? undefined;
    if (started !== undefined && phases.at(-1)?.phase !== started)
      phases.push({ phase: started, seconds: null });
    const ended = /^(\w+) completed in (.*)$/.exec(line);
    const phase = ended === null ? undefined : phases.findLast((one) => one.phase === ended[1]);
    if (phase !== undefined) phase.seconds = secondsOf(ended[2]);
  }
  return phases;
}

/** "1 hours 2 minutes 3 seconds" */
function secondsOf(text) {
  const units = { hour: 3600, minute: 60, second: 1 };
  return [...text.matchAll(/(\d+) (hour|minute|second)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit],
    0,
  );
}

const nix = (args) =>
  execFileSync('nix', ['--extra-experimental-features', 'nix-command', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });

/** A list in old versions, an object by path in later ones. */
function infoOf(path) {
  const given = JSON.parse(nix(['path-info', '--json', '--closure-size', path]));
  return Array.isArray(given) ? given[0] : given[path];
}

function logOf(path) {
  try {
    return nix(['log', path]);
  } catch {
    return undefined;
  }
}

/** The file of the log, compressed or not, where this machine built the path. */
function logFileOf(deriver) {
  const name = basename(deriver);
  const folder = join(process.env.NIX_LOG_DIR ?? '/nix/var/log/nix', 'drvs', name.slice(0, 2));
  return [`${name.slice(2)}.bz2`, name.slice(2)]
    .map((file) => join(folder, file))
    .find((file) => existsSync(file));
}

function buildOf(path) {
  const { deriver } = infoOf(path);
  const file = deriver ? logFileOf(deriver) : undefined;
  const log = file === undefined ? undefined : logOf(path);
  if (log === undefined) return { path, seconds: null, phases: null };
  const { birthtimeMs, mtimeMs } = statSync(file);
  // some file systems keep no time of creation
  const seconds = birthtimeMs > 0 ? Math.round(Math.max(0, mtimeMs - birthtimeMs)) / 1000 : null;
  return { path, seconds, phases: phasesOf(log) };
}

function report([path, ...others]) {
  const { narSize, closureSize, registrationTime } = infoOf(path);
  const registered = registrationTime ? new Date(registrationTime * 1000).toISOString() : null;
  return { path, narSize, closureSize, registered, builds: [path, ...others].map(buildOf) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(JSON.stringify(report(process.argv.slice(2)), null, 2));
