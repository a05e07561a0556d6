//go:build unix

package main

import "syscall"

// canMake reports whether a folder can be made in another one.
func canMake(dir string) bool {
	const write, search = 2, 1
	return syscall.Access(dir, write|search) == nil
}
