package git

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// readerIdle is how long a Reader keeps its process when nobody asks anything.
const readerIdle = 10 * time.Second

// Reader reads the objects of one repository through a process of git that it keeps for as long as it is asked. The process
// ends a while after the last question, on Close, and with this program. Its methods can be called from several goroutines at a
// time; they take turns.
type Reader struct {
	dir string

	mu   sync.Mutex
	cmd  *exec.Cmd // nil while there is no process
	in   io.WriteCloser
	out  *bufio.Reader
	idle *time.Timer
}

// NewReader returns a reader of the repository that the folder is in. Nothing is started before the first question.
func NewReader(dir string) *Reader { return &Reader{dir: dir} }

// Close ends the process, if there is one. The reader can be asked again, which starts another.
func (r *Reader) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end()
}

// end ends the process.
func (r *Reader) end() {
	if r.cmd == nil {
		return
	}
	r.idle.Stop()
	_ = r.in.Close() // makes it end
	process := r.cmd.Process
	kill := time.AfterFunc(killDelay, func() { _ = process.Kill() })
	_ = r.cmd.Wait() // how it ended says nothing: every answer was read
	kill.Stop()
	r.cmd = nil
}

// start starts the process unless there is one.
func (r *Reader) start() error {
	if r.cmd != nil {
		return nil
	}
	// It outlives the question that starts it.
	cmd := exec.CommandContext(context.Background(), "git", slices.Concat(quiet, []string{"cat-file", "--batch-command", "--buffer"})...)
	cmd.Dir, cmd.Env = r.dir, environment(nil)
	detach(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	r.cmd, r.in, r.out = cmd, in, bufio.NewReaderSize(out, 64<<10)
	r.idle = time.AfterFunc(readerIdle, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.cmd == cmd {
			r.end()
		}
	})
	return nil
}

// Info is what git says about an object.
type Info struct {
	Hash string // "" when there is no such object
	Type string // "blob", "tree", "commit", "tag"
	Size int64  // in bytes; -1 when there is no such object
}

// Infos looks up the named objects: hashes, revisions, or "REV:PATH" without line ends.
func (r *Reader) Infos(ctx context.Context, names []string) ([]Info, error) {
	infos := make([]Info, len(names))
	err := r.ask(ctx, "info", names, func(i int, head Info, _ *bufio.Reader) error {
		infos[i] = head
		return nil
	})
	return infos, err
}

// Blobs calls fn with the content of each named object, in order: nil for one that does not exist, and for one that has more than limit
// bytes, whose size alone is told. One content is in memory at a time; it is fn's to keep. An error of fn is returned as it is, after
// the last answer was read. fn must not ask the reader.
func (r *Reader) Blobs(ctx context.Context, names []string, limit int64, fn func(i int, content []byte, size int64) error) error {
	infos, err := r.Infos(ctx, names)
	if err != nil {
		return err
	}
	var wanted []string
	var of []int
	for i, info := range infos {
		if info.Hash != "" && info.Size <= limit {
			wanted, of = append(wanted, info.Hash), append(of, i)
		}
	}
	var failed error
	next := 0 // the first that fn was not called with: when git is asked again, it begins there
	tell := func(i int, content []byte) {
		for ; next <= i && failed == nil; next++ {
			if next < i {
				failed = fn(next, nil, infos[next].Size)
			} else {
				failed = fn(next, content, infos[next].Size)
			}
		}
	}
	err = r.ask(ctx, "contents", wanted, func(i int, head Info, out *bufio.Reader) error {
		if head.Hash == "" {
			return fmt.Errorf("git cat-file in %s: the object %s is gone", r.dir, wanted[i])
		}
		if of[i] < next || failed != nil {
			_, err := io.CopyN(io.Discard, out, head.Size+1)
			return err
		}
		content := make([]byte, head.Size+1) // and a line end
		if _, err := io.ReadFull(out, content); err != nil {
			return err
		}
		tell(of[i], content[:head.Size:head.Size])
		return nil
	})
	if err != nil {
		return err
	}
	for ; next < len(names) && failed == nil; next++ {
		failed = fn(next, nil, infos[next].Size)
	}
	return failed
}

// ask puts one question about each name, and hands the head of each answer to fn, which reads the rest. When the process has died
// meanwhile, another one is asked, once.
func (r *Reader) ask(ctx context.Context, question string, names []string, fn func(i int, head Info, out *bufio.Reader) error) error {
	if len(names) == 0 {
		return ctx.Err()
	}
	for _, name := range names {
		if name == "" || strings.ContainsAny(name, "\n\x00") {
			return fmt.Errorf("git cat-file in %s: %q names no object", r.dir, name)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := r.cmd == nil
	err := r.exchange(ctx, question, names, fn)
	if err != nil && ctx.Err() == nil && !fresh {
		err = r.exchange(ctx, question, names, fn)
	}
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		// Why git ends at once (no repository, an owner that it does not trust) is said by a command that is run for itself.
		if _, why := Run(ctx, r.dir, "rev-parse", "--git-dir"); why != nil {
			return why
		}
		return &Error{Dir: r.dir, Args: []string{"cat-file", "--batch-command"}, Code: -1, Err: err}
	}
	return nil
}

func (r *Reader) exchange(ctx context.Context, question string, names []string, fn func(i int, head Info, out *bufio.Reader) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return ErrNoGit
		}
		return err
	}
	process := r.cmd.Process
	stop := context.AfterFunc(ctx, func() { _ = process.Kill() })
	defer func() {
		stop()
		if err != nil {
			_ = process.Kill()
			r.end()
			return
		}
		r.idle.Reset(readerIdle)
	}()
	var b strings.Builder
	for _, name := range names {
		b.WriteString(question)
		b.WriteByte(' ')
		b.WriteString(name)
		b.WriteByte('\n')
	}
	b.WriteString("flush\n")
	wrote := make(chan error, 1)
	go func() { // git may not read on before its answers are read
		_, err := io.WriteString(r.in, b.String())
		wrote <- err
	}()
	defer func() {
		if err != nil {
			_ = process.Kill() // ends the writing
		}
		if werr := <-wrote; err == nil {
			err = werr
		}
	}()
	for i := range names {
		head, err := readInfo(r.out)
		if err == nil {
			err = fn(i, head, r.out)
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readInfo reads "HASH TYPE SIZE" or "NAME missing".
func readInfo(out *bufio.Reader) (Info, error) {
	line, err := out.ReadString('\n')
	if err != nil {
		return Info{}, err
	}
	line = strings.TrimSuffix(line, "\n")
	if strings.HasSuffix(line, " missing") || strings.HasSuffix(line, " ambiguous") {
		return Info{Size: -1}, nil
	}
	fields := strings.Fields(line)
	if len(fields) == 3 {
		if size, err := strconv.ParseInt(fields[2], 10, 64); err == nil {
			return Info{Hash: fields[0], Type: fields[1], Size: size}, nil
		}
	}
	return Info{}, fmt.Errorf("cannot read the answer %q", line)
}

// Entries returns the files that the paths name in the tree of a commit, which is named by its hash. Paths that name none are left out.
func (r *Reader) Entries(ctx context.Context, commit string, paths []string) ([]Entry, error) {
	var dirs []string
	for _, p := range paths {
		if dir := pathDir(p); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	names := make([]string, len(dirs))
	for i, dir := range dirs {
		names[i] = commit + ":"
		if dir != "." {
			names[i] += dir
		}
	}
	var found []Entry
	err := r.ask(ctx, "contents", names, func(i int, head Info, out *bufio.Reader) error {
		if head.Hash == "" {
			return nil
		}
		content := make([]byte, head.Size+1)
		if _, err := io.ReadFull(out, content); err != nil || head.Type != "tree" {
			return err
		}
		return eachEntry(content[:head.Size], len(head.Hash)/2, func(mode, name string, hash []byte) {
			at := name
			if dirs[i] != "." {
				at = dirs[i] + "/" + name
			}
			if slices.Contains(paths, at) {
				found = append(found, Entry{Mode: mode, Hash: hex.EncodeToString(hash), Path: at})
			}
		})
	})
	return found, err
}

// eachEntry reads a tree: for each entry its mode, a blank, its name, a NUL, and its hash of so many bytes.
func eachEntry(tree []byte, hashLen int, fn func(mode, name string, hash []byte)) error {
	for len(tree) > 0 {
		end := bytes.IndexByte(tree, 0)
		if end < 0 || len(tree) < end+1+hashLen {
			return errors.New("git: cannot read a tree")
		}
		mode, name, _ := strings.Cut(string(tree[:end]), " ")
		fn(mode, name, tree[end+1:end+1+hashLen])
		tree = tree[end+1+hashLen:]
	}
	return nil
}
