/**
 * A cache server on loopback, as strict as Nx's specification of one: what it does not allow is refused, and
 * entries never change.
 * https://nx.dev/docs/kb/self-hosted-caching (specification 1.0.0)
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a broken server does to one kind of request. */
export type Fault =
  | 'hang'
  | '500'
  /** 200 and bytes that are no archive. */
  | 'garbage'
  /** Half of what was announced, then the connection ends. */
  | 'cut off'
  /** 200 and half of the entry, announced as that: a server that has stored a broken upload. */
  | 'half'
  /** The entry, so slowly that somebody can stop Nx meanwhile. */
  | 'slow';

export interface Request {
  readonly method: string;
  readonly hash: string;
  readonly status: number;
}

export interface CacheServer {
  /** For Nx: where the server is, and a token that may write. */
  readonly writer: Readonly<Record<string, string>>;
  /** The same with a token that may only read. */
  readonly reader: Readonly<Record<string, string>>;
  readonly url: string;
  readonly entries: ReadonlyMap<string, Buffer>;
  readonly log: readonly Request[];
  /** Hashes with that answer, in order. */
  answered(method: 'GET' | 'PUT', status: number): string[];
  /** Breaks or mends one kind of request. */
  breakDown(method: 'GET' | 'PUT', fault: Fault | undefined): void;
  /** From now on connections are refused. */
  stop(): Promise<void>;
}

export const TOKENS = { writer: 'may-write', reader: 'may-read' } as const;

export async function startCacheServer(): Promise<CacheServer> {
  const entries = new Map<string, Buffer>();
  const log: Request[] = [];
  const faults = new Map<string, Fault>();
  const server = createServer(async (request, response) => {
    const { method = '' } = request;
    const hash = (request.url ?? '').replace(/^\/v1\/cache\//, '');
    response.once('close', () => log.push({ method, hash, status: response.statusCode }));
    // NB a client that was killed ends its connection half-way.
    await answer(request, response, hash, entries, faults.get(method)).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const as = (token: string) => ({
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
    NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
  });
  return {
    writer: as(TOKENS.writer),
    reader: as(TOKENS.reader),
    url,
    entries,
    log,
    answered: (method, status) =>
      log.filter((one) => one.method === method && one.status === status).map(({ hash }) => hash),
    breakDown(method, fault) {
      if (fault === undefined) faults.delete(method);
      else faults.set(method, fault);
    },
    stop,
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  hash: string,
  entries: Map<string, Buffer>,
  fault: Fault | undefined,
): Promise<void> {
  if (fault === 'hang') return;
  const say = (status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  const refusal = refuse(request, hash);
  const isUpload = request.method === 'PUT';
  const body = isUpload ? await bodyOf(request) : Buffer.alloc(0);
  if (fault === '500') return void say(500, 'broken');
  if (refusal !== undefined) return void say(...refusal);
  if (isUpload) {
    if (entries.has(hash)) return void say(409, 'Cannot override an existing record');
    if (body.length !== Number(request.headers['content-length'])) return void say(400, 'incomplete');
    entries.set(hash, body);
    return void say(200, 'Successfully uploaded the output');
  }
  const entry = entries.get(hash);
  if (entry === undefined) return void say(404, 'The record was not found');
  await send(response, entry, fault);
}

/** Status and reason; undefined where nothing is wrong with the request. */
function refuse({ method, url = '', headers }: IncomingMessage, hash: string): [number, string] | undefined {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !Object.values<string>(TOKENS).includes(token))
    return [401, 'Missing or invalid authentication token'];
  if (!url.startsWith('/v1/cache/')) return [404, 'unknown path'];
  if (!/^[A-Za-z0-9]{1,128}$/.test(hash)) return [400, 'malformed hash'];
  if (method === 'GET') return undefined;
  if (method !== 'PUT') return [405, 'GET and PUT'];
  if (token !== TOKENS.writer) return [403, 'This token may only read'];
  if (headers['content-length'] === undefined) return [400, 'Content-Length is required'];
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function send(response: ServerResponse, entry: Buffer, fault: Fault | undefined): Promise<void> {
  const body = fault === 'garbage' ? Buffer.from('<html>a proxy says hello</html>') : half(entry, fault);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': fault === 'cut off' ? entry.length : body.length,
  });
  if (fault === 'cut off') return void response.write(body, () => response.destroy());
  if (fault !== 'slow') return void response.end(body);
  for (let at = 0; at < body.length && !response.destroyed; at += 1 + body.length / 100) {
    response.write(body.subarray(at, at + 1 + body.length / 100));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  response.end();
}

function half(entry: Buffer, fault: Fault | undefined): Buffer {
  return fault === 'half' || fault === 'cut off' ? entry.subarray(0, entry.length / 2) : entry;
}
