package codeworm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/pathmatch"
)

// SkippedFile is a file that is not read, and why.
type SkippedFile struct {
	Path   string     `json:"path"`
	Reason SkipReason `json:"reason"`
}

// maxFileSize is the size in bytes over which a file is skipped: beyond it
// files are data or generated, and parsers slow down.
const maxFileSize = 1 << 20

// scanner finds the files of a repository that are worth reading.
type scanner struct {
	repo             Repo
	parser           Parser
	include, exclude pathmatch.Set
}

func newScanner(repo Repo, parser Parser) (*scanner, error) {
	include, err := pathmatch.New(repo.Include)
	if err != nil {
		return nil, fmt.Errorf("repo %s: include: %w", repo.Name, err)
	}
	exclude, err := pathmatch.New(repo.Exclude)
	if err != nil {
		return nil, fmt.Errorf("repo %s: exclude: %w", repo.Name, err)
	}
	return &scanner{repo: repo, parser: parser, include: include, exclude: exclude}, nil
}

// scanned is a file that the scan leaves for reading.
type scanned struct {
	path     string
	language string
	info     fs.FileInfo
}

// scan lists the files. Files of languages that the parser does not know are
// counted, not listed: most repositories are full of them.
func (s *scanner) scan(ctx context.Context, inGit bool) (files []scanned, skipped []SkippedFile, unknown int, err error) {
	var paths []string
	if inGit {
		paths, err = git.ListFiles(ctx, s.repo.Path)
	} else {
		paths, err = walkFiles(ctx, s.repo.Path)
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("list the files of repo %s: %w", s.repo.Name, err)
	}
	classifier, _ := s.parser.(FileClassifier)
	skip := func(p string, r SkipReason) { skipped = append(skipped, SkippedFile{p, r}) }
	for _, p := range paths {
		language, ok := s.parser.Language(p)
		if !ok {
			unknown++
			continue
		}
		if s.exclude.Match(p) || !s.include.Empty() && !s.include.Match(p) {
			skip(p, SkipExcluded)
			continue
		}
		if classifier != nil {
			if reason := classifier.Classify(p, nil); reason != "" {
				skip(p, reason)
				continue
			}
		}
		info, err := os.Lstat(filepath.Join(s.repo.Path, filepath.FromSlash(p)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// Deleted since it was listed, or only in the index: it is gone.
		case err != nil:
			skip(p, SkipUnreadable)
		case !info.Mode().IsRegular():
			skip(p, SkipNotRegular)
		case info.Size() > maxFileSize:
			skip(p, SkipTooLarge)
		default:
			files = append(files, scanned{p, language, info})
		}
	}
	return files, skipped, unknown, nil
}

// walkFiles lists the files of a folder that is not in a git repository.
// Hidden folders and what package managers and builds fill are left out, as an
// ignore file would.
func walkFiles(ctx context.Context, root string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if p == root {
				return err
			}
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if p != root && (strings.HasPrefix(d.Name(), ".") || ignoredFolders[d.Name()]) {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		paths = append(paths, filepath.ToSlash(rel))
		return nil
	})
	slices.Sort(paths)
	return paths, err
}

var ignoredFolders = map[string]bool{
	"node_modules": true, "venv": true, "__pycache__": true, "target": true, "dist": true, "build": true,
}

// isTestPath reports whether a file holds tests by the conventions of common
// languages: its definitions are no targets, but they count as tests of what they call.
func isTestPath(p string) bool {
	base := strings.ToLower(path.Base(p))
	stem := strings.TrimSuffix(base, path.Ext(base))
	for _, suffix := range []string{"_test", ".test", ".spec", "_spec", "-test", "-spec"} {
		if strings.HasSuffix(stem, suffix) {
			return true
		}
	}
	if strings.HasPrefix(stem, "test_") || stem == "conftest" {
		return true
	}
	if camel := strings.TrimSuffix(path.Base(p), path.Ext(p)); strings.HasSuffix(camel, "Test") || strings.HasSuffix(camel, "Tests") {
		return true
	}
	for dir := range strings.SplitSeq(strings.ToLower(path.Dir(p)), "/") {
		switch dir {
		case "test", "tests", "__tests__", "spec", "testdata":
			return true
		}
	}
	return false
}
