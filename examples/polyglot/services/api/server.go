package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
)

type greeting struct {
	Message string `json:"message"`
}

// newServer answers GET /hello/{name} and serves the page everywhere else.
func newServer(page fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", hello)
	mux.Handle("GET /", http.FileServerFS(page))
	return mux
}

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	answer := greeting{Message: fmt.Sprintf("Hello, %s!", r.PathValue("name"))}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
