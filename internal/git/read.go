package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// TopLevel returns the top folder of the work tree that dir is in, absolute
// and with symbolic links resolved. The error is ErrNotARepo outside of
// repositories and ErrNoWorkTree in a bare one.
func TopLevel(ctx context.Context, dir string) (string, error) {
	out, err := Run(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", err
	}
	return filepath.FromSlash(strings.TrimSuffix(string(out), "\n")), nil
}

// IsRepo reports whether dir is in the work tree of a git repository. Errors
// other than ErrNotARepo and ErrNoWorkTree are returned: a repository that
// git refuses to open is not the same as none.
func IsRepo(ctx context.Context, dir string) (bool, error) {
	_, err := TopLevel(ctx, dir)
	switch {
	case err == nil:
		return true, nil
	case isAny(err, ErrNotARepo, ErrNoWorkTree):
		return false, nil
	}
	return false, err
}

// Head returns the hash of the commit that is checked out, in full; "" when there is no commit yet.
func Head(ctx context.Context, dir string) (string, error) {
	out, err := Source(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if exitCode(err) != 1 {
		return strings.TrimSpace(string(out)), err
	}
	// A branch without commits has no hash; one whose commit is lost has.
	out, err = Run(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD")
	if exitCode(err) == 1 {
		return "", nil
	}
	if err == nil {
		err = fmt.Errorf("git in %s: HEAD is the commit %s, which the repository does not hold; see: git fsck", dir, strings.TrimSpace(string(out)))
	}
	return "", err
}

// RemoteURL returns the URL of the remote without credentials; "" when there is no remote of that name.
func RemoteURL(ctx context.Context, dir, name string) (string, error) {
	if name == "" || strings.HasPrefix(name, "-") {
		return "", fmt.Errorf("git remote in %s: %q is not a remote's name", dir, name)
	}
	out, err := Run(ctx, dir, "remote", "get-url", name)
	if exitCode(err) == 2 {
		return "", nil
	}
	return StripCredentials(strings.TrimSuffix(string(out), "\n")), err
}

// ListFiles returns the files below dir that git tracks or would, by the
// user's ignore rules: slash-separated, relative to dir, sorted, each once. Only
// what exists is listed; submodules, nested repositories, and files behind a
// symbolic link are not. A symbolic link itself is.
func ListFiles(ctx context.Context, dir string) ([]string, error) {
	infos, err := StatFiles(ctx, dir)
	files := make([]string, 0, len(infos))
	for _, f := range infos {
		if f.Info != nil && !f.Submodule {
			files = append(files, f.Path)
		}
	}
	return files, err
}

// File is a file of a work tree and what the file system says about it.
type File struct {
	Path string      // slash-separated
	Info fs.FileInfo // nil when it may not be looked at
	// Submodule says that it is the folder of another repository, whether that is checked out or not.
	Submodule bool
}

// StatFiles is ListFiles, with what was looked up to know that the files exist, and with the submodules.
func StatFiles(ctx context.Context, dir string) ([]File, error) {
	out, err := Source(ctx, dir, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	names := splitNUL(out)
	slices.Sort(names)
	names = slices.Compact(names) // a conflicted file is listed for each side
	real := map[string]bool{".": true}
	files := make([]File, 0, len(names))
	for _, name := range names {
		if strings.HasSuffix(name, "/") || !realFolder(dir, pathDir(name), real) {
			continue
		}
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			files = append(files, File{Path: name})
		case !info.IsDir():
			files = append(files, File{Path: name, Info: info})
		case isSubmodule(filepath.Join(dir, filepath.FromSlash(name))):
			files = append(files, File{Path: name, Info: info, Submodule: true})
		}
	}
	return files, nil
}

// isSubmodule reports whether a folder that git lists like a file is a submodule, and not one in the place of a file: it holds a
// repository, or nothing, when that is not checked out.
func isSubmodule(folder string) bool {
	if _, err := os.Lstat(filepath.Join(folder, ".git")); err == nil {
		return true
	}
	f, err := os.Open(folder)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = f.Readdirnames(1)
	return errors.Is(err, io.EOF)
}

// realFolder reports whether every component of the path below dir is a folder
// and no symbolic link. It remembers its answers in known.
func realFolder(dir, path string, known map[string]bool) bool {
	if is, ok := known[path]; ok {
		return is
	}
	is := realFolder(dir, pathDir(path), known)
	if is {
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(path)))
		is = err == nil && info.IsDir()
	}
	known[path] = is
	return is
}

// pathDir is path.Dir without cleaning: git's paths are clean.
func pathDir(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return "."
}

// Dirty returns the files below dir that differ from HEAD: changed, staged,
// deleted, conflicted, or untracked and not ignored. Paths are slash-separated
// and relative to dir.
func Dirty(ctx context.Context, dir string) (map[string]bool, error) {
	p, err := PlaceOf(ctx, dir)
	if err != nil {
		return nil, err
	}
	settings, err := ReadSettings(ctx, dir)
	if err != nil {
		return nil, err
	}
	return p.Dirty(ctx, settings)
}

// Dirty is the function of that name for the place, with the settings that hold there.
func (p *Place) Dirty(ctx context.Context, settings Settings) (map[string]bool, error) {
	out, err := sourceStatus(ctx, p.Dir, settings)
	if err != nil {
		return nil, err
	}
	dirty := map[string]bool{}
	for _, entry := range splitNUL(out) {
		if len(entry) < 4 { // two letters, a space, the path from the top
			return nil, fmt.Errorf("git status in %s: cannot read the entry %q", p.Dir, entry)
		}
		if path := strings.TrimPrefix(entry[3:], p.Prefix); !strings.HasSuffix(path, "/") {
			dirty[path] = true
		}
	}
	return dirty, nil
}

// Ignored reports whether git ignores the path, which is relative to dir or
// absolute and need not exist. It has to end in a slash when it means a folder that is not
// there yet, because some rules are for folders alone. A tracked path is not ignored.
func Ignored(ctx context.Context, dir, path string) (bool, error) {
	if !filepath.IsAbs(path) {
		path = "./" + path // a name that begins with ":" is no pattern
	}
	_, err := Run(ctx, dir, "check-ignore", "--quiet", "--", path)
	if exitCode(err) == 1 {
		return false, nil
	}
	return err == nil, err
}

// FileAt returns the content of a file, path relative to dir, at a revision.
// The error is fs.ErrNotExist when there was no such file.
func FileAt(ctx context.Context, dir, rev, path string) ([]byte, error) {
	if err := checkRevision(dir, rev); err != nil {
		return nil, err
	}
	return Source(ctx, dir, "cat-file", "blob", rev+":./"+path)
}

// checkRevision refuses what git would take for an option or for more than a revision.
func checkRevision(dir, rev string) error {
	if rev == "" || strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, ": \n") {
		return fmt.Errorf("git in %s: %q is not a revision: %w", dir, rev, fs.ErrInvalid)
	}
	return nil
}

func splitNUL(out []byte) []string {
	if len(out) == 0 {
		return nil
	}
	return strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00")
}
