import { describe, expect, it } from 'vitest';
import { type Access, readStraceLog } from './strace-log.js';

const NX = '1 execve("/usr/bin/node", ["node", "/w/node_modules/nx/dist/bin/nx.js"], ["HOME=/root"]) = 0';
const FORK = '1 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD) = 2';
const EXECUTOR =
  '2 execve("/usr/bin/node", ["node", "/w/node_modules/nx/dist/bin/run-executor.js"], ["NX_TASK_TARGET_PROJECT=web", "NX_TASK_TARGET_TARGET=build"]) = 0';
const TOOL = ['2 vfork() = 3', '3 execve("/usr/bin/tsc", ["tsc"], ["A=b"]) = 0'];

function accesses(...lines: readonly string[]): readonly string[] {
  const log = [NX, FORK, EXECUTOR, ...TOOL, ...lines].join('\n');
  const found: readonly Access[] = readStraceLog(log).get('web:build') ?? [];
  return found.filter(({ path }) => path.startsWith('/w/')).map(({ kind, path }) => `${kind} ${path}`);
}

describe('the log of strace', () => {
  it.each([
    [
      'a file',
      '3 openat(AT_FDCWD</w/web>, "src/a.ts", O_RDONLY|O_CLOEXEC) = 5</w/web/src/a.ts>',
      'read /w/web/src/a.ts',
    ],
    [
      'through a link, by its real name',
      '3 openat(AT_FDCWD</w>, "link/a.ts", O_RDONLY) = 5</w/real/a.ts>',
      'read /w/real/a.ts',
    ],
    ['below a descriptor', '3 openat(7</w/web>, "a.ts", O_RDONLY) = 5</w/web/a.ts>', 'read /w/web/a.ts'],
    [
      'a name with a quote',
      String.raw`3 openat(AT_FDCWD</w>, "a\"b", O_RDONLY) = 5</w/a\42b>`,
      'read /w/a"b',
    ],
    [
      'a name beyond ASCII',
      String.raw`3 openat(AT_FDCWD</w>, "\303\244", O_RDONLY) = 5</w/\303\244>`,
      'read /w/ä',
    ],
    ['a program', '3 execve("/w/bin/run", ["run"], []) = 0', 'read /w/bin/run'],
    ['a folder', '3 getdents64(4</w/web/src>, 0x55 /* 6 entries */, 32768) = 176', 'list /w/web/src'],
    [
      'what is not there',
      '3 stat("/w/tsconfig.json", 0x7ffe) = -1 ENOENT (No such file or directory)',
      'absent /w/tsconfig.json',
    ],
    [
      'a file that is written',
      '3 openat(AT_FDCWD</w>, "dist/a.js", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 5</w/dist/a.js>',
      'write /w/dist/a.js',
    ],
    ['a file that is removed', '3 unlink("/w/dist/a.js") = 0', 'remove /w/dist/a.js'],
  ])('has %s', (_, line, expected) => {
    expect(accesses(line)).toEqual([expected]);
  });

  it.each([
    ['"/usr/bin/node", ["node", "--import", "tsx", "/w/build.mjs"], ["A=b"]', 'node tsx'],
    ['"/usr/bin/node", ["node", "/w/node_modules/vite/bin/vite.js", "build"], ["A=b"]', 'node vite.js'],
    ['"/usr/bin/node", ["node", "/usr/lib/node_modules/npm/bin/npm-cli.js", "run", "build"], []', 'npm'],
    ['"/usr/bin/node", ["node", "-e", "run(1)"], ["A=b"]', 'node'],
    ['"/usr/bin/node", ["node"], ["HOME=/root"]', 'node'],
    ['"/usr/bin/tsc", ["tsc", "-p", "."], []', 'tsc'],
  ])('names the program of execve(%s)', (args, program) => {
    const log = [
      NX,
      FORK,
      EXECUTOR,
      '2 vfork() = 3',
      `3 execve(${args}) = 0`,
      '3 openat(AT_FDCWD</w>, "a", O_RDONLY) = 5</w/a>',
    ];
    expect(readStraceLog(log.join('\n')).get('web:build')?.at(-1)?.program).toBe(program);
  });

  it('has both ends of a rename', () => {
    expect(accesses('3 rename("/w/dist/a.tmp", "/w/dist/a.js") = 0')).toEqual([
      'remove /w/dist/a.tmp',
      'write /w/dist/a.js',
    ]);
  });

  it('joins a call that another process interrupted', () => {
    expect(
      accesses(
        '3 openat(AT_FDCWD</w>, "a.ts", O_RDONLY <unfinished ...>',
        '1 stat("/w/nx.json", 0x7f) = 0',
        '3 <... openat resumed>) = 5</w/a.ts>',
      ),
    ).toEqual(['read /w/a.ts']);
  });

  it('follows threads, children whose parent learns of them later, and their working directory', () => {
    expect(
      accesses(
        '3 clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x7f}, 88) = 4',
        '4 openat(AT_FDCWD</w/web>, "a.ts", O_RDONLY) = 5</w/web/a.ts>',
        '3 vfork( <unfinished ...>',
        '6 chdir("/w/web/src") = 0',
        '6 access("b.ts", F_OK) = -1 ENOENT (No such file or directory)',
        '3 <... vfork resumed>) = 6',
      ),
    ).toEqual(['read /w/web/a.ts', 'absent /w/web/src/b.ts']);
  });

  it('leaves out what Nx itself reads, and what it starts for other reasons', () => {
    expect(
      accesses(
        '1 openat(AT_FDCWD</w>, "nx.json", O_RDONLY) = 5</w/nx.json>',
        '2 openat(AT_FDCWD</w>, "package.json", O_RDONLY) = 5</w/package.json>',
        '1 vfork() = 9',
        '9 openat(AT_FDCWD</w>, "go.mod", O_RDONLY) = 5</w/go.mod>',
      ),
    ).toEqual([]);
  });

  it('has what an executor of polynx reads itself, from where its own code begins', () => {
    expect(
      accesses(
        '2 openat(AT_FDCWD</w>, "before.txt", O_RDONLY) = 5</w/before.txt>',
        '2 openat(AT_FDCWD</w>, "/w/node_modules/polynx/dist/executors/package.js", O_RDONLY) = 5</w/node_modules/polynx/dist/executors/package.js>',
        '2 openat(AT_FDCWD</w>, "README.md", O_RDONLY) = 5</w/README.md>',
      ).filter((line) => !line.includes('node_modules')),
    ).toEqual(['read /w/README.md']);
  });
});
