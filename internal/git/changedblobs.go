package git

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// noObject reports whether a hash, of zeros, stands for nothing.
func noObject(hash string) bool { return strings.Trim(hash, "0") == "" }

// ChangedBlobs returns the hashes of the blobs that the commits since a time changed or made, the newest first: of the commits
// from HEAD that are not in the history of known, where that is not "". At most limit of them; they need not be there.
func (p *Place) ChangedBlobs(ctx context.Context, since time.Time, known string, limit int) ([]string, error) {
	args := []string{"log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-merges", "--no-show-signature", "--no-color", "--format=tformat:%x00%H",
		"--ignore-submodules=all", "--max-age=" + strconv.FormatInt(since.Unix(), 10), "--max-count=" + strconv.Itoa(limit), "HEAD"}
	if known != "" {
		if !fullHash.MatchString(known) {
			return nil, fmt.Errorf("git log in %s: %q is not the name of a commit", p.Dir, known)
		}
		args = append(args, "--not", known)
	}
	out, err := SourceUpTo(ctx, p.Dir, 64<<20, append(args, "--")...)
	if err != nil {
		return nil, err
	}
	var blobs []string
	seen := map[string]bool{}
	border := false
	fields := splitNUL(out)
	for n := 0; n < len(fields); n++ {
		field := strings.TrimPrefix(fields[n], "\n")
		if fullHash.MatchString(field) {
			border = p.borders[field] // git shows it as if it had made every file
			continue
		}
		entry, ok := strings.CutPrefix(field, ":")
		if !ok {
			continue
		}
		n++ // its path
		parts := strings.Fields(entry)
		if border || len(parts) != 5 {
			continue
		}
		for i, hash := range parts[2:4] {
			regular := strings.HasPrefix(parts[i], "100")
			if !regular || noObject(hash) || seen[hash] || !fullHash.MatchString(hash) {
				continue
			}
			if len(blobs) == limit {
				return blobs, nil
			}
			seen[hash] = true
			blobs = append(blobs, hash)
		}
	}
	return blobs, nil
}
