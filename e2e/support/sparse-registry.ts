/**
 * A registry of cargo on loopback, with an index over HTTP and a token.
 * https://doc.rust-lang.org/cargo/reference/registry-web-api.html and …/registry-index.html
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SparseRegistry {
  /** Of the index, as cargo wants it. */
  readonly address: string;
  /** `name version`, in the order in which they came. */
  readonly published: readonly string[];
  /** The next crate of that name is refused, once. */
  refuse(name: string): void;
}

interface NewCrate {
  readonly name: string;
  readonly vers: string;
  readonly deps: readonly { readonly name: string; readonly version_req: string }[];
  readonly features: object;
}

type Answer = readonly [status: number, body: string | Buffer];

export async function sparseRegistry(token: string): Promise<SparseRegistry> {
  const published: string[] = [];
  const refused = new Set<string>();
  const index = new Map<string, string[]>();
  const files = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = request.url ?? '';
    if (path === '/index/config.json') return [200, JSON.stringify({ dl: `${base}/dl`, api: base })];
    if (path.startsWith('/index/')) return found(index.get(path.split('/').at(-1) ?? '')?.join('\n'));
    if (path.startsWith('/dl/')) return found(files.get(path));
    if (request.method !== 'PUT' || path !== '/api/v1/crates/new') return [404, ''];
    if (request.headers.authorization !== token) return [403, problem('who are you')];
    return accept(await bodyOf(request));
  }

  function accept(body: Buffer): Answer {
    const length = body.readUInt32LE(0);
    const crate = JSON.parse(body.subarray(4, 4 + length).toString()) as NewCrate;
    const { name, vers, deps, features } = crate;
    if (refused.delete(name)) return [503, problem('not today')];
    const file = body.subarray(8 + length);
    files.set(`/dl/${name}/${vers}/download`, file);
    const cksum = createHash('sha256').update(file).digest('hex');
    const asIndexed = deps.map(({ version_req: req, ...dependency }) => ({ ...dependency, req }));
    const line = JSON.stringify({ name, vers, deps: asIndexed, cksum, features, yanked: false });
    index.set(name, [...(index.get(name) ?? []), line]);
    published.push(`${name} ${vers}`);
    return [200, '{}'];
  }

  return {
    address: `sparse+${base}/index/`,
    published,
    refuse: (name) => void refused.add(name),
  };
}

function found(body: string | Buffer | undefined): Answer {
  return body === undefined ? [404, ''] : [200, body];
}

function problem(detail: string): string {
  return JSON.stringify({ errors: [{ detail }] });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
