package index

import (
	"io/fs"
	"time"

	"github.com/codeworm/codeworm/internal/graph"
)

// stampOf returns what the file system says about a file.
func stampOf(info fs.FileInfo) graph.Stamp {
	return graph.Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano(), Changed: changeTime(info)}
}

// How old a stamp has to be to prove that a file did not change since: clocks
// of file systems tick slowly, and some of them tell whole seconds only.
const (
	fineTick   = 100 * time.Millisecond
	coarseTick = 2 * time.Second
)

// trusted reports whether a change of the file after now would give it another stamp.
func trusted(s graph.Stamp, now time.Time) bool {
	tick := int64(fineTick)
	if s.Modified%int64(time.Millisecond) == 0 {
		tick = int64(coarseTick)
	}
	return max(s.Modified, s.Changed) < now.UnixNano()-tick
}
