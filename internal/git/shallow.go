package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// place is where a folder is in its work tree, and where the history of it begins.
type place struct {
	prefix string // as of the function prefix
	// borders are the commits, in full, whose parents a shallow clone lacks: git shows them as if each
	// had added every file.
	borders map[string]bool
}

// placeOf returns the place of a folder.
func placeOf(ctx context.Context, dir string) (place, error) {
	out, err := Run(ctx, dir, "rev-parse", "--show-prefix", "--git-path", "shallow")
	if err != nil {
		return place{}, err
	}
	prefix, file, _ := strings.Cut(strings.TrimSuffix(string(out), "\n"), "\n")
	if file = filepath.FromSlash(file); !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	list, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return place{prefix: prefix}, nil
	}
	if err != nil {
		return place{}, fmt.Errorf("where the history begins: %w", err)
	}
	p := place{prefix, map[string]bool{}}
	for _, hash := range strings.Fields(string(list)) {
		p.borders[hash] = true
	}
	return p, nil
}
