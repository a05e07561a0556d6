//go:build !unix

package plainfile

// openFlags is empty where a path of a folder can name no pipe and no device.
const openFlags = 0
