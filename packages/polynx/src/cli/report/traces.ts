import { createHash } from 'node:crypto';
import { isHit, type RunRecord, type TaskRecord } from '../../model/run-record.js';

/**
 * One run as a trace of OpenTelemetry, a span for the command and one for each task: the body that a
 * collector takes at `/v1/traces`. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function asTraces(record: RunRecord) {
  const traceId = idOf(record.id, 32);
  const root = idOf(`${record.id} command`, 16);
  const command = span(traceId, root, `nx ${record.command.join(' ')}`, record, {
    'vcs.ref.head.revision': record.commit,
    'vcs.ref.head.name': record.branch,
  });
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'nx', 'os.type': record.machine.platform }) },
        scopeSpans: [
          {
            scope: { name: 'polynx' },
            spans: [
              { ...command, status: statusOf(record.tasks.some(({ outcome }) => outcome === 'failure')) },
              ...record.tasks.map((task) => ({
                ...span(traceId, spanOf(record, task), task.id, task, ofTask(task)),
                parentSpanId: root,
                status: statusOf(task.outcome === 'failure'),
              })),
              ...record.tasks.flatMap((task) => stepSpans(traceId, record, task)),
            ],
          },
        ],
      },
    ],
  };
}

function spanOf(record: RunRecord, task: TaskRecord): string {
  return idOf(`${record.id} ${task.id}`, 16);
}

/** The commands of a task, below it. */
function stepSpans(traceId: string, record: RunRecord, task: TaskRecord) {
  return (task.steps ?? []).map((step, at) => ({
    ...span(traceId, idOf(`${record.id} ${task.id} ${at}`, 16), step.command.split(' ')[0] ?? '', step, {
      'process.command_line': step.command,
      'process.exit.code': typeof step.ended === 'number' ? step.ended : undefined,
      'nx.waited': step.waited,
    }),
    parentSpanId: spanOf(record, task),
    status: statusOf(step.ended !== 0),
  }));
}

function ofTask(task: TaskRecord): Values {
  return {
    'nx.project': task.project,
    'nx.target': task.target,
    'nx.hash': task.hash,
    'nx.outcome': task.outcome,
    'nx.cache': isHit(task) ? task.from : 'miss',
    'nx.size': task.size,
    'nx.tool': task.tool,
    'error.message': task.error,
  };
}

type Values = Readonly<Record<string, string | number | undefined>>;

function span(
  traceId: string,
  spanId: string,
  name: string,
  { start, end }: { readonly start: number; readonly end: number },
  values: Values,
) {
  return {
    traceId,
    spanId,
    name,
    // Internal.
    kind: 1,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributes(values),
  };
}

function attributes(values: Values) {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }];
  });
}

/** 2 is an error, 1 is none. */
function statusOf(hasFailed: boolean) {
  return { code: hasFailed ? 2 : 1 };
}

function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds)}000000`;
}

function idOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
