//go:build !faultpoint || !unix

package faultpoint

// At does nothing.
func At(string) {}
