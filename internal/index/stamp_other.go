//go:build !linux

package index

import "io/fs"

// openFlags is empty where the system's flags are not known.
const openFlags = 0

// changeTime returns 0: it is not known.
func changeTime(fs.FileInfo) int64 { return 0 }
