// Works, and says on what, if asked to: https://pkg.go.dev/runtime/pprof
package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

func collatz(n uint64) (steps int) {
	for ; n != 1; steps++ {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
	}
	return steps
}

func main() {
	limit := uint64(1000)
	if len(os.Args) > 1 {
		file, err := os.Create(os.Args[1])
		if err != nil {
			panic(err)
		}
		if err := pprof.StartCPUProfile(file); err != nil {
			panic(err)
		}
		defer pprof.StopCPUProfile()
		limit = 1_000_000
	}
	longest := 0
	for n := uint64(1); n < limit; n++ {
		longest = max(longest, collatz(n))
	}
	fmt.Println("longest", longest)
}
