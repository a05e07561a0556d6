//go:build !unix

package main

import "os"

// canMake reports whether a folder can be made in another one.
func canMake(dir string) bool {
	probe, err := os.MkdirTemp(dir, ".codeworm-*")
	if err != nil {
		return false
	}
	return os.Remove(probe) == nil
}
