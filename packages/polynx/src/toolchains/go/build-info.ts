/** A package whose variables the linker sets in stamped builds. https://pkg.go.dev/cmd/link */
import { ManifestError } from '../../model/errors.js';
import { ancestors, basename, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { BuildInfo } from '../toolchain.js';
import { STAMP_PACKAGE } from './command.js';

export function buildInfo(directory: string, tree: Tree): BuildInfo {
  const module = ancestors(directory).find((folder) => tree.has(join(folder, 'go.mod')));
  const folder = join(module ?? directory, STAMP_PACKAGE);
  const files = {
    [join(folder, 'buildinfo.go')]: PACKAGE,
    [join(folder, 'buildinfo_test.go')]: TESTS,
  };
  const taken = Object.entries(files).find(([file, text]) => tree.has(file) && tree.read(file) !== text);
  if (taken !== undefined) {
    throw new ManifestError({
      file: taken[0],
      problem: 'is there already',
      hint: `The linker sets gitHash, gitBranch, gitDirty and buildTime in ${STAMP_PACKAGE}, all of type string: declare those, and stamp the project.`,
    });
  }
  return {
    files,
    ignored: [],
    hint: `import "<module>/${STAMP_PACKAGE}" and call ${basename(folder)}.VersionString()`,
  };
}

const PACKAGE = `// Package buildinfo says what this program was built from.
package buildinfo

import (
	"fmt"
	"runtime"
)

// Set by the linker in stamped builds (-X); "unknown" in all others, which no commit changes.
var (
	version   = "dev"
	gitHash   = "unknown"
	gitBranch = "unknown"
	gitDirty  = "unknown"
	buildTime = "unknown"
)

// BuildInfo is what is known of a build.
type BuildInfo struct {
	Version   string
	GitHash   string
	GitBranch string
	// GitDirty is "true" where files were not as in the commit.
	GitDirty  string
	BuildTime string
	Target    string
	GoVersion string
}

// Get says it of this program.
func Get() BuildInfo {
	return BuildInfo{
		Version:   version,
		GitHash:   gitHash,
		GitBranch: gitBranch,
		GitDirty:  gitDirty,
		BuildTime: buildTime,
		Target:    runtime.GOOS + "/" + runtime.GOARCH,
		GoVersion: runtime.Version(),
	}
}

// VersionString is "dev (0123456789ab-dirty) built 2026-11-21T09:30:00Z".
func (b BuildInfo) VersionString() string {
	hash := b.GitHash
	if len(hash) > 12 {
		hash = hash[:12]
	}
	if b.GitDirty == "true" {
		hash += "-dirty"
	}
	return fmt.Sprintf("%s (%s) built %s", b.Version, hash, b.BuildTime)
}

// UserAgent is "name/dev (linux/amd64)".
func (b BuildInfo) UserAgent(name string) string {
	return fmt.Sprintf("%s/%s (%s)", name, b.Version, b.Target)
}

// VersionString is that of this program.
func VersionString() string { return Get().VersionString() }

// UserAgent is that of this program.
func UserAgent(name string) string { return Get().UserAgent(name) }
`;

const TESTS = `package buildinfo

import (
	"strings"
	"testing"
)

var stamped = BuildInfo{
	Version:   "1.2.3",
	GitHash:   "0123456789abcdef0123456789abcdef01234567",
	GitBranch: "main",
	GitDirty:  "false",
	BuildTime: "2026-11-21T09:30:00Z",
	Target:    "linux/amd64",
}

func TestVersionString(t *testing.T) {
	if said := stamped.VersionString(); said != "1.2.3 (0123456789ab) built 2026-11-21T09:30:00Z" {
		t.Error(said)
	}
	dirty := stamped
	dirty.GitDirty = "true"
	if said := dirty.VersionString(); !strings.Contains(said, "(0123456789ab-dirty)") {
		t.Error(said)
	}
	plain := stamped
	plain.GitHash, plain.BuildTime = "unknown", "unknown"
	if said := plain.VersionString(); said != "1.2.3 (unknown) built unknown" {
		t.Error(said)
	}
}

func TestUserAgent(t *testing.T) {
	if said := stamped.UserAgent("tool"); said != "tool/1.2.3 (linux/amd64)" {
		t.Error(said)
	}
	if said := UserAgent("tool"); !strings.HasPrefix(said, "tool/") {
		t.Error(said)
	}
}
`;
