/**
 * A registry for images on loopback, Debian's, and a wire to it that counts what is sent and can break in the
 * middle: then the registry itself is killed. https://distribution.github.io/distribution
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { debianPackages, libraryPath } from './debian.js';

export interface ImageRegistry {
  /** By the wire. */
  readonly host: string;
  /** Past it. */
  readonly direct: string;
  /** Bytes sent to it since the last call. */
  takeSent(): number;
  /** Kill it when that many bytes more are sent; it is there again after a while. */
  dieAfter(bytes: number): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const USER = 'ann';
export const PASSWORD = 'K3y-of-ann-7194';
/** Of that password, as htpasswd has it. */
const HASH = '$2b$04$Sp7vcGjrj7fEoWBnUWtV7uSLAwCG3hgQwxTpyUi01R5nD/cchIiiW';
const AWAY = 1500;

export async function startRegistry(): Promise<ImageRegistry> {
  const program = join(await debianPackages('docker-registry'), 'usr/bin/docker-registry');
  const folder = mkdtempSync(join(tmpdir(), 'polynx-registry-'));
  const port = await freePort();
  writeFileSync(join(folder, 'users'), `${USER}:${HASH}\n`);
  writeFileSync(
    join(folder, 'config.yml'),
    JSON.stringify({
      version: '0.1',
      storage: { filesystem: { rootdirectory: join(folder, 'store') } },
      http: { addr: `127.0.0.1:${port}` },
      auth: { htpasswd: { realm: 'here', path: join(folder, 'users') } },
    }),
  );
  let registry: ChildProcess | undefined;
  const start = async () => {
    registry = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
    await answering(port);
  };
  const stop = async () => {
    const child = registry;
    registry = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const wire = await startWire(port, async () => {
    await stop();
    await sleep(AWAY);
    await start();
  });
  onTestFinished(async () => {
    wire.close();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { ...wire, direct: `127.0.0.1:${port}`, start, stop };
}

async function startWire(port: number, die: () => Promise<void>) {
  let sent = 0;
  let left = Number.POSITIVE_INFINITY;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    for (const socket of [client, behind]) {
      open.add(socket);
      const other = socket === client ? behind : client;
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    behind.pipe(client);
    client.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      left -= chunk.length;
      behind.write(chunk);
      if (left > 0) return;
      left = Number.POSITIVE_INFINITY;
      for (const socket of open) socket.destroy();
      void die();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeSent: () => {
      const before = sent;
      sent = 0;
      return before;
    },
    dieAfter: (bytes: number) => {
      left = bytes;
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await sleep(100);
  }
  throw new Error('docker-registry does not start');
}

/** A folder for PATH with skopeo in it, and the arguments of every call. */
export async function skopeo(): Promise<{ readonly folder: string; readonly calls: () => string }> {
  const root = await debianPackages(
    ...[
      'skopeo',
      'libgpgme11',
      'libassuan0',
      'libgpg-error0',
      'libdevmapper1.02.1',
      'libudev1',
      'libselinux1',
    ],
  );
  const folder = mkdtempSync(join(tmpdir(), 'polynx-skopeo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'calls');
  const script = join(folder, 'bin/skopeo');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(log, '');
  writeFileSync(
    script,
    `#!/bin/sh\necho "$@" >> '${log}'\nLD_LIBRARY_PATH='${libraryPath(root)}' exec '${join(root, 'usr/bin/skopeo')}' "$@"\n`,
  );
  chmodSync(script, 0o755);
  return { folder: join(folder, 'bin'), calls: () => readFileSync(log, 'utf8') };
}
