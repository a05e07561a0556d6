package git

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Entry is a file of a tree or of an index.
type Entry struct {
	Mode string // "100644", "100755", "120000" a symbolic link, "160000" a submodule
	Hash string // of its blob; "" means that there is no such file
	Path string // from the top
}

// Regular reports whether the entry is a plain file.
func (e Entry) Regular() bool { return e.Mode == "100644" || e.Mode == "100755" }

// Tree returns the files of the revision's tree: every one, or those that the
// paths name, from the top.
func Tree(ctx context.Context, dir, rev string, paths ...string) ([]Entry, error) {
	if err := checkRevision(dir, rev); err != nil {
		return nil, err
	}
	args := append([]string{"--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", rev, "--"}, paths...)
	out, err := Run(ctx, dir, args...)
	if err != nil {
		return nil, err
	}
	return parseEntries(out, 2) // mode, type, hash
}

// parseEntries reads entries of three fields, the hash at the given place among them, a tab, and the path.
func parseEntries(out []byte, hash int) ([]Entry, error) {
	var entries []Entry
	for _, line := range splitNUL(out) {
		meta, path, found := strings.Cut(line, "\t")
		fields := strings.Fields(meta)
		if !found || len(fields) != 3 {
			return nil, fmt.Errorf("git: cannot read the entry %q", line)
		}
		entries = append(entries, Entry{Mode: fields[0], Hash: fields[hash], Path: path})
	}
	return entries, nil
}

// Change is a file that differs between two trees.
type Change struct {
	Entry        // as it is in the second; its Hash is "" when it is gone
	Was   string // the hash of its blob in the first; "" when it is new
	// WasMode is its mode in the first, of zeros when it is new.
	WasMode string
}

// Changes returns what differs between the trees of two revisions.
func Changes(ctx context.Context, dir, from, to string) ([]Change, error) {
	for _, rev := range []string{from, to} {
		if err := checkRevision(dir, rev); err != nil {
			return nil, err
		}
	}
	out, err := Run(ctx, dir, "diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", from, to)
	if err != nil {
		return nil, err
	}
	fields := splitNUL(out)
	var changes []Change
	for i := 0; i+1 < len(fields); i += 2 {
		meta := strings.Fields(strings.TrimPrefix(fields[i], ":")) // modes, hashes, letter
		if len(meta) != 5 {
			return nil, fmt.Errorf("git diff-tree in %s: cannot read the entry %q", dir, fields[i])
		}
		changes = append(changes, Change{
			Entry: Entry{Mode: meta[1], Hash: orNone(meta[3]), Path: fields[i+1]}, Was: orNone(meta[2]), WasMode: meta[0],
		})
	}
	return changes, nil
}

// orNone makes the hash of zeros that git writes for nothing empty.
func orNone(hash string) string {
	if strings.Trim(hash, "0") == "" {
		return ""
	}
	return hash
}

// blobs calls fn with the content of each named object, a hash or "REV:PATH" without line ends, in order; nil for one that does not
// exist. The content is fn's to keep. An error of fn ends it and is returned as it is.
func blobs(ctx context.Context, c Command, names []string, fn func(i int, content []byte) error) error {
	if len(names) == 0 {
		return nil
	}
	c.Args, c.Stdin = []string{"cat-file", "--batch", "--buffer"}, strings.NewReader(strings.Join(names, "\n")+"\n")
	return read(ctx, c, func(r *bufio.Reader) error {
		for i := range names {
			content, err := readBlob(r)
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return fmt.Errorf("git cat-file in %s: %q: %w", c.Dir, names[i], err)
			}
			if err := fn(i, content); err != nil {
				return err
			}
		}
		return nil
	})
}

// readBlob reads "HASH TYPE SIZE", a line end, the content, a line end; or "NAME missing".
func readBlob(r *bufio.Reader) ([]byte, error) {
	head, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	head = strings.TrimSuffix(head, "\n")
	if strings.HasSuffix(head, " missing") {
		return nil, nil
	}
	size, err := strconv.Atoi(head[strings.LastIndexByte(head, ' ')+1:])
	if err != nil {
		return nil, fmt.Errorf("cannot read the answer %q", head)
	}
	content := make([]byte, size+1)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, err
	}
	return content[:size:size], nil
}
