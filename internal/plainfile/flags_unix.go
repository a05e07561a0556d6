//go:build unix

package plainfile

import "syscall"

// openFlags keep a pipe that was put in a file's place from making its opening wait, and a terminal from becoming the
// process's own.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOCTTY
