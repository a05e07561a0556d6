package git

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
)

// NewFile is a file as a new commit has it.
type NewFile struct {
	Path    string // from the top
	Mode    string // "100644" or "100755"
	Content []byte // nil removes the file
}

// NewCommit is a commit that git fast-import makes: its files are those of the parent, but for the given ones.
type NewCommit struct {
	Parent            string // its hash; "" when it has none
	Author, Committer string // "NAME <EMAIL>", as Identity gives them
	When              time.Time
	Message           string
	Files             []NewFile
}

// scratchRef is what fast-import needs while it makes a commit; it is gone afterwards.
const scratchRef = "refs/codeworm/new"

// Import stores the commit, and returns its hash and those of its files' contents, "" for those removed. No branch refers to the
// commit. Neither an index nor the work tree is read or written, and no hook runs; nothing is signed. What it costs does not depend
// on how many files there are.
func (c NewCommit) Import(ctx context.Context, dir string) (hash string, blobs []string, err error) {
	none := strings.Repeat("0", len(c.Parent))
	if none == "" {
		if none, err = zeroHash(ctx, dir); err != nil {
			return "", nil, err
		}
	}
	var in bytes.Buffer
	in.WriteString("feature done\n")
	for i, f := range c.Files {
		if strings.ContainsAny(f.Path, "\n\x00") || strings.HasPrefix(f.Path, `"`) {
			return "", nil, fmt.Errorf("git fast-import in %s: the path %q cannot be stored", dir, f.Path)
		}
		if f.Content != nil {
			fmt.Fprintf(&in, "blob\nmark :%d\ndata %d\n%s\n", i+2, len(f.Content), f.Content)
		}
	}
	if c.Parent == "" { // what a killed one left there would be its parent
		fmt.Fprintf(&in, "reset %s\n\n", scratchRef)
	}
	when := fmt.Sprintf("%d %s", c.When.Unix(), c.When.Format("-0700"))
	fmt.Fprintf(&in, "commit %s\nmark :1\nauthor %s %s\ncommitter %s %s\ndata %d\n%s\n", scratchRef, c.Author, when, c.Committer, when, len(c.Message), c.Message)
	if c.Parent != "" {
		fmt.Fprintf(&in, "from %s\n", c.Parent)
	}
	for i, f := range c.Files {
		if f.Content == nil {
			fmt.Fprintf(&in, "D %s\n", f.Path)
		} else {
			fmt.Fprintf(&in, "M %s :%d %s\n", f.Mode, i+2, f.Path)
		}
	}
	in.WriteString("\nget-mark :1\n")
	for i, f := range c.Files {
		if f.Content != nil {
			fmt.Fprintf(&in, "get-mark :%d\n", i+2)
		}
	}
	fmt.Fprintf(&in, "reset %s\nfrom %s\n\ndone\n", scratchRef, none)
	out, err := RunInput(ctx, dir, &in, "fast-import", "--quiet", "--force", "--date-format=raw")
	if err != nil {
		return "", nil, err
	}
	answers := strings.Fields(string(out))
	blobs = make([]string, len(c.Files))
	for i, f := range c.Files {
		if f.Content != nil && len(answers) > 1 {
			blobs[i] = answers[1]
			answers = append(answers[:1], answers[2:]...)
		}
	}
	if len(answers) != 1 {
		return "", nil, fmt.Errorf("git fast-import in %s: cannot read the answer %q", dir, out)
	}
	return answers[0], blobs, nil
}

// Identity returns who is the author and who the committer of a new commit, "NAME <EMAIL>", with the variables of env set.
func Identity(ctx context.Context, dir string, env []string) (author, committer string, err error) {
	var who [2]string
	for i, name := range []string{"GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"} {
		out, err := Command{Dir: dir, Args: []string{"var", name}, Env: env}.Output(ctx)
		if err != nil {
			return "", "", err
		}
		ident := strings.TrimSpace(string(out)) // "NAME <EMAIL> SECONDS ZONE"
		end := strings.LastIndexByte(ident, '>')
		if end < 0 {
			return "", "", fmt.Errorf("git var in %s: cannot read %q", dir, out)
		}
		who[i] = ident[:end+1]
	}
	return who[0], who[1], nil
}
