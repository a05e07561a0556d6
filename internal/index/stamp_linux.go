package index

import (
	"io/fs"
	"syscall"
)

// openFlags keep a file that was put in another's place since it was listed from
// being followed elsewhere or waited for.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// changeTime returns when anything about the file last changed, in nanoseconds
// since 1970. No program can set it back.
func changeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano()
	}
	return 0
}
