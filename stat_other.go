//go:build !linux

package codeworm

import "io/fs"

// openFlags has nothing to add where the system's flags are not known.
const openFlags = 0

// changeTime is not known.
func changeTime(fs.FileInfo) int64 { return 0 }
