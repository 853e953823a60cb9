// Unpacks an image in the OCI layout, every digest compared, and runs it as its configuration says, with only
// its own files:
//
//   node run-image.mjs LAYOUT ROOT [PROGRAM…]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [layout, root, ...command] = process.argv.slice(2);
const digestOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
function blob({ digest, size }) {
  const bytes = readFileSync(join(layout, 'blobs', digest.replace(':', '/')));
  if (digestOf(bytes) !== digest || bytes.length !== size) throw new Error(`${digest} is something else`);
  return bytes;
}
const json = (descriptor) => JSON.parse(blob(descriptor).toString());

if (JSON.parse(readFileSync(join(layout, 'oci-layout'))).imageLayoutVersion !== '1.0.0') throw new Error('no layout');
const [first] = JSON.parse(readFileSync(join(layout, 'index.json'))).manifests;
const manifest = json(first);
const { config, rootfs } = json(manifest.config);
mkdirSync(root, { recursive: true });
manifest.layers.forEach((layer, at) => {
  const tar = gunzipSync(blob(layer));
  if (digestOf(tar) !== rootfs.diff_ids[at]) throw new Error(`layer ${at} is something else`);
  execFileSync('tar', ['-x', '--no-same-owner', '--delay-directory-restore', '-C', root], { input: tar });
});
const env = Object.fromEntries(config.Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
const [program, ...args] = command.length > 0 ? command : [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
// NB chroot begins in /, whatever WorkingDir says: the folder itself is looked at by the caller.
const output = execFileSync('/usr/sbin/chroot', [root, program, ...args], { env, encoding: 'utf8' });
console.log(`${manifest.layers.length} layers, ${config.WorkingDir}, ${config.User ?? 'root'}\n${output}`);
