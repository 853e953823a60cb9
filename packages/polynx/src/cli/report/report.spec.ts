import { describe, expect, it } from 'vitest';
import type { RunRecord, TaskRecord } from '../../model/run-record.js';
import { criticalPath, type Figures, figuresOf, type Known } from './figures.js';
import { asMarkdown } from './markdown.js';
import { asPage } from './page.js';
import type { Report } from './report.js';
import { suggestionsOf } from './suggestions.js';
import { asText } from './text.js';
import { asTraces } from './traces.js';

type Given = Partial<Omit<TaskRecord, 'start' | 'end'>>;

/** `task('api:build', 0, 5)`: in seconds. */
function task(id: string, start: number, end: number, more: Given = {}): TaskRecord {
  const [project = '', target = ''] = id.split(':');
  const times = { start: start * 1000, end: end * 1000 };
  return { id, project, target, outcome: 'success', from: 'ran', ...times, ...more };
}

function run(tasks: readonly TaskRecord[], more: Partial<RunRecord> = {}): RunRecord {
  const start = Math.min(...tasks.map((one) => one.start));
  const end = Math.max(...tasks.map((one) => one.end));
  const machine = { platform: 'linux-x64', cores: 2, node: 'v20' };
  return { version: 1, id: 'r', command: ['run-many', '-t', 'build'], start, end, machine, tasks, ...more };
}

const NOTHING: Known = { before: () => [], dependenciesOf: () => [] };

function knowing(before: Record<string, string[]>, dependencies: Record<string, string[]> = {}): Known {
  return {
    before: ({ project, target }) => before[`${project}:${target}`] ?? [],
    dependenciesOf: (project) => dependencies[project] ?? [],
  };
}

function figures(records: readonly RunRecord[], known = NOTHING): Figures {
  const found = figuresOf(records, known);
  if (found === undefined) throw new Error('there are no figures');
  return found;
}

describe('figures', () => {
  it('are none where nothing has run', () => {
    expect(figuresOf([], NOTHING)).toBeUndefined();
  });

  it('the critical path is the chain that takes longest, not the one with most tasks', () => {
    const tasks = [
      task('a:build', 0, 1),
      task('b:build', 1, 2),
      task('c:build', 2, 3),
      task('d:build', 0, 9),
    ];
    const { before } = knowing({ 'b:build': ['a:build'], 'c:build': ['b:build'] });
    expect(criticalPath(tasks.slice(0, 3), before).map(({ id }) => id)).toEqual([
      'a:build',
      'b:build',
      'c:build',
    ]);
    expect(criticalPath(tasks, before).map(({ id }) => id)).toEqual(['d:build']);
  });

  it('a circle of tasks has an end', () => {
    const { before } = knowing({ 'a:build': ['b:build'], 'b:build': ['a:build'] });
    expect(criticalPath([task('a:build', 0, 1), task('b:build', 1, 2)], before)).toHaveLength(2);
  });

  it('tasks of one lane ran one after the other', () => {
    const { last } = figures([
      run([task('a:b', 0, 4), task('b:b', 0, 2), task('c:b', 2, 3), task('d:b', 4, 5)]),
    ]);
    expect(last.lanes.map((lane) => lane.map(({ project }) => project))).toEqual([['b', 'c', 'd'], ['a']]);
    expect([last.atOnce, last.wall, last.work]).toEqual([2, 5000, 8000]);
  });

  it('of a task count what it took when it ran; sizes where they changed', () => {
    const runs = [
      run([task('a:build', 0, 4, { size: 10 })]),
      run([task('a:build', 10, 10, { from: 'local cache' })]),
      run([task('a:build', 20, 22, { size: 10 })]),
      run([task('a:build', 30, 33, { size: 12, outcome: 'failure' })]),
    ];
    const [only] = figures(runs).tasks;
    expect(only).toMatchObject({ ran: 3, hits: 1, failures: 1, total: 9000, mean: 3000, longest: 4000 });
    expect(only?.sizes.map(({ bytes }) => bytes)).toEqual([10, 12]);
  });

  it('tasks of a batch share its time', () => {
    const batch = ['a:vet', 'b:vet', 'c:vet'].map((id) => task(id, 0, 6, { batch: 3 }));
    const { last, tasks } = figures([run([...batch, task('web:build', 6, 8)])]);
    expect([last.atOnce, last.work, last.wall]).toEqual([1, 8000, 8000]);
    expect(tasks.map(({ total }) => total)).toEqual([2000, 2000, 2000, 2000]);
  });

  it('a task waited from when all before it had ended, and while another used its folder', () => {
    const step = { command: 'cargo build', start: 9000, end: 9500, ended: 0, waited: 1500 };
    const tasks = [
      task('a:b', 0, 2),
      task('c:b', 0, 5),
      task('d:b', 5, 8),
      task('e:b', 8, 10, { steps: [step] }),
    ];
    const { last } = figures([run(tasks)], knowing({ 'd:b': ['a:b'], 'e:b': ['d:b'] }));
    expect(last.queue.map((one) => [one.task.id, one.waited])).toEqual([
      ['d:b', 3000],
      ['e:b', 1500],
    ]);
  });

  it('are summed by day', () => {
    const day = 24 * 3600;
    const { days } = figures([
      run([task('a:b', 5, 6)]),
      run([task('a:b', day, day + 2, { from: 'remote cache' })]),
    ]);
    expect(days.map(({ day: name, hits, wall }) => [name, hits, wall])).toEqual([
      ['1970-01-01', 0, 1000],
      ['1970-01-02', 1, 2000],
    ]);
  });
});

describe('suggestions', () => {
  const about = (records: readonly RunRecord[], known = NOTHING) =>
    suggestionsOf(records, known).map(({ kind, about: what, saves }) => [kind, what, saves]);

  it('a project whose change makes others run', () => {
    const known = knowing({}, { a: ['base'], b: ['a'], c: ['base'] });
    const one = run(['base', 'a', 'b', 'c'].map((name, at) => task(`${name}:test`, at, at + 1)));
    expect(about([one, one, one], known)).toEqual([['rebuilds', 'base', 9000]]);
    expect(about([one, one], known)).toEqual([]);
  });

  it('a task that is most of the critical path', () => {
    const one = run([task('slow:build', 0, 8), task('app:build', 8, 10), task('other:build', 0, 1)]);
    const known = knowing({ 'app:build': ['slow:build'] });
    expect(about([one, one, one], known)).toEqual([['long', 'slow:build', 12000]]);
  });

  it('a task that never comes from the cache, beside one that does', () => {
    const hit = task('a:lint', 0, 0, { from: 'local cache' });
    const one = run([task('a:test', 0, 2), hit, task('b:test', 0, 2)]);
    expect(about([one, one, one, one])).toEqual([['misses', 'a:test', 6000]]);
  });

  it('a configuration that takes much longer than another of the same target', () => {
    const slow = run([task('api:build', 0, 9, { id: 'api:build:release' })]);
    const fast = run([task('api:build', 20, 22)]);
    expect(about([slow, slow, slow, fast])).toEqual([['profile', 'api:build:release', 21000]]);
    expect(about([slow, slow, fast])).toEqual([]);
  });

  it('tasks in several processes for what differs between their projects', () => {
    const step = (start: number, seconds: number, tasks: number) => {
      const times = { start: start * 1000, end: (start + seconds) * 1000 };
      return {
        command: `cargo ${tasks}`,
        ...times,
        ended: 0,
        tasks,
        apart: ['features of common: none / loud'],
      };
    };
    // Four seconds for what they share, and one for each.
    const [one, other] = [step(0, 8, 4), step(8, 6, 2)];
    const part = (id: string, at: number, steps: TaskRecord['steps']) =>
      task(id, at, at + 1, steps === undefined ? {} : { steps });
    const both = run([part('a:lint', 0, [one]), part('b:lint', 1, [one]), part('c:lint', 2, [other])]);
    expect(about([both, both, both])).toEqual([['batches', 'lint', 12000]]);
    expect(suggestionsOf([both, both, both], NOTHING)[0]?.says).toContain('features of common: none / loud');
    expect(about([run([part('a:lint', 0, [one])])])).toEqual([]);
  });

  it('a task that is not cached and runs again for one commit', () => {
    const one = run([task('a:deploy', 0, 2, { from: 'uncached' }), task('b:lint', 0, 2)], { commit: 'c' });
    expect(about([one, one, one, one])).toEqual([['uncached', 'a:deploy', 6000]]);
    const [first, second] = [
      { ...one, commit: 'd' },
      { ...one, commit: 'e' },
    ];
    expect(about([one, first, second])).toEqual([]);
  });
});

describe('a report', () => {
  const hostile = '<script>alert("x")</script>`|';
  const log = '\u001b[31merror\u001b[0m\n```\n</pre><script>';
  const failed = task('a:build', 0, 2, { outcome: 'failure', log, error: 'error: no' });
  const record = run([failed, task('b:build', 2, 4, { size: 2_000_000 })], {
    branch: hostile,
    commit: 'c0ffee',
    command: ['run-many', hostile],
  });
  const shown: Report = { figures: figures([record]), suggestions: [], records: [record], housekeeping: [] };

  it('in a terminal', () => {
    expect(
      asText({ ...shown, figures: figures([{ ...record, branch: 'main', command: ['build', 'a'] }]) }),
    ).toBe(`nx build a
  1970-01-01 00:00 UTC, main c0ffee: 4.0 s
  2 tasks, 0 % from a cache; 4.0 s of work, 1 at a time at most
  critical path: a:build 2.0 s
  b:build waited 2.0 s for a free place
  a:build failed: error: no

1 runs: 2 tasks, 0 % from a cache, 1 failures, 4.0 s
  runs without a failure          0 of 1 (0 %)
  tasks that ran without failing  1 of 2 (50 %)
  mean time of a run              4.0 s
  mean time of a task that ran    2.0 s
  mean size of what a task left   2.0 MB
  local cache of Nx               0 of 2 tasks (0 %)

Tasks that took most time
  a:build  1 runs  2.0 s  2.0 s each  0 % cached  1 failed
  b:build  1 runs  2.0 s  2.0 s each  0 % cached            2.0 MB`);
  });

  it('as a page runs no script of what it shows', () => {
    const page = asPage(shown);
    expect(page).not.toContain('<script');
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('\u001b');
  });

  it('in Markdown ends its own blocks', () => {
    const text = asMarkdown(shown);
    expect(text).toContain('````\nerror\n```\n</pre><script>\n````');
    expect(text.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `a:build` (failed) | 2.0 s |  |',
      '| `b:build` | 2.0 s | 2.0 MB |',
    ]);
  });

  it('shows the numbers of the records, in each form the same', () => {
    const records = Array.from({ length: 40 }, (_, at) =>
      run([
        task(`p${at % 7}:build`, at * 10, at * 10 + (at % 5) + 1, {
          size: 1000 * (at + 1),
          hash: `h${at % 3}`,
        }),
        task('web:build', at * 10, at * 10, { from: at % 2 === 0 ? 'local cache' : 'remote cache' }),
        ...(at % 10 === 0 ? [task('web:test', at * 10, at * 10 + 2, { outcome: 'failure' })] : []),
      ]),
    );
    const found: Report = { ...shown, figures: figures(records), records };
    const page = asPage(found)
      .replace(/<[^>]+>/g, ' ')
      .replace(/ +/g, ' ');
    const text = asText(found).replace(/ +/g, ' ');
    const says = (...words: string[]) => {
      for (const form of [page, text]) expect(form).toContain(words.join(' '));
    };
    says('runs without a failure', '36 of 40 (90 %)');
    says('tasks that ran without failing', '40 of 44 (91 %)');
    says('mean size of what a task left', '20.5 kB');
    says('local cache of Nx', '20 of 84 tasks');
    says('remote cache of Nx', '20 of 64 tasks');
    const all = records.flatMap(({ tasks }) => tasks).filter(({ id }) => id === 'p3:build');
    const total = all.reduce((sum, { start, end }) => sum + end - start, 0) / 1000;
    expect(page).toContain(`p3:build ${all.length} ${total.toFixed(1)} s`);
    expect(text).toContain(`p3:build ${all.length} runs ${total.toFixed(1)} s`);
  });

  it('as a trace has a span for the command and one for each task', () => {
    const [{ scopeSpans: [{ spans }] = [] } = {}] = JSON.parse(
      JSON.stringify(asTraces(record)),
    ).resourceSpans;
    expect(
      spans.map(({ name, startTimeUnixNano, status: { code } }: never) => [name, startTimeUnixNano, code]),
    ).toEqual([
      [`nx run-many ${hostile}`, '0000000', 2],
      ['a:build', '0000000', 2],
      ['b:build', '2000000000', 1],
    ]);
    expect(spans.slice(1).every(({ parentSpanId }: never) => parentSpanId === spans[0].spanId)).toBe(true);
  });
});
