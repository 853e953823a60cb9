package main

import (
	_ "embed"
	"fmt"
)

//go:embed web/dist/index.txt
var page string

func main() { fmt.Print(page) }
