/** What a new module contains besides its go.mod. */
import type { ScaffoldRequest } from '../toolchain.js';

/** File name to text. */
type Sources = (packageName: string, name: string) => Record<string, string>;

export const SOURCES: Partial<Record<ScaffoldRequest['kind'], Sources>> = {
  lib: (name) => ({
    [`${name}.go`]: `// Package ${name} greets.
package ${name}

import "fmt"

// Greet returns a greeting for name.
func Greet(name string) string {
	return fmt.Sprintf("Hello, %s!", name)
}
`,
    [`${name}_test.go`]: `package ${name}

import "testing"

func TestGreet(t *testing.T) {
	if got, want := Greet("world"), "Hello, world!"; got != want {
		t.Errorf("Greet() = %q, want %q", got, want)
	}
}
`,
  }),
  bin: (_, name) => ({
    'main.go': `// Command ${name} greets.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(greeting(os.Args[1:]))
}

func greeting(args []string) string {
	if len(args) == 0 {
		return "Hello, world!"
	}
	return fmt.Sprintf("Hello, %s!", args[0])
}
`,
    'main_test.go': `package main

import "testing"

func TestGreeting(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "Hello, world!"},
		{[]string{"Ada"}, "Hello, Ada!"},
	} {
		if got := greeting(test.args); got != test.want {
			t.Errorf("greeting(%q) = %q, want %q", test.args, got, test.want)
		}
	}
}
`,
  }),
  service: (_, name) => ({
    'main.go': `// Command ${name} is an HTTP service. It listens on PORT, or 8080.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Printf("listening on http://localhost:%s", port)
	log.Fatal(http.ListenAndServe(":"+port, handler()))
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	return mux
}
`,
    'main_test.go': `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealth(t *testing.T) {
	response := httptest.NewRecorder()
	handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if got, want := response.Body.String(), "ok\\n"; response.Code != http.StatusOK || got != want {
		t.Errorf("GET /healthz = %d %q, want 200 %q", response.Code, got, want)
	}
}
`,
  }),
};
