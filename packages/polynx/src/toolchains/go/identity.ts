import type { Identity } from '../../model/identity.js';
import { unknowable } from './unknowable.js';

/**
 * What the go command and cgo read, as `go help environment` lists it. Not GOPROXY, GOPRIVATE, GOSUMDB,
 * GOCACHE, GOMODCACHE: they say where dependencies come from and lie, go.sum says what they are.
 */
export const identity: Identity = {
  env: [
    'AR',
    'CC',
    'CXX',
    'FC',
    'CGO_*',
    'PKG_CONFIG*',
    'GCCGO',
    'GCCGOTOOLDIR',
    'GO111MODULE',
    'GO386',
    'GOAMD64',
    'GOARCH',
    'GOARM',
    'GOARM64',
    'GODEBUG',
    'GOEXPERIMENT',
    'GOFIPS140',
    'GOFLAGS',
    'GOMIPS*',
    'GOOS',
    'GOPPC64',
    'GORISCV64',
    'GOROOT',
    'GOTOOLCHAIN',
    'GOWASM',
    'GOWORK',
    'MACOSX_DEPLOYMENT_TARGET',
    'SDKROOT',
  ],
  // One process, and it also sees what `go env -w` has set. With the go.mod among the inputs it says which
  // toolchain runs.
  probes: [
    [
      'go',
      'env',
      'GOVERSION',
      'GOOS',
      'GOARCH',
      'CGO_ENABLED',
      'CC',
      'CXX',
      'AR',
      'FC',
      'GCCGO',
      'PKG_CONFIG',
      'CGO_CFLAGS',
      'CGO_CPPFLAGS',
      'CGO_CXXFLAGS',
      'CGO_FFLAGS',
      'CGO_LDFLAGS',
      'GO111MODULE',
      'GO386',
      'GOFIPS140',
      'GOFLAGS',
      'GOEXPERIMENT',
      'GODEBUG',
      'GOTOOLCHAIN',
      'GOAMD64',
      'GOARM',
      'GOARM64',
      'GOMIPS',
      'GOMIPS64',
      'GOPPC64',
      'GORISCV64',
      'GOWASM',
    ],
  ],
  // Exact forms only: `auto`, `local` and `go1.26.8+auto` let the machine decide. Whether cgo is on otherwise
  // depends on a C compiler being there.
  pinnedBy: { GOTOOLCHAIN: /^go1\.\d+(?:\.\d+|rc\d+)$/, CGO_ENABLED: /^[01]$/ },
  settingsFile,
  unknowable,
};

/** https://pkg.go.dev/cmd/go#hdr-Environment_variables, GOENV */
function settingsFile(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  const { GOENV, HOME = '', APPDATA = '', XDG_CONFIG_HOME } = env;
  if (GOENV !== undefined && GOENV !== '') return GOENV === 'off' ? undefined : GOENV;
  if (platform === 'win32') return `${APPDATA}/go/env`;
  if (platform === 'darwin') return `${HOME}/Library/Application Support/go/env`;
  return `${XDG_CONFIG_HOME || `${HOME}/.config`}/go/env`;
}
