package main

import (
	"embed"
	"io/fs"
)

// The page as its own build leaves it; git ignores it.
//
//go:embed all:web/dist
var dist embed.FS

func page() fs.FS {
	files, err := fs.Sub(dist, "web/dist")
	if err != nil {
		panic(err) // The directive above names the folder.
	}
	return files
}
