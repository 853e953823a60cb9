import { gzip } from '../../formats/deflate.js';
import { bytesOf, type Entry } from '../../formats/entry.js';
import { type Layer, OCI } from '../../formats/oci.js';
import { sha256 } from '../../formats/sums.js';
import { tar } from '../../formats/tar.js';

export function packedLayer(entries: readonly Entry[], comment: string, time: number): Layer {
  const bytes = tar(entries, { time });
  return { mediaType: OCI.layer, blob: gzip(bytes), diffId: `sha256:${sha256(bytes)}`, comment };
}

const NOTHING = new Uint8Array();

/**
 * What a static program may look for: names of users, where names of hosts come from, a place for temporary
 * files. The same in all images, so that a registry has it once. No certificates: those of this machine are
 * in no key; the option `files` takes some of the repository.
 */
export const SYSTEM_FILES: readonly Entry[] = [
  {
    path: 'etc/passwd',
    bytes: bytesOf(
      [
        'root:x:0:0:root:/root:/sbin/nologin',
        'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
        'nonroot:x:65532:65532:nonroot:/:/sbin/nologin',
        '',
      ].join('\n'),
    ),
  },
  { path: 'etc/group', bytes: bytesOf('root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n') },
  { path: 'etc/nsswitch.conf', bytes: bytesOf('hosts: files dns\n') },
  { path: 'tmp/', bytes: NOTHING, mode: 0o1777 },
];
