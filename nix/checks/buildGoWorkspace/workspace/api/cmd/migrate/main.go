package main

import "fmt"

// How far: `-tags twice` says otherwise.
var times = 1

func main() { fmt.Println("migrated", times) }
