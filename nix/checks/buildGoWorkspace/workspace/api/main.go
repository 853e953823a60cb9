package main

import (
	"fmt"

	"example.com/text"
	"github.com/google/uuid"
)

var version = "dev"

func main() {
	fmt.Println(text.Greeting(version), uuid.NameSpaceDNS)
}
