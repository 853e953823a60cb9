import { expect, it } from 'vitest';
import { messageIn, problemIn, sendCommand } from './skopeo.js';

it.each([
  [
    'pinging container registry 127.0.0.1:9: Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused',
    'unreachable',
  ],
  ['writing blob: Patch "http://r/v2/x/blobs/uploads/1": EOF', 'unreachable'],
  [
    'writing blob: initiating layer upload to /v2/x in r: received unexpected HTTP status: 503 Service Unavailable',
    'busy',
  ],
  ['trying to reuse blob: unauthorized: authentication required', 'credentials'],
  ['checking whether a blob exists: authentication required', 'credentials'],
  ['uploading manifest 1 to r/x: denied: requested access to the resource is denied', 'forbidden'],
  ['reading manifest 1 in r/x: manifest unknown: manifest unknown', 'missing'],
  ['reading manifest 1 in r/x: name unknown: repository name not known to registry', 'missing'],
  ['initiating layer upload: name invalid: invalid repository name', 'name'],
  ['uploading manifest 1 to r/x: tag invalid: The image tag is immutable', 'immutable'],
  ['pinging container registry r: http: server gave HTTP response to HTTPS client', 'plain'],
  [
    'pinging container registry r: Get "https://r/v2/": x509: certificate signed by unknown authority',
    'certificate',
  ],
  ['unknown flag: --preserve-digests', 'other'],
])('%s is %s', (line, problem) => {
  expect(problemIn(line)).toBe(problem);
});

it('of all that skopeo says the message of its last error counts', () => {
  const said =
    'Copying blob x\ntime="2026" level=warning msg="a"\ntime="2026" level=fatal msg="say \\"why\\""\n';
  expect(messageIn(said)).toBe('say "why"');
  expect(messageIn('Error: unknown flag\n')).toBe('Error: unknown flag');
  expect(messageIn('')).toBe('skopeo says nothing');
});

it('plain text is spoken only where it is asked for, and a folder may be called as it likes', () => {
  const to = { host: 'r.example', prefix: '', repository: 'x', isPlain: false };
  const { args, cwd } = sendCommand('dist/a:b', '1.0', to, ':1.0');
  expect(args).not.toContain('--dest-tls-verify=false');
  expect(args.slice(-2)).toEqual(['oci:.:1.0', 'docker://r.example/x:1.0']);
  expect(cwd).toBe('dist/a:b');
  expect(sendCommand('d', undefined, { ...to, isPlain: true }, ':1').args).toContain(
    '--dest-tls-verify=false',
  );
});
