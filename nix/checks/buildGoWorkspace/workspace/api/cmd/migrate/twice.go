//go:build twice

package main

func init() { times = 2 }
