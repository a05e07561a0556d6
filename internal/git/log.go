package git

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LogEntry is one commit.
type LogEntry struct {
	Hash    string    // in full
	When    time.Time // of the commit, not of its author's first version
	Author  string    // the name alone, by the repository's mailmap
	Subject string    // at most a kilobyte of it
	Body    string    // at most 64 kilobytes of it, without its last line end
	Files   []string  // what it touched, relative to dir, sorted; nil for an empty commit and where a shallow clone begins
}

// LogOptions choose commits.
type LogOptions struct {
	Since time.Time // commits at or after it; zero means all
	Max   int       // at most so many; 0 means all
	Paths []string  // commits that touch one of them, files or folders relative to dir; nil means all of dir
	From  string    // the commit whose history is meant, in full; "" means HEAD
}

// Bounds of what is read of a commit, in bytes: a message may have any length, and what is longer than these is cut.
const (
	maxSubject = 1 << 10
	maxBody    = 64 << 10
	maxAuthor  = 256
	maxPath    = 64 << 10 // no file system takes such a path
)

// logFormat begins each commit with an empty field, which no file name is.
const logFormat = "--format=tformat:%x00%H%x00%ct%x00%aN%x00%s%x00%b"

// Log calls fn with the commits of HEAD's history that touch something below
// dir, newest first, as git finds them: one pass, whatever the number of files.
// Merges are left out: what they bring in belongs to the commits they merge. Where a shallow
// clone begins, nobody can tell what a commit touched: its Files are nil, and where paths or dir choose, it is left out. An
// error of fn ends it and is returned as it is. A repository without commits has none.
func Log(ctx context.Context, dir string, opts LogOptions, fn func(LogEntry) error) error {
	at, err := PlaceOf(ctx, dir)
	if err != nil {
		return err
	}
	return at.Log(ctx, opts, fn)
}

// Log is the function of that name for the place, by one command.
func (p *Place) Log(ctx context.Context, opts LogOptions, fn func(LogEntry) error) error {
	from := "HEAD"
	if opts.From != "" {
		if from = opts.From; !fullHash.MatchString(from) {
			return fmt.Errorf("git log in %s: %q is not the name of a commit", p.Dir, from)
		}
	}
	args := []string{"--literal-pathspecs", "-c", "log.showRoot=true", "-c", "log.follow=false",
		"log", "-z", "--no-renames", "--name-only", "--relative", "--no-color", "--no-show-signature",
		"--full-history", "--no-merges", "--encoding=UTF-8", logFormat}
	if !opts.Since.IsZero() {
		args = append(args, "--max-age="+strconv.FormatInt(opts.Since.Unix(), 10))
	}
	if opts.Max > 0 {
		args = append(args, "--max-count="+strconv.Itoa(opts.Max))
	}
	args = append(args, from, "--")
	switch {
	case len(opts.Paths) > 0:
		args = append(args, opts.Paths...)
	case p.Prefix != "":
		args = append(args, ".")
	}
	known := func(e LogEntry) error {
		if !p.borders[e.Hash] {
			return fn(e)
		}
		if len(opts.Paths) > 0 || p.Prefix != "" {
			return nil // nothing tells that it touched them
		}
		e.Files = nil
		return fn(e)
	}
	err := read(ctx, Command{Dir: p.Dir, Args: args, Env: offline}, func(r *bufio.Reader) error { return readLog(r, known) })
	if exitCode(err) > 0 {
		if head, headErr := Head(ctx, p.Dir); headErr == nil && head == "" {
			return nil
		}
	}
	return err
}

// errLogFormat says that git's output is not what was asked for.
var errLogFormat = errors.New("git log: output in an unknown form")

// readLog reads fields that end in NUL: for each commit an empty one, those of
// logFormat, and the names of its files, the first after a line end.
func readLog(r *bufio.Reader, fn func(LogEntry) error) error {
	field, err := readField(r, maxPath)
	for err == nil {
		if field != "" {
			return fmt.Errorf("%w: %q", errLogFormat, field)
		}
		var e LogEntry
		if e, err = readHead(r); err != nil {
			break
		}
		for first := true; ; first = false {
			if field, err = readField(r, maxPath); err != nil || field == "" {
				break
			}
			if first {
				field = strings.TrimPrefix(field, "\n")
			}
			e.Files = append(e.Files, field)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			break
		}
		slices.Sort(e.Files)
		if fnErr := fn(e); fnErr != nil {
			return fnErr
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// readHead reads the fields of logFormat after the first.
func readHead(r *bufio.Reader) (LogEntry, error) {
	var f [5]string
	for i, limit := range [len(f)]int{maxPath, maxPath, maxAuthor, maxSubject, maxBody} {
		var err error
		if f[i], err = readField(r, limit); errors.Is(err, io.EOF) {
			return LogEntry{}, fmt.Errorf("%w: it ends in the middle of a commit", errLogFormat)
		} else if err != nil {
			return LogEntry{}, err
		}
	}
	seconds, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return LogEntry{}, fmt.Errorf("%w: time %q of commit %q", errLogFormat, f[1], f[0])
	}
	return LogEntry{
		Hash: f[0], When: time.Unix(seconds, 0).UTC(), Author: text(f[2]), Subject: text(f[3]),
		Body: strings.TrimSuffix(text(f[4]), "\n"),
	}, nil
}

// readField reads up to the next NUL and returns the first limit bytes. What ends without one counts as nothing: io.EOF.
func readField(r *bufio.Reader, limit int) (string, error) {
	var field []byte
	for {
		part, err := r.ReadSlice(0)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
		if err == nil {
			part = part[:len(part)-1]
		}
		field = append(field, part[:min(len(part), limit-len(field))]...)
		if err == nil {
			return string(field), nil
		}
	}
}

// text makes a message valid: git keeps what was written in an undeclared encoding as it is.
func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// DiffOf returns the unified diff of what the commit did to the path, relative
// to dir, against its first parent, or against nothing for a first commit: its first limit bytes. It is
// empty when the commit did not touch it, and never depends on the user's diff settings.
func DiffOf(ctx context.Context, dir, hash, path string, limit int) ([]byte, error) {
	if err := checkRevision(dir, hash); err != nil {
		return nil, err
	}
	return SourceUpTo(ctx, dir, limit, "--literal-pathspecs", "-c", "core.quotePath=false", "-c", "log.showRoot=true",
		"show", "--format=", "--no-notes", "--no-show-signature", "--diff-merges=first-parent", "--patch", "--no-renames",
		"--no-ext-diff", "--no-textconv", "--no-color", "--unified=3", "--inter-hunk-context=0", "--relative", "--submodule=short",
		"--src-prefix=a/", "--dst-prefix=b/", "--encoding=UTF-8", hash, "--", path)
}
