/** `polynx report`: what the runs of this workspace come to. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { readRecords } from '../../adapters/history.js';
import { workPlace } from '../../adapters/nix/work-place.js';
import { countersIn } from '../../executors/nix/run-nix.js';
import { tasksBefore } from '../../explain/expand.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { rowsOf, USUAL_LIMITS, whatGoes } from '../clean/index.js';
import { shownGraph } from '../shown-graph.js';
import { nxGraph, startNx } from '../workspace.js';
import { figuresOf, type Known, keyOf } from './figures.js';
import { asMarkdown } from './markdown.js';

import { asPage } from './page.js';
import type { NixCounts, Report } from './report.js';
import { suggestionsOf } from './suggestions.js';
import { asText } from './text.js';
import { asTraces } from './traces.js';

export interface ReportOptions {
  readonly json: boolean;
  /** Markdown, for a comment on a pull request. */
  readonly ci: boolean;
  /** Where to write a page. */
  readonly html: string | undefined;
  /** Where to write traces of the last run. */
  readonly traces: string | undefined;
  /** How many runs count. */
  readonly runs: string | undefined;
}

export async function report(root: string, options: ReportOptions): Promise<void> {
  const records = readRecords(root, mostOf(options.runs));
  startNx(root);
  const graph = await nxGraph();
  const known = knownOf(root, graph);
  const figures = figuresOf(records, known);
  if (figures === undefined)
    throw new ExpectedError(
      'Nothing is recorded yet: each command that runs tasks, such as nx run-many -t build, leaves a record in .nx/polynx/history.',
    );
  const found: Report = {
    figures,
    suggestions: suggestionsOf(records, known),
    records,
    nix: nixCounts(root),
    housekeeping: rowsOf(await whatGoes(root, USUAL_LIMITS, graph)),
  };
  if (options.html !== undefined) write(options.html, asPage(found));
  if (options.traces !== undefined)
    write(options.traces, `${JSON.stringify(asTraces(figures.last.record), null, 2)}\n`);
  if (options.json) console.log(JSON.stringify(found, null, 2));
  else if (options.ci) console.log(asMarkdown(found));
  else if (options.html === undefined && options.traces === undefined) console.log(asText(found));
}

/** NB a missing folder is one that was never used. */
function nixCounts(root: string): NixCounts | undefined {
  const counts = countersIn({ place: (path) => workPlace(root, process.env, path) });
  return counts.built + counts.fetched + counts.present === 0 ? undefined : counts;
}

function mostOf(runs: string | undefined): number | undefined {
  if (runs === undefined || /^[1-9]\d{0,6}$/.test(runs)) return runs === undefined ? undefined : Number(runs);
  throw new OptionsError(`--runs ${runs}: it is a number of runs, such as --runs 20.`);
}

function write(file: string, text: string): void {
  writeFileSync(resolve(file), text);
  console.log(`Written: ${file}`);
}

/** NB where Nx has no graph there are figures all the same, without what waits for what. */
function knownOf(root: string, graph: ProjectGraph | Error): Known {
  if (graph instanceof Error) return { before: () => [], dependenciesOf: () => [] };
  const shown = shownGraph(graph, readFileSync(join(root, 'nx.json'), 'utf8'));
  const known = new Map<string, readonly string[]>();
  return {
    before: (task) => {
      const key = keyOf(task);
      const before = known.get(key) ?? tasksBefore(task, shown).map(keyOf);
      known.set(key, before);
      return before;
    },
    dependenciesOf: shown.dependenciesOf,
  };
}
