// Says what it sees of the image that it runs in.
package main

import (
	"fmt"
	"os"
)

func main() {
	folder, _ := os.Getwd()
	fmt.Println("in", folder, "as", os.Args[1:])
	fmt.Println("certificates", os.Getenv("SSL_CERT_FILE"))
	if err := os.WriteFile("/tmp/probe", []byte("written"), 0o644); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if _, err := os.Stat("/etc/passwd"); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
