/** With real git, and repositories that are up to no good. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { OptionsError } from '../../model/errors.js';
import { hostileRefs, hostileUrls, SECRET } from '../../testing/hostile-git.js';
import { fetchPinned, fetchSource } from './fetch.js';

const folder = mkdtempSync(join(tmpdir(), 'polynx-remote-'));
const marker = join(folder, 'marker');
/** A user whose settings run programs, as those of git-lfs do. */
const env = {
  ...process.env,
  HOME: join(folder, 'home'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DIR: join(folder, 'not-there'),
  GIT_TRACE: '1',
};

beforeAll(() => {
  const author = '[user]\n  name = t\n  email = t@e\n';
  write('author/.gitconfig', author);
  write(
    'home/.gitconfig',
    `[filter "evil"]\n  smudge = touch ${marker}\n  process = touch ${marker}\n${author}`,
  );
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const own = { HOME: join(folder, 'author'), GIT_ALLOW_PROTOCOL: 'file' };
  return (await execa('git', args, { cwd: join(folder, cwd), env: own })).stdout;
}

async function repository(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) write(`${name}/${path}`, text);
  await git(name, 'init', '--quiet', '--initial-branch=main');
  await git(name, 'add', '--all');
  await git(name, 'commit', '--quiet', '-m', 'start');
  return `file://${folder}/${name}`;
}

function request(url: string, more: object = {}) {
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  return { url, allow: ['file' as const], seconds: 30, scratch, env, ...more };
}

describe.skipIf(process.platform === 'win32')('sources', () => {
  it('a branch, a tag with a message and a commit are the same files, and no filter or attribute changes them', async () => {
    const url = await repository('plain', {
      '.gitattributes': '* filter=evil text eol=crlf ident export-subst\nskip export-ignore\n',
      'a.txt': '$Id$ $Format:%H$\n',
      skip: '',
    });
    await git('plain', 'tag', '-a', 'v1', '-m', 'one');
    const { pin, files } = await fetchSource(request(url));
    expect(pin).toMatchObject({ url, ref: 'refs/heads/main', allow: ['file'] });
    expect(readFileSync(join(files, 'a.txt'), 'utf8')).toBe('$Id$ $Format:%H$\n');
    expect(readdirSync(files).sort()).toEqual(['.gitattributes', 'a.txt', 'skip']);
    const { ref: _, ...fixed } = pin;
    expect((await fetchSource(request(url, { ref: 'v1' }))).pin).toEqual({ ...pin, ref: 'refs/tags/v1' });
    expect((await fetchSource(request(url, { ref: pin.rev }))).pin).toEqual(fixed);

    // A commit that no branch has any more is there until the server forgets it.
    await git('plain', 'commit', '--quiet', '--amend', '-m', 'rewritten');
    expect((await fetchPinned(pin, request(url))).pin.rev).toBe(pin.rev);
    const other = { ...pin, narHash: `sha256-${'A'.repeat(43)}=` };
    await expect(fetchPinned(other, request(url))).rejects.toThrow(
      /is not what is pinned.*\n {2}Was the pin written by hand/,
    );
    await expect(fetchSource(request(url, { ref: 'mian' }))).rejects.toThrow(
      /has no branch or tag called mian. Did you mean main\?\n {2}It has main, v1/,
    );
    await expect(fetchSource(request(url, { ref: '0'.repeat(40) }))).rejects.toThrow(
      /does not have the commit 0{40}/,
    );
    await expect(fetchSource(request(`${url}-not-there`))).rejects.toThrow(
      /is no git repository.*\n {2}Check the address/,
    );
    expect(existsSync(marker)).toBe(false);
  });

  it('submodules come with it where that is asked for, by addresses that may be taken', async () => {
    await repository('inner', { 'inner.txt': 'inner\n' });
    const url = await repository('outer', { 'outer.txt': 'outer\n' });
    await git('outer', 'submodule', '--quiet', 'add', '../inner', 'parts/inner');
    await git('outer', 'commit', '--quiet', '-m', 'with a part');
    const without = await fetchSource(request(url));
    expect(readdirSync(join(without.files, 'parts/inner'))).toEqual([]);
    const { files, pin } = await fetchSource(request(url, { submodules: true }));
    expect(readFileSync(join(files, 'parts/inner/inner.txt'), 'utf8')).toBe('inner\n');
    expect(pin.submodules).toBe(true);
    expect(pin.narHash).not.toBe(without.pin.narHash);

    const modules = readFileSync(join(folder, 'outer/.gitmodules'), 'utf8');
    for (const [address, said] of [
      [`ext::touch% ${marker}`, 'characters that are in no address'],
      [`ext::${marker}`, 'asks git to run a program'],
      [`--upload-pack=touch${marker}`, 'starts with -'],
      [`ssh://-oProxyCommand=touch${marker}/r`, 'no address'],
      [`https://me:${SECRET}@example.invalid/r`, 'has credentials in it'],
      ['', 'names no address of the submodule'],
    ] as const) {
      write('outer/.gitmodules', modules.replace(/url = .*/, `url = ${address}`));
      await git('outer', 'commit', '--quiet', '-am', 'hostile');
      const error = await fetchSource(request(url, { submodules: true })).catch(String);
      expect(error).toContain(said);
      expect(error).not.toContain(SECRET);
    }
    expect(existsSync(marker)).toBe(false);
  });

  it('what git would not have in a folder is not written outside of it', async () => {
    const url = await repository('traps', { real: 'x' });
    const blob = (await git('traps', 'rev-parse', 'HEAD:real')).trim();
    const tree = (lines: readonly string[]) =>
      execa('git', ['mktree', '--missing'], { cwd: join(folder, 'traps'), input: `${lines.join('\n')}\n` });
    const link = await execa('git', ['hash-object', '-w', '--stdin'], {
      cwd: join(folder, 'traps'),
      input: folder,
    });
    const { stdout: below } = await tree([`100644 blob ${blob}\tescaped`]);
    for (const [name, lines] of [
      ['git', [`040000 tree ${below}\t.git`]],
      ['GIT', [`040000 tree ${below}\t.GIT`]],
      ['up', [`040000 tree ${below}\t..`]],
      ['both', [`120000 blob ${link.stdout}\tsub`, `040000 tree ${below}\tsub`]],
    ] as const) {
      const { stdout: top } = await tree(lines);
      const commit = await git('traps', 'commit-tree', top, '-m', name);
      await git('traps', 'update-ref', `refs/heads/${name}`, commit);
      const error = await fetchSource(request(url, { ref: name })).catch(String);
      if (name !== 'both') expect(error).toContain('cannot be read by git');
    }
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((one) => one.endsWith('escaped') && !one.startsWith('scratch-'))).toEqual([]);
  });

  it('links lead nowhere but into what they say', async () => {
    write('links/a', '');
    symlinkSync('/etc/passwd', join(folder, 'links/password'));
    const url = await repository('links', { b: '' });
    const { pin, files } = await fetchSource(request(url));
    expect(readdirSync(files).sort()).toEqual(['a', 'b', 'password']);
    appendFileSync(join(folder, 'links/b'), 'x');
    expect((await fetchPinned(pin, request(url))).pin).toEqual(pin);
  });

  it('nothing runs and nothing is looked for where an address or a ref is hostile', async () => {
    const url = await repository('quiet', { a: '' });
    const scratch = join(folder, 'never');
    const hostile = [
      ...hostileUrls.filter((one) => !one.startsWith('file:///')).map((one) => ({ url: one, allow: [] })),
      ...hostileRefs.map((ref) => ({ url, ref })),
    ];
    for (const one of hostile)
      await expect(fetchSource({ ...request(url), scratch, ...one })).rejects.toBeInstanceOf(OptionsError);
    expect(existsSync(scratch)).toBe(false);
    expect(existsSync('/tmp/polynx-was-here')).toBe(false);
  });
});
