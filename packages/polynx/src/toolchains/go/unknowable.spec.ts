import { describe, expect, it } from 'vitest';
import { unknowable } from './unknowable.js';

function reason(env: Readonly<Record<string, string>>, files: readonly string[] = []): string | undefined {
  const read = (file: string) => (files.includes(file) ? '' : undefined);
  return unknowable({
    workspaceRoot: '/home/me/ws',
    directory: '.',
    home: '/home/me',
    platform: 'linux-x64',
    env,
    read,
  });
}

describe('settings that name files outside the key', () => {
  it.each<[Readonly<Record<string, string>>, string]>([
    [{ GOWORK: '/home/me/other/go.work' }, 'GOWORK=/home/me/other/go.work decides'],
    [{ GOWORK: '/home/me/ws/ci/go.work' }, 'GOWORK='],
    [{ GOFLAGS: '-tags=a -modfile=tools.mod' }, '-modfile=tools.mod: the file is not among the inputs'],
    [{ GOFLAGS: '--overlay=/tmp/o.json' }, '-overlay=/tmp/o.json'],
    [{ GOFLAGS: '-pgo=cpu.pprof' }, 'the profile'],
    [{ CGO_CFLAGS: '-O2 -I/home/me/ws/include' }, 'CGO_CFLAGS='],
    [{ CGO_CPPFLAGS: '-I ../include' }, 'CGO_CPPFLAGS='],
    [{ CGO_LDFLAGS: '-Wl,-rpath,/home/me/ws/lib -L/usr/lib' }, 'CGO_LDFLAGS='],
    [{ CGO_LDFLAGS: '"-L/home/me/ws/lib"' }, 'CGO_LDFLAGS='],
    [{ PKG_CONFIG_PATH: '/usr/lib/pkgconfig:/home/me/ws/pc' }, 'PKG_CONFIG_PATH='],
    [{ CC: './tools/cc' }, 'CC='],
    [{ GOOS: 'windows' }, 'GOOS=windows'],
    [{ GOOS: 'linux', GOARCH: 'arm64' }, 'GOARCH=arm64'],
  ])('%j', (env, part) => {
    expect(reason(env)).toContain(part);
  });

  it.each<[Readonly<Record<string, string>>]>([
    [{}],
    [{ GOWORK: 'off' }],
    [{ GOWORK: '/home/me/ws/go.work' }],
    [{ GOFLAGS: '-mod=mod -tags=modfile -pgo=auto -ldflags=-s' }],
    [{ CGO_CFLAGS: '-O2 -g -I/usr/include -DX=1.5', CC: 'ccache gcc', PKG_CONFIG_PATH: '/usr/lib' }],
    [{ CC: '/home/me/ws2/cc' }],
    [{ GOOS: 'linux', GOARCH: 'amd64' }],
  ])('and those that do not: %j', (env) => {
    expect(reason(env)).toBeUndefined();
  });

  it('a go.work above the repository counts where none is in it', () => {
    expect(reason({}, ['/home/me/go.work'])).toContain('/home/me/go.work decides');
    expect(reason({}, ['/home/me/go.work', '/home/me/ws/go.work'])).toBeUndefined();
    expect(reason({ GOWORK: 'off' }, ['/go.work'])).toBeUndefined();
    expect(reason({ GOWORK: 'auto' }, ['/go.work'])).toContain('/go.work decides');
  });
});
