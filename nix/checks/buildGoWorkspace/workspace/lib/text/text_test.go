package text

import "testing"

func TestGreeting(t *testing.T) {
	if Greeting("x") != "hello x" {
		t.Fatal("rude")
	}
}
