/** A mistake in memory that ordinary tests do not notice. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { createWorkspace } from './support/workspace.js';

const LIB = `/// The byte behind the last one.
pub fn beyond(bytes: &[u8]) -> u8 {
    unsafe { *bytes.as_ptr().add(bytes.len()) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads() {
        let bytes = vec![1u8; 64].into_boxed_slice();
        std::hint::black_box(super::beyond(&bytes));
    }
}
`;

const files = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
  'Cargo.lock': lock([{ name: 'buffer' }]),
  ...crate('crates/buffer', 'buffer', { 'src/lib.rs': LIB }),
};

it('is found by the address sanitizer, which names the compiler that it needs', async () => {
  const workspace = await createWorkspace(files, { plugin: { cargo: { sanitizers: ['address'] } } });
  const plain = await workspace.nx(['test', 'buffer']);
  expect(plain.exitCode).toBe(0);
  const checked = await workspace.nx(['test-address', 'buffer']);
  expect(checked.exitCode).toBe(1);
  expect(checked.output).toContain('AddressSanitizer: heap-buffer-overflow');
  expect(checked.output).toContain('buffer::beyond');

  workspace.write('crates/buffer/src/lib.rs', LIB.replace('.add(bytes.len())', '.add(bytes.len() - 1)'));
  expect((await workspace.nx(['test-address', 'buffer'])).misses).toEqual(['buffer:test-address']);
  expect((await workspace.nx(['test-address', 'buffer'])).hits).toEqual(['buffer:test-address']);
  expect(Object.keys((await workspace.showProject('buffer')).targets)).not.toContain('build-address');

  // A rustup that has one compiler only, which is no nightly one.
  const [toolchain = ''] = (await workspace.run('rustup', ['show', 'active-toolchain'])).stdout.split(' ');
  const sysroot = (await workspace.run('rustc', ['--print', 'sysroot'])).stdout.trim();
  const home = join(workspace.root, '.nx/rustup');
  mkdirSync(join(home, 'toolchains'), { recursive: true });
  symlinkSync(sysroot, join(home, 'toolchains', toolchain));
  workspace.write('.nx/rustup/settings.toml', `version = "12"\ndefault_toolchain = "${toolchain}"\n`);
  const without = await workspace.nx(['test-address', 'buffer'], { env: { RUSTUP_HOME: home } });
  expect(without.exitCode).toBe(1);
  expect(without.output).toContain('Sanitizers need a nightly compiler: rustup toolchain install nightly');
});
