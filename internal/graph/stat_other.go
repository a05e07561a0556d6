//go:build !linux

package graph

import "io/fs"

// OpenFlags has nothing to add where the system's flags are not known.
const OpenFlags = 0

// changeTime is not known.
func changeTime(fs.FileInfo) int64 { return 0 }
