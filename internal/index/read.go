package index

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/source"
	"golang.org/x/sync/errgroup"
)

// contentKey is what an outline depends on besides the parser.
type contentKey struct {
	sum      [sha256.Size]byte
	language string
	test     bool
}

// unchanged reports whether the file that is listed now is the one that was read.
func unchanged(read *graph.File, now listedFile) bool {
	return read.Trusted && read.Stamp == now.stamp && (now.open || read.Language == now.language) && read.Said == now.said && read.Skip != source.SkipUnreadable
}

// readFiles reads and parses the files that changed since the previous index.
func (x *Index) readFiles(ctx context.Context, previous *Index, files []listedFile) error {
	read := make([]*graph.File, len(files))
	var changed []int
	for i, s := range files {
		if old := previous.ByPath[s.path]; old != nil && unchanged(old, s) {
			read[i] = old
		} else {
			changed = append(changed, i)
		}
	}
	if len(changed) > 0 {
		known := make(map[contentKey]*graph.Content, len(previous.ByPath))
		for _, f := range previous.ByPath {
			if f.Outline != nil {
				known[contentKey{f.Sum, f.Language, f.Test}] = f.Content
			}
		}
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, i := range changed {
			g.Go(func() (err error) {
				defer func() {
					if p := recover(); p != nil {
						err = fmt.Errorf("reading %s: panic: %v\n%s", files[i].path, p, debug.Stack())
					}
				}()
				read[i], err = x.readFile(ctx, files[i], previous.ByPath[files[i].path], known)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	for _, f := range read {
		switch {
		case f == nil: // gone since it was listed
			continue
		case f.Outline == nil:
			x.NotRead = append(x.NotRead, source.SkippedFile{Path: f.Path, Reason: f.Skip})
		default:
			x.Files = append(x.Files, f)
		}
		x.ByPath[f.Path] = f
	}
	slices.SortFunc(x.NotRead, func(a, b source.SkippedFile) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// sources are buffers that files are read into.
var sources = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readFile reads one file; nil without an error means that it is gone. old is the file that was
// there before, or nil; known are the contents of the previous index.
func (x *Index) readFile(ctx context.Context, s listedFile, old *graph.File, known map[contentKey]*graph.Content) (*graph.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &graph.File{Path: s.path, Language: s.language, Stamp: s.stamp, Trusted: trusted(s.stamp, time.Now()), Test: isTestPath(s.path), Said: s.said}
	skip := func(reason source.SkipReason, sum [sha256.Size]byte) (*graph.File, error) {
		f.Content = &graph.Content{Sum: sum, Skip: reason}
		return f, nil
	}
	var sum [sha256.Size]byte
	buffer := sources.Get().(*bytes.Buffer)
	defer sources.Put(buffer)
	buffer.Reset()
	reason, err := readSource(buffer, filepath.Join(x.Repo.Path, filepath.FromSlash(s.path)), s.stamp.Size)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return skip(source.SkipUnreadable, sum)
	case reason != "":
		return skip(reason, sum)
	}
	src := buffer.Bytes()
	sum = sha256.Sum256(src)
	if s.open {
		language, ok := x.parser.(Detector).DetectLanguage(s.path, plainfile.Text(src))
		if !ok {
			return skip(source.SkipLanguage, sum)
		}
		f.Language = language
	}
	if old != nil && old.Sum == sum && old.Language == f.Language && old.Said == f.Said && old.Skip != source.SkipUnreadable {
		f.Content = old.Content
		return f, nil
	}
	src = plainfile.Text(src)
	if c, ok := x.parser.(Classifier); ok {
		if reason := c.Classify(s.path, src); reason != "" && (reason != source.SkipGenerated || !s.said.Written) {
			return skip(reason, sum)
		}
	}
	key := contentKey{sum, f.Language, f.Test}
	if c := known[key]; c != nil {
		f.Content = c // renamed, or a copy
		return f, nil
	}
	if reason := x.exceeded.reason(key); reason != "" {
		return skip(reason, sum)
	}
	outline, err := x.parser.Parse(ctx, s.path, src)
	var parseErr *source.ParseError
	switch {
	case errors.As(err, &parseErr):
		x.exceeded.remember(ctx, key, parseErr.Reason)
		return skip(parseErr.Reason, sum)
	case err != nil:
		return nil, fmt.Errorf("parse %s: %w", s.path, err)
	}
	transient := !x.store.keeps(outline)
	f.Content = graph.NewContent(sum, outline, src, x.table)
	f.Transient = transient
	return f, nil
}

// readSource reads a file, of that size when it was listed, that is still a regular one. Otherwise it
// returns the reason why it is not read.
func readSource(into *bytes.Buffer, path string, size int64) (source.SkipReason, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if errors.Is(err, syscall.ELOOP) {
		return source.SkipNotRegular, nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return source.SkipNotRegular, err
	}
	into.Grow(int(size) + bytes.MinRead) // so that the end is found without growing
	n, err := into.ReadFrom(io.LimitReader(file, maxFileSize+1))
	if n > maxFileSize {
		return source.SkipTooLarge, err
	}
	return "", err
}
