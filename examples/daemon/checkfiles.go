package main

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// checkedFile is a file and what was found in it.
type checkedFile struct {
	name   string // as it was named; "-" is standard input
	text   string
	report check.Report
}

// others are the folders of what others wrote, which are only looked into when they are named.
var others = map[string]bool{"node_modules": true, "vendor": true, "third_party": true}

// markdownFiles are the files named, and those with Markdown in the folders named.
func markdownFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		if arg == "-" {
			files = append(files, arg)
			continue
		}
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, usagef("%s does not exist; name a file or a folder", arg)
		case err != nil:
			return nil, usagef("%w; name a file or a folder that can be read", err)
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		before := len(files)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != arg && (strings.HasPrefix(d.Name(), ".") || others[d.Name()]):
				return fs.SkipDir
			case d.Type().IsRegular() && (strings.EqualFold(filepath.Ext(path), ".md") || strings.EqualFold(filepath.Ext(path), ".markdown")):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, usageError{err}
		}
		if len(files) == before {
			return nil, usagef("the folder %s holds no Markdown; name another, or a file", arg)
		}
	}
	return files, nil
}

func readChecked(stdin io.Reader, file string) (string, error) {
	var text []byte
	var err error
	if file == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = plainfile.ReadNamed(file, math.MaxInt64)
	}
	if err != nil {
		return "", usageError{err}
	}
	return string(text), nil
}

// inRepo is the file's path in the repository, or "" when it is outside.
func inRepo(root, file string) string {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	for _, clean := range []func(string) (string, error){filepath.Abs, filepath.EvalSymlinks} {
		base, err := clean(root)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(base, absolute); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return ""
}
