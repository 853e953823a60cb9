/**
 * What cargo's messages prove for each crate of a batch. A crate of which they prove nothing is built alone.
 */
import type { Artifact } from '../../../../model/task.js';
import type { Verdict } from '../../../toolchain.js';
import { featuresOf, type Resolved } from './features.js';
import {
  type ArtifactMessage,
  type DiagnosticMessage,
  parseMessage,
  type ScriptMessage,
} from './messages.js';
import { isLibrary, type Package, type PackageTarget } from './metadata.js';

export interface BatchedCrate {
  readonly id: string;
  readonly package: Package;
  readonly resolved: Resolved;
  /** Units that the crate's own command compiles. */
  readonly expected: readonly ExpectedUnit[];
  readonly artifacts: readonly Artifact[];
}

export interface ExpectedUnit {
  readonly target: PackageTarget;
  readonly test: boolean;
}

/** Without `allTargets`: the library and the binaries whose features are on. */
export function expectedUnits(
  { targets }: Package,
  ownFeatures: readonly string[],
  allTargets: boolean,
): ExpectedUnit[] {
  const on = new Set(ownFeatures);
  return targets
    .filter((target) => (target['required-features'] ?? []).every((feature) => on.has(feature)))
    .flatMap((target) => {
      if (target.kind.includes('custom-build')) return [];
      const isMain = isLibrary(target) || target.kind.includes('bin');
      const plain = isMain || (allTargets && target.kind.includes('example') && !target.test);
      const asTest = allTargets && target.test;
      return [...(plain ? [{ target, test: false }] : []), ...(asTest ? [{ target, test: true }] : [])];
    });
}

export function verdictsOf(
  crates: readonly BatchedCrate[],
  packages: ReadonlyMap<string, Package>,
  lines: readonly string[],
): Map<string, Verdict> {
  const units: ArtifactMessage[] = [];
  const diagnostics: DiagnosticMessage[] = [];
  const evidence: Line[] = [];
  for (const line of lines) {
    const message = parseMessage(line);
    if (message === undefined || message.reason === 'other') continue;
    if (message.reason === 'compiler-artifact') units.push(message);
    if (message.reason === 'compiler-message') diagnostics.push(message);
    else evidence.push({ line, package_id: message.package_id, forUsers: isForUsers(message) });
  }
  const report: Report = {
    packages,
    linesOf: byPackage(evidence),
    unitsOf: byPackage(units),
    diagnosticsOf: byPackage(diagnostics),
    diagnostics,
  };
  return new Map(crates.map((crate) => [crate.id, verdictOf(crate, report)]));
}

/** A message about a unit or a build script. */
interface Line {
  readonly line: string;
  readonly package_id: string;
  readonly forUsers: boolean;
}

function isForUsers(message: ArtifactMessage | ScriptMessage): boolean {
  if (message.reason === 'build-script-executed') return true;
  return concernsUsers(message) && !message.profile.test;
}

interface Report {
  readonly packages: ReadonlyMap<string, Package>;
  readonly linesOf: ReadonlyMap<string, readonly Line[]>;
  readonly unitsOf: ReadonlyMap<string, readonly ArtifactMessage[]>;
  readonly diagnosticsOf: ReadonlyMap<string, readonly DiagnosticMessage[]>;
  /** In the order in which cargo said them. */
  readonly diagnostics: readonly DiagnosticMessage[];
}

function verdictOf(crate: BatchedCrate, report: Report): Verdict {
  const closure = [...crate.resolved.compiled.keys()];
  // Other features than the crate has when it is built alone: then it is another program.
  if (!closure.every((id) => hasItsFeatures(id, crate.resolved, report))) return { is: 'alone' };
  const own = report.diagnosticsOf.get(crate.package.id) ?? [];
  const log = logOf(crate, report);
  if (own.some(isError)) return { is: 'failure', log: `${log}\n${sentence(crate.package)}\n` };
  if (crate.expected.length > 0 && crate.expected.every((unit) => wasMade(unit, crate.package, report)))
    return { is: 'success', log, artifacts: crate.artifacts, messages: linesOf(crate, report) };
  const broken = closure.filter((id) => id !== crate.package.id && isBroken(id, report));
  if (broken.length === 0) return { is: 'alone' };
  const names = broken.map((id) => `\`${report.packages.get(id)?.name ?? id}\``);
  const reason = `\`${crate.package.name}\` was not compiled, since it uses ${names.join(' and ')}, which cannot be compiled.`;
  return { is: 'failure', log: `${log}\n${reason}\n` };
}

function hasItsFeatures(id: string, resolved: Resolved, { unitsOf }: Report): boolean {
  const allowed = featuresOf(resolved, id);
  return (unitsOf.get(id) ?? []).every(
    ({ target, features }) =>
      // A build script is named before it is known for which side its package is built.
      target.kind.includes('custom-build') || allowed.includes([...features].sort().join(',')),
  );
}

function wasMade({ target, test }: ExpectedUnit, { id }: Package, { unitsOf }: Report): boolean {
  return (unitsOf.get(id) ?? []).some(
    (unit) =>
      unit.target.name === target.name &&
      unit.target.kind.join() === target.kind.join() &&
      unit.profile.test === test,
  );
}

/** Its library, macro or build script has an error, and those who use it got nothing. */
function isBroken(id: string, { diagnosticsOf, unitsOf }: Report): boolean {
  const hasError = (diagnosticsOf.get(id) ?? []).some((one) => isError(one) && concernsUsers(one));
  const isThere = (unitsOf.get(id) ?? []).some(({ target, profile }) => isLibrary(target) && !profile.test);
  return hasError && !isThere;
}

/** What a run of this crate alone would show: its own diagnostics, and those of the local crates below it. */
function logOf({ package: { id: own }, resolved }: BatchedCrate, { diagnostics }: Report): string {
  const shown = diagnostics.filter(
    (one) => one.package_id === own || (resolved.compiled.has(one.package_id) && concernsUsers(one)),
  );
  // Once, where a library and its tests say the same.
  return [...new Set(shown.map(({ message }) => message.rendered ?? ''))].join('\n');
}

function concernsUsers({ target }: Pick<DiagnosticMessage, 'target'>): boolean {
  return isLibrary(target) || target.kind.includes('custom-build');
}

function isError({ message }: DiagnosticMessage): boolean {
  return message.level.startsWith('error');
}

function sentence({ name }: Package): string {
  return `\`${name}\` cannot be compiled.`;
}

/** The lines that cargo would have said for this crate alone: of those below it no tests and no programs. */
function linesOf({ package: { id: own }, resolved }: BatchedCrate, { linesOf: byId }: Report): string[] {
  return [...resolved.compiled.keys()].flatMap((id) =>
    (byId.get(id) ?? []).filter(({ forUsers }) => id === own || forUsers).map(({ line }) => line),
  );
}

function byPackage<M extends { readonly package_id: string }>(messages: readonly M[]): Map<string, M[]> {
  const found = new Map<string, M[]>();
  for (const message of messages) {
    const known = found.get(message.package_id);
    if (known === undefined) found.set(message.package_id, [message]);
    else known.push(message);
  }
  return found;
}
