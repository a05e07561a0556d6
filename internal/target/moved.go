package target

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/page"
)

// Moved returns the key that the target of a key has since files were renamed, by the new paths of the files by their old ones. A folder has
// moved when all files of it that were renamed are in one and the same other folder now. It is false for what did not move.
func Moved(k page.Key, renames map[string]string) (page.Key, bool) {
	to := k
	switch {
	case k.Period != "" || k.Path == "":
		return page.Key{}, false
	case k.Type == page.ModuleDoc || k.Type == page.PatternAnalysis:
		to.Path = ""
		for from, file := range renames {
			rest, below := strings.CutPrefix(from, k.Path+"/")
			if !below {
				continue
			}
			dir, same := strings.CutSuffix("/"+file, "/"+rest)
			if dir = strings.TrimPrefix(dir, "/"); !same || to.Path != "" && to.Path != path.Clean(dir) {
				return page.Key{}, false
			}
			to.Path = path.Clean(dir)
		}
	default:
		to.Path = renames[k.Path]
	}
	return to, to.Path != "" && to != k
}
