package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Remote is how git talks to a remote while nobody watches: it never asks anybody, nor starts what could, runs no hooks, and
// gives up on a server that says nothing.
type Remote struct {
	// Allow are the protocols that may be used, as git calls them ("https", "ssh", "file"), also behind redirections.
	Allow []string
	// Patience is how long the server may say nothing, from a second on.
	Patience time.Duration
	// URL and Secret are a remote's URL without and with its credentials: git uses Secret wherever URL is configured. "" for none.
	URL, Secret string
}

// Command returns the call of git in the folder. Where it takes long it should get --progress, which tells that it is alive.
func (r Remote) Command(ctx context.Context, dir string, args ...string) (Command, error) {
	settings, err := ReadSettings(ctx, dir)
	if err != nil {
		return Command{}, err
	}
	env := []string{"GIT_ALLOW_PROTOCOL=" + strings.Join(r.Allow, ":"), "GIT_ASKPASS=", "SSH_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GCM_INTERACTIVE=never", "GIT_LFS_SKIP_SMUDGE=1"}
	if os.Getenv("GIT_SSH_COMMAND") == "" && os.Getenv("GIT_SSH") == "" && settings.Get("core.sshcommand") == "" {
		env = append(env, "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4")
	}
	if r.Secret != "" {
		env = append(env, settingsEnv([][2]string{{"url." + r.Secret + ".insteadOf", r.URL}})...)
	}
	return Command{Dir: dir, Args: args, Env: env, Stall: r.Patience, Settings: []string{
		"core.hooksPath=" + os.DevNull, "core.askPass=", "credential.interactive=false", "http.lowSpeedLimit=1",
		fmt.Sprintf("http.lowSpeedTime=%d", max(1, int(r.Patience.Seconds()))), "fetch.recurseSubmodules=false", "submodule.recurse=false",
	}}, nil
}

// maxRefs is how much of a remote's answer to a question is read, in bytes.
const maxRefs = 1 << 20

// Ref is a name of a remote and the object that it names.
type Ref struct{ Hash, Name string }

// Refs asks the remote, a name or a URL, which refs of these patterns it has. What is more than a megabyte of them is an error.
func (r Remote) Refs(ctx context.Context, dir, remote string, patterns ...string) ([]Ref, error) {
	c, err := r.Command(ctx, dir, append([]string{"ls-remote", "--quiet", "--", remote}, patterns...)...)
	if err != nil {
		return nil, err
	}
	out := &limited{limit: maxRefs}
	c.Stdout = out
	if err := c.Run(ctx); err != nil {
		return nil, err
	}
	var refs []Ref
	for line := range strings.Lines(out.text.String()) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || !fullHash.MatchString(hash) {
			return nil, fmt.Errorf("git ls-remote in %s: cannot read the answer of the remote", dir)
		}
		refs = append(refs, Ref{hash, name})
	}
	return refs, nil
}

// limited keeps what is written to it, and fails when that gets too much.
type limited struct {
	text  bytes.Buffer
	limit int
}

var errTooMuch = errors.New("the answer is too long")

func (l *limited) Write(p []byte) (int, error) {
	if l.text.Len()+len(p) > l.limit {
		return 0, errTooMuch
	}
	return l.text.Write(p)
}

// maxSaid is how much is kept of what git says on standard error, in bytes: a remote can make it any amount.
const maxSaid = 64 << 10

// said keeps the end of what git says.
type said struct {
	text  []byte
	heard func() // nil for nothing
}

func (s *said) Write(p []byte) (int, error) {
	if s.heard != nil {
		s.heard()
	}
	s.text = append(s.text, p...)
	if len(s.text) > 2*maxSaid {
		s.text = append(s.text[:0], s.text[len(s.text)-maxSaid:]...)
	}
	return len(p), nil
}

// String is the text without progress, which is written over and over on one line.
func (s *said) String() string {
	text := s.text[max(0, len(s.text)-maxSaid):]
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		b.WriteString(line[strings.LastIndexByte(line, '\r')+1:])
		b.WriteByte('\n')
	}
	return b.String()
}
