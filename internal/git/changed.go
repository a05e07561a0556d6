package git

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Lines are the lines of a file from First to Last, 1-based.
type Lines struct{ First, Last int }

// allLines are those of a file that is new.
var allLines = []Lines{{1, int(^uint(0) >> 1)}}

// ChangedLines returns, for those of the paths that differ in the work tree from what they were at a revision, the lines that
// do: all lines of a file that was not there, of one that was moved those that differ from the old one. Paths are relative
// to dir, with slashes. The repository's own filters and programs do not run.
func ChangedLines(ctx context.Context, dir, rev string, paths []string) (map[string][]Lines, error) {
	entries, err := treeBelow(ctx, dir, rev)
	if err != nil {
		return nil, err
	}
	was := make(map[string]bool, len(entries))
	for _, e := range entries {
		was[e.Path] = true
	}
	env, err := withoutFilters(ctx, dir)
	if err != nil {
		return nil, err
	}
	d := differ{dir: dir, rev: rev, env: append(env, offline...)}
	from, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	changed := map[string][]Lines{}
	for _, p := range paths {
		old, differs := from[p]
		switch {
		case differs && old != "":
			lines, err := d.lines(ctx, old, p)
			if err != nil {
				return nil, err
			}
			if len(lines) > 0 {
				changed[p] = lines
			}
		case differs, !was[p]:
			changed[p] = allLines
		}
	}
	return changed, nil
}

// differ compares the work tree with a revision.
type differ struct {
	dir, rev string
	env      []string
}

func (d *differ) run(ctx context.Context, args ...string) ([]byte, error) {
	settings := []string{"--literal-pathspecs", "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "--find-renames",
		"-l2000", "--ignore-submodules=all", "--inter-hunk-context=0", "--no-indent-heuristic"}
	return Command{Dir: d.dir, Env: d.env, Args: slices.Concat(settings, args)}.Output(ctx)
}

// sources returns, for each path that differs, the path that it had; "" when it is new.
func (d *differ) sources(ctx context.Context) (map[string]string, error) {
	out, err := d.run(ctx, "--raw", "-z", d.rev, "--")
	if err != nil {
		return nil, err
	}
	from := map[string]string{}
	fields := splitNUL(out)
	for i := 0; i+1 < len(fields); i += 2 {
		meta := strings.Fields(strings.TrimPrefix(fields[i], ":")) // modes, hashes, letter
		if len(meta) != 5 {
			return nil, fmt.Errorf("git diff in %s: cannot read the entry %q", d.dir, fields[i])
		}
		switch old := fields[i+1]; meta[4][0] {
		case 'R', 'C':
			if i++; i+1 < len(fields) {
				from[fields[i+1]] = old
			}
		case 'A':
			from[old] = ""
		case 'D':
		default:
			from[old] = old
		}
	}
	return from, nil
}

// hunk is the head of a piece of a diff, with its first line and how many it has in the new file.
var hunk = regexp.MustCompile(`(?m)^@@ -\S+ \+(\d+)(?:,(\d+))? @@`)

// lines returns the lines of a path that differ from what an older path held.
func (d *differ) lines(ctx context.Context, old, path string) ([]Lines, error) {
	paths := []string{path}
	if old != path {
		paths = append(paths, old)
	}
	out, err := d.run(ctx, append([]string{"--unified=0", d.rev, "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var lines []Lines
	for _, m := range hunk.FindAllSubmatch(out, -1) {
		first, err := strconv.Atoi(string(m[1]))
		count := 1
		if err == nil && len(m[2]) > 0 {
			count, err = strconv.Atoi(string(m[2]))
		}
		if err != nil {
			return nil, fmt.Errorf("git diff in %s: cannot read %q", d.dir, m[0])
		}
		if count > 0 {
			lines = append(lines, Lines{first, first + count - 1})
		}
	}
	return lines, nil
}
