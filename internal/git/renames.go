package git

import (
	"context"
	"fmt"
	"regexp"
)

// commitHash is a commit's hash in full.
var commitHash = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// Renames returns the paths, below dir and relative to it, that files had at one commit and have at another, by the old ones: those of files that
// were moved, as far as git tells by their content. Two files that changed places are two of them; a copy is none. The
// commits are hashes in full. The repository's own programs do not run.
func Renames(ctx context.Context, dir, from, to string) (map[string]string, error) {
	if !commitHash.MatchString(from) || !commitHash.MatchString(to) {
		return nil, fmt.Errorf("git: %q and %q have to be the hashes of commits in full", from, to)
	}
	out, err := Source(ctx, dir, "diff-tree", "-r", "-z", "--name-status", "--relative", "--find-renames", "--break-rewrites", "-l2000",
		"--no-ext-diff", "--no-textconv", "--ignore-submodules=all", from, to, "--")
	if err != nil {
		return nil, err
	}
	renames := map[string]string{}
	fields := splitNUL(out)
	for i := 0; i+1 < len(fields); i += 2 {
		switch status, old := fields[i], fields[i+1]; {
		case status == "":
			return nil, fmt.Errorf("git diff-tree in %s: cannot read an entry", dir)
		case status[0] != 'R':
		case i+2 == len(fields):
			return nil, fmt.Errorf("git diff-tree in %s: cannot read the entry of %q", dir, old)
		default:
			i++
			renames[old] = fields[i+1]
		}
	}
	return renames, nil
}
