/** What modules take from projects of other languages: libraries by cgo, files by go:embed. */
import { ancestors, basename, dirname, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Linked, Offer } from '../toolchain.js';
import { parseGoMod } from './go-mod.js';
import { modulePath, packageName, scaffoldTexts } from './scaffold-names.js';

export function accept(offer: Offer, directory: string, tree: Tree): Linked | undefined {
  const file = join(directory, 'go.mod');
  if (!tree.has(file)) return undefined;
  if (offer.is === 'c-library') return library(offer, directory);
  return offer.is === 'files' ? files(offer, directory, tree) : undefined;
}

/**
 * A package that calls the library. NB its folder is deeper than the module's: `${SRCDIR}` is where paths of
 * cgo begin.
 */
function library(offer: Offer & { readonly is: 'c-library' }, directory: string): Linked {
  const name = packageName(offer.name);
  const at = join(directory, 'internal', name);
  const path = (to: string) => `\${SRCDIR}/${relative(at, to)}`;
  return {
    texts: {
      [join(at, `${name}.go`)]: `// Package ${name} calls ${offer.name} by the C ABI.
package ${name}

// #cgo CFLAGS: -I${path(dirname(offer.header))}
// #cgo LDFLAGS: ${path(offer.library)}
// #cgo linux LDFLAGS: -lm -ldl -lpthread
// #include "${basename(offer.header)}"
import "C"

// Add returns the sum of two numbers.
func Add(left, right int) int {
	return int(C.${offer.adds}(C.int(left), C.int(right)))
}
`,
      [join(at, `${name}_test.go`)]: `package ${name}

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(2, 3); got != 5 {
		t.Errorf("Add(2, 3) = %d, want 5", got)
	}
}
`,
    },
    commands: [],
    hint: `Import internal/${name} where you need it. cgo wants a C compiler, and CGO_ENABLED=1.`,
  };
}

/**
 * NB go:embed sees no file outside its own module: the folder of the files becomes a module, which the
 * program requires. go.work finds it, and `replace` where there is no go.work.
 */
function files(offer: Offer & { readonly is: 'files' }, directory: string, tree: Tree): Linked {
  const own = parseGoMod({
    path: join(directory, 'go.mod'),
    text: tree.read(join(directory, 'go.mod')) ?? '',
  });
  const name = packageName(offer.name);
  const path = modulePath(offer.root, tree);
  const work = ancestors(directory)
    .map((parent) => join(parent, 'go.work'))
    .find((file) => tree.has(file));
  return {
    texts: {
      ...scaffoldTexts(offer.root, `module ${path}\n\ngo ${own.go ?? '1.26'}\n`, work, tree),
      [join(offer.root, 'embed.go')]:
        `// Package ${name} has the files that the build of ${offer.name} leaves.
package ${name}

import (
	"embed"
	"io/fs"
)

//go:embed all:${relative(offer.root, offer.folder)}
var built embed.FS

// Files are those of the page.
func Files() (fs.FS, error) {
	return fs.Sub(built, "${relative(offer.root, offer.folder)}")
}
`,
      [join(directory, 'go.mod')]: required(
        tree.read(join(directory, 'go.mod')) ?? '',
        path,
        relative(directory, offer.root),
      ),
      [join(directory, 'page.go')]: `package main

import (
	"net/http"

	${name === basename(path) ? '' : `${name} `}"${path}"
)

// page answers with the files of the page.
func page() (http.Handler, error) {
	files, err := ${name}.Files()
	if err != nil {
		return nil, err
	}
	return http.FileServerFS(files), nil
}
`,
      [join(directory, 'page_test.go')]: PAGE_TEST,
    },
    commands: [],
    hint: 'page.go has a handler with the files: mount it where you answer requests.',
  };
}

function required(text: string, path: string, folder: string): string {
  if (text.includes(`${path} `)) return text;
  return `${text.trimEnd()}\n\nrequire ${path} v0.0.0\n\nreplace ${path} => ${folder}\n`;
}

const PAGE_TEST = `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPage(t *testing.T) {
	handler, err := page()
	if err != nil {
		t.Fatal(err)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/", nil))
	if response.Code != http.StatusOK {
		t.Errorf("GET / = %d, want 200", response.Code)
	}
}
`;
