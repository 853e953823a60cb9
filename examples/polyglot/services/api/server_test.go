package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestServer(t *testing.T) {
	server := newServer(page())
	tests := []struct {
		name, path, contains string
	}{
		{"greets by name", "/hello/Ada", `"message":"Hello, Ada!"`},
		{"serves the embedded page", "/", `<h1 id="greeting">`},
		{"serves its script", "/index.js", "fetch("},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := httptest.NewRecorder()
			server.ServeHTTP(response, httptest.NewRequest(http.MethodGet, test.path, nil))
			if response.Code != http.StatusOK {
				t.Fatalf("GET %s answered %d", test.path, response.Code)
			}
			if body := response.Body.String(); !strings.Contains(body, test.contains) {
				t.Errorf("GET %s lacks %q:\n%s", test.path, test.contains, body)
			}
		})
	}
}
