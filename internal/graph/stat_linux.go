package graph

import (
	"io/fs"
	"syscall"
)

// OpenFlags keep a file that was put in another's place since it was listed from
// being followed elsewhere or waited for.
const OpenFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// changeTime is when anything about the file changed last, in nanoseconds
// since 1970. No program can set it back.
func changeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano()
	}
	return 0
}
