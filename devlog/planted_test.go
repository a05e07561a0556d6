//go:build unix

package devlog

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/planted"
)

// plantedSink is a sink and the files that it touches, by path.
type plantedSink struct {
	name  string
	make  func(t *testing.T) (sink codeworm.DevlogSink, dir string)
	files []string
	all   map[string]bool // those that keep every page out
}

func plantedSinks() []plantedSink {
	at := testKeys[0].PagePath()
	folder := func(t *testing.T) (codeworm.DevlogSink, string) {
		f := newFolder(t)
		require.NoError(t, os.MkdirAll(f.dir, 0o755))
		return f, f.dir
	}
	git := func(t *testing.T) (codeworm.DevlogSink, string) {
		g := prepared(t)
		hook(t, g.config.Dir, "commit-msg", "exit 0") // for which the message is written to a file
		return g, g.config.Dir
	}
	return []plantedSink{
		{"folder", folder, []string{folderLock, readme, at, repoFolder(at), filepath.Join(repoFolder(at), readme)}, map[string]bool{folderLock: true}},
		{"git", git, []string{".git/codeworm/lock", ".git/codeworm/pending.json", ".git/codeworm/COMMIT_EDITMSG", ".git/codeworm", readme, at, repoFolder(at)},
			map[string]bool{".git/codeworm/lock": true, ".git/codeworm/pending.json": true, ".git/codeworm/COMMIT_EDITMSG": true, ".git/codeworm": true}},
	}
}

// What is planted where a sink has a file is named, with what to do; nothing is written to what it leads to; and once it
// is away, the page is published.
func TestSinksOfPlantedFiles(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	for _, s := range plantedSinks() {
		for _, name := range s.files {
			for i, thing := range planted.Things(outside) {
				if thing.Name == "a folder" && (name == repoFolder(testKeys[0].PagePath()) || name == ".git/codeworm") {
					continue // it is one
				}
				t.Run(fmt.Sprintf("%s/%s/%d %s", s.name, filepath.Base(name), i, thing.Name), func(t *testing.T) {
					sink, dir := s.make(t)
					where := filepath.Join(dir, filepath.FromSlash(name))
					require.NoError(t, os.MkdirAll(filepath.Dir(where), 0o755))
					require.NoError(t, os.RemoveAll(where))
					thing.Put(t, where)
					mode := planted.Mode(t, where)
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
					defer cancel()
					_, err := sink.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
					require.Error(t, err)
					require.NoError(t, ctx.Err(), "nothing is waited for")
					for _, part := range []string{filepath.Base(name) + " is " + thing.Name, "; move it away"} {
						assert.Contains(t, err.Error(), part)
					}
					require.ErrorIs(t, err, ErrUnready)
					assert.Equal(t, s.all[name], isUnready(err), "whether it keeps every page out")
					assert.Equal(t, mode, planted.Mode(t, where))
					unchanged()
					require.NoError(t, os.RemoveAll(where))
					_, err = sink.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
					require.NoError(t, err)
				})
			}
		}
	}
}

// The lock's number is not written into a file that somebody gave the lock's name, too.
func TestFolderLockIsSomebodysFile(t *testing.T) {
	outside, unchanged := planted.NewOutside(t)
	f := newFolder(t)
	require.NoError(t, os.MkdirAll(f.dir, 0o755))
	require.NoError(t, os.Link(filepath.Join(outside, "file"), filepath.Join(f.dir, folderLock)))
	_, err := f.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.ErrorContains(t, err, "holds more than a number")
	unchanged()
}

// A wait for the lock ends with ctx, and a lock that is removed while one waits is taken anew.
func TestFolderLockIsWaitedFor(t *testing.T) {
	f := newFolder(t)
	require.NoError(t, f.Prepare(t.Context()))
	holder, err := openTree(f.dir)
	require.NoError(t, err)
	defer holder.close()
	lock, err := lockFile(t.Context(), holder.root, folderLock)
	require.NoError(t, err)
	defer lock.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = f.Publish(ctx, codewormtest.Page(testKeys[0], "f1"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	done := make(chan error, 1)
	go func() {
		_, err := f.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
		done <- err
	}()
	time.Sleep(50 * time.Millisecond)
	require.NoError(t, os.Remove(filepath.Join(f.dir, folderLock)))
	require.NoError(t, lock.Close())
	require.NoError(t, <-done)
	assert.FileExists(t, filepath.Join(f.dir, folderLock))
}

// A file larger than any page, at a page's path, is neither read nor adopted nor overwritten.
func TestSinksOfHugePages(t *testing.T) {
	for _, s := range plantedSinks() {
		t.Run(s.name, func(t *testing.T) {
			sink, dir := s.make(t)
			at := testKeys[0].PagePath()
			page := codewormtest.Page(testKeys[0], "f1")
			write(t, dir, at, string(page.Markdown))
			full := filepath.Join(dir, filepath.FromSlash(at))
			text := readText(t, dir, at)
			write(t, dir, at, string(make([]byte, maxFile))+"\n"+text)
			if s.name == "git" {
				mustGit(t, dir, "add", at)
				mustGit(t, dir, "commit", "-qm", "Push a huge page")
			}
			keys, err := sink.(codeworm.PageLister).Keys(t.Context())
			require.NoError(t, err)
			assert.Empty(t, keys)
			_, _, err = sink.(codeworm.PageFinder).Find(t.Context(), testKeys[0])
			require.ErrorIs(t, err, errTooLarge)
			_, err = sink.Publish(t.Context(), page)
			require.ErrorIs(t, err, errTooLarge)
			assert.Contains(t, err.Error(), at)
			assert.Contains(t, err.Error(), "; move it away")
			assert.False(t, isUnready(err), "other pages can be published")
			info, err := os.Stat(full)
			require.NoError(t, err)
			assert.Greater(t, info.Size(), int64(maxFile))
			_, err = sink.Publish(t.Context(), codewormtest.Page(testKeys[1], "f1"))
			require.NoError(t, err)
			_, err = sink.(codeworm.PageRetirer).Retire(t.Context(), testKeys[1])
			require.NoError(t, err)
			require.NoError(t, os.Remove(full))
			if s.name == "git" {
				mustGit(t, dir, "rm", "-q", "--cached", at)
				mustGit(t, dir, "commit", "-qm", "Take it back")
			}
			_, err = sink.Publish(t.Context(), page)
			require.NoError(t, err)
		})
	}
}
