package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// outlineCache keeps what was read of repositories in the user's cache folder, a file for each value. Values are found by the folder of
// their repository, and checked by whoever reads them. It can be used by several processes at a time.
type outlineCache struct {
	dir   string
	kind  string            // of the outlines: those of another kind do not count
	repos map[string]string // the repositories' folders by their names
	// older has what is not in the folder; nil for none. Nothing is put there.
	older codeworm.Cache
	limit int64

	put atomic.Int64 // bytes, since the folder was last trimmed; negative once it was
}

var _ codeworm.Cache = (*outlineCache)(nil)

// cacheVariable names another folder than the user's.
const cacheVariable = "CODEWORM_CACHE"

// noCacheUsage is what --no-cache does.
const noCacheUsage = "parse all files, and keep nothing of them in the user's cache folder, or in $" + cacheVariable

const (
	// maxOutlineCache bounds what the folder takes in bytes, about: 100,000 files take some 250 MB.
	maxOutlineCache = 512 << 20
	// leftover is the age of a file from which on the process that was writing it is taken for dead.
	leftover = time.Hour
	// useTick is how exactly it is known when a file was last used.
	useTick = 24 * time.Hour

	outlineSuffix   = ".outlines"
	temporarySuffix = ".new"
)

// newOutlineCache returns the cache, or nil where there is no folder for it outside of the repositories.
func newOutlineCache(kind string, repos []repoSettings) *outlineCache {
	base := os.Getenv(cacheVariable)
	if base == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil
		}
		base = filepath.Join(user, "codeworm")
	}
	c := &outlineCache{dir: filepath.Join(base, "outlines"), kind: kind, repos: map[string]string{}, limit: maxOutlineCache}
	for _, r := range repos {
		folder, err := filepath.Abs(r.Path)
		if err != nil || inRepo(folder, c.dir) != "" {
			return nil
		}
		c.repos[cmp.Or(r.Name, filepath.Base(folder))] = folder
	}
	if os.MkdirAll(c.dir, 0o700) != nil {
		return nil
	}
	real, err := filepath.EvalSymlinks(c.dir) // also where it is reached through a link
	if err != nil {
		return nil
	}
	for _, folder := range c.repos {
		if inRepo(folder, real) != "" {
			return nil
		}
	}
	return c
}

// file is where a value is. The name is that of a repository, up to a slash.
func (c *outlineCache) file(bucket, name string) string {
	repo, _, _ := strings.Cut(name, "/")
	sum := sha256.Sum256([]byte(strings.Join([]string{c.kind, bucket, name, c.repos[repo]}, "\x00")))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16])+outlineSuffix)
}

// CacheGet implements codeworm.Cache.
func (c *outlineCache) CacheGet(ctx context.Context, bucket, name string) ([]byte, error) {
	file := c.file(bucket, name)
	value, err := plainfile.ReadNamed(file, math.MaxInt32)
	if err == nil {
		if info, err := os.Lstat(file); err == nil && time.Since(info.ModTime()) > useTick {
			now := time.Now()
			_ = os.Chtimes(file, now, now) // it is dropped earlier than it could be
		}
		return value, nil
	}
	if c.older != nil {
		return c.older.CacheGet(ctx, bucket, name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return nil, err
}

// CachePut implements codeworm.Cache.
func (c *outlineCache) CachePut(_ context.Context, bucket, name string, value []byte) error {
	file := c.file(bucket, name)
	if value == nil {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if c.put.Add(int64(len(value))) > 0 {
		c.put.Store(-c.limit / 16)
		c.trim()
	}
	return writeWhole(file, value)
}

// writeWhole writes a file that others see whole or not at all.
func writeWhole(file string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), "*"+temporarySuffix)
	if err != nil {
		return fmt.Errorf("keep outlines: %w; --no-cache keeps none", err)
	}
	_, err = f.Write(content)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // trim does it later
		return fmt.Errorf("keep outlines: %w; --no-cache keeps none", err)
	}
	return nil
}

// trim removes what was not used for longest, as much as exceeds the limit, and what dead processes left.
func (c *outlineCache) trim() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	type kept struct {
		path string
		size int64
		used time.Time
	}
	var files []kept
	for _, e := range entries {
		info, err := e.Info()
		path := filepath.Join(c.dir, e.Name())
		switch {
		case err != nil || !info.Mode().IsRegular():
		case strings.HasSuffix(e.Name(), temporarySuffix):
			if time.Since(info.ModTime()) > leftover {
				_ = os.Remove(path) // somebody else did, or the next one tries
			}
		case strings.HasSuffix(e.Name(), outlineSuffix):
			files = append(files, kept{path, info.Size(), info.ModTime()})
		}
	}
	slices.SortFunc(files, func(a, b kept) int { return cmp.Or(b.used.Compare(a.used), strings.Compare(a.path, b.path)) })
	size := int64(0)
	for _, f := range files {
		if size += f.size; size > c.limit {
			_ = os.Remove(f.path) // likewise
		}
	}
}
