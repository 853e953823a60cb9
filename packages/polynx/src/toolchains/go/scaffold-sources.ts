/** What a new module contains besides its go.mod. */
import type { Kind } from '../toolchain.js';

/** File name to text. */
type Sources = (packageName: string, name: string) => Record<string, string>;

export const SOURCES: Readonly<Partial<Record<Kind, Sources>>> = {
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
  wasm: (_, name) => ({ ...WASM, 'main.go': wasmOnHost(name) }),
  service: (_, name) => ({
    'main.go': service(name),
    'handler.go': HANDLER,
    'handler_test.go': HANDLER_TEST,
  }),
};

const service = (
  name: string,
) => `// Command ${name} is an HTTP service. It listens on PORT, or 8080, and answers /healthz.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: names})))
	if err := serve(); err != nil {
		slog.Error("failed", "error", err.Error())
		os.Exit(1)
	}
	slog.Info("stopped")
}

// names of fields as the other services of the repository have them.
func names(_ []string, attr slog.Attr) slog.Attr {
	switch attr.Key {
	case slog.TimeKey:
		attr.Key = "timestamp"
	case slog.MessageKey:
		attr.Key = "message"
	}
	return attr
}

// serve answers until it is asked to end; requests under way are answered first.
func serve() error {
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	server := &http.Server{
		Addr:              ":" + port,
		Handler:           handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("listening", "port", port)
	select {
	case err := <-failed:
		return err
	case <-stopped.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
`;

const HANDLER = `package main

import (
	"fmt"
	"net/http"
)

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", answer("Hello, world!"))
	mux.HandleFunc("GET /healthz", answer("ok"))
	return mux
}

func answer(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(w, text)
	}
}
`;

const HANDLER_TEST = `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHandler(t *testing.T) {
	for _, test := range []struct {
		path string
		code int
		want string
	}{
		{"/", http.StatusOK, "Hello, world!\\n"},
		{"/healthz", http.StatusOK, "ok\\n"},
		{"/other", http.StatusNotFound, "404 page not found\\n"},
	} {
		response := httptest.NewRecorder()
		handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, test.path, nil))
		if got := response.Body.String(); response.Code != test.code || got != test.want {
			t.Errorf("GET %s = %d %q, want %d %q", test.path, response.Code, got, test.code, test.want)
		}
	}
}
`;

const WASM = {
  'add.go': `package main

func add(left, right int) int {
	return left + right
}
`,
  'add_test.go': `package main

import "testing"

func TestAdd(t *testing.T) {
	if got := add(2, 3); got != 5 {
		t.Errorf("add(2, 3) = %d, want 5", got)
	}
}
`,
  // The name says that it is for GOOS=js.
  'main_js.go': `package main

import "syscall/js"

func main() {
	js.Global().Set("add", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return add(args[0].Int(), args[1].Int())
	}))
	select {}
}
`,
};

const wasmOnHost = (name: string) => `//go:build !js

// Command ${name} is for WebAssembly: nx build-wasm ${name}.
package main

import "fmt"

func main() {
	fmt.Println(add(2, 3))
}
`;
