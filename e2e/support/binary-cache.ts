/**
 * A binary cache of Nix on loopback, over http or as a bucket of S3. Strict: an archive must be what its
 * description says, and lie there before it is described, with all that it needs.
 * https://nix.dev/manual/nix/latest/protocols/binary-cache
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Fault = 'hang' | '500' | 'garbage' | 'garbage for archives';

export interface BinaryCache {
  /** For NIX_CACHE_URL. */
  readonly url: string;
  /** The same as a bucket. */
  readonly bucket: string;
  /** By path, such as `<hash>.narinfo`. */
  readonly files: Map<string, Buffer>;
  /** `PUT nar/….nar.zst`, in order, since the last time somebody asked. */
  takeLog(): string[];
  breakDown(fault: Fault | undefined): void;
}

const BUCKET = 'packages';

export async function startBinaryCache(): Promise<BinaryCache> {
  const files = new Map<string, Buffer>();
  let log: string[] = [];
  let fault: Fault | undefined;
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const isBucket = url.startsWith(`/${BUCKET}/`);
    const path = url.slice(isBucket ? BUCKET.length + 2 : 1);
    log.push(`${method} ${path}`);
    await answer({ request, response, path, isBucket, files, fault }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bucket: `s3://${BUCKET}?endpoint=127.0.0.1:${port}&scheme=http&region=us-east-1&profile=tests`,
    files,
    takeLog() {
      const taken = log;
      log = [];
      return taken;
    },
    breakDown(next) {
      fault = next;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly isBucket: boolean;
  readonly files: Map<string, Buffer>;
  readonly fault: Fault | undefined;
}

async function answer({ request, response, path, isBucket, files, fault }: Exchange): Promise<void> {
  const body = await bodyOf(request);
  if (fault === 'hang') return;
  if (fault === '500') return void response.writeHead(500).end('broken');
  if (fault === 'garbage' || (fault !== undefined && path.startsWith('nar/')))
    return void response.writeHead(200).end('<html>a proxy says hello</html>\n');
  if (request.method === 'PUT') {
    const wrong = complaint(request, path, body, isBucket, files);
    if (wrong !== undefined) return void response.writeHead(400).end(wrong);
    files.set(path, body);
    return void response.writeHead(200).end();
  }
  const file = files.get(path);
  if (file === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-length': file.length });
  response.end(request.method === 'HEAD' ? undefined : file);
}

/** Undefined where nothing is wrong with what was sent. */
function complaint(
  { headers }: IncomingMessage,
  path: string,
  body: Buffer,
  isBucket: boolean,
  files: ReadonlyMap<string, Buffer>,
): string | undefined {
  if (Number(headers['content-length']) !== body.length) return 'incomplete';
  if (isBucket && headers['content-md5'] !== createHash('md5').update(body).digest('base64'))
    return 'Content-MD5 is missing or wrong';
  if (path === 'nix-cache-info') return undefined;
  if (/^nar\/[0-9a-z]{52}\.nar\.zst$/.test(path))
    return path.slice(4, 56) === base32(sha256(body)) ? undefined : 'the archive is not what its name says';
  const name = /^([0-9a-z]{32})\.narinfo$/.exec(path)?.[1];
  if (name === undefined) return 'no file of a binary cache';
  const fields = new Map(
    body
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const archive = files.get(fields.get('URL') ?? '');
  if (archive === undefined) return 'the archive must come first';
  if (fields.get('FileHash') !== `sha256:${base32(sha256(archive))}`) return 'FileHash';
  if (fields.get('FileSize') !== String(archive.length)) return 'FileSize';
  if (!fields.get('StorePath')?.includes(`/${name}-`)) return 'StorePath';
  if (!fields.has('Sig')) return 'not signed';
  const others = (fields.get('References') ?? '').split(' ').map((path) => path.slice(0, 32));
  return others.every((other) => other === '' || other === name || files.has(`${other}.narinfo`))
    ? undefined
    : 'what it needs must come first';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Nix's own, from the last bit to the first: https://nix.dev/manual/nix/latest/protocols/nix32 */
function base32(hash: Buffer): string {
  const letters = '0123456789abcdfghijklmnpqrsvwxyz';
  const count = Math.ceil((hash.length * 8) / 5);
  return Array.from({ length: count }, (_, index) => {
    const bit = (count - 1 - index) * 5;
    const at = Math.floor(bit / 8);
    const pair = (hash[at] ?? 0) | ((hash[at + 1] ?? 0) << 8);
    return letters[(pair >> (bit % 8)) & 31];
  }).join('');
}
