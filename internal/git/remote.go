package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"
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
	// NotLazily keeps git from fetching more than it is asked for in a partial clone: a server that hands out files alone would be asked by one process within
	// the other without end. See KnowsNotLazily.
	NotLazily bool
	// Secret is the remote's URL with its credentials, "" for none. Git is given them where that host asks for them, and no other.
	Secret string
}

// Command returns the call of git in the folder. Where it takes long it should get --progress, which tells that it is alive.
func (r Remote) Command(ctx context.Context, dir string, args ...string) (Command, error) {
	settings, err := ReadSettings(ctx, dir)
	if err != nil {
		return Command{}, err
	}
	env := []string{"GIT_ALLOW_PROTOCOL=" + strings.Join(r.Allow, ":"), "GIT_ASKPASS=", "SSH_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GCM_INTERACTIVE=never", "GIT_LFS_SKIP_SMUDGE=1"}
	if r.NotLazily {
		env = append(env, "GIT_NO_LAZY_FETCH=1")
	}
	if os.Getenv("GIT_SSH_COMMAND") == "" && os.Getenv("GIT_SSH") == "" && settings.Get("core.sshcommand") == "" {
		env = append(env, "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4")
	}
	if r.Secret != "" {
		secret, err := credentials(r.Secret)
		if err != nil {
			return Command{}, err
		}
		env = append(env, secret...)
	}
	return Command{Dir: dir, Args: args, Env: env, Stall: r.Patience, Settings: []string{
		"core.hooksPath=" + os.DevNull, "core.askPass=", "credential.interactive=false", "http.lowSpeedLimit=1",
		fmt.Sprintf("http.lowSpeedTime=%d", max(1, int(r.Patience.Seconds()))), "fetch.recurseSubmodules=false", "submodule.recurse=false",
	}}, nil
}

// credentialHelper gives git the credentials that its environment holds.
const credentialHelper = `!f() { test "$1" != get || printf 'username=%s\npassword=%s\n' "$CODEWORM_GIT_USERNAME" "$CODEWORM_GIT_PASSWORD"; }; f`

// credentials are variables by which git has the user and the password of a URL for its host, also where http leads to https there. In the URL that
// git is given they would be among the arguments of the programs that it starts, and go to the host of a redirection.
func credentials(secret string) ([]string, error) {
	u, err := url.Parse(secret)
	if err != nil {
		return nil, errors.New("a URL with credentials cannot be read") // err would tell them
	}
	schemes := []string{u.Scheme}
	if u.Scheme == "http" && u.Port() == "" {
		schemes = append(schemes, "https")
	}
	password, has := u.User.Password()
	var settings [][2]string
	for _, scheme := range schemes {
		at := "credential." + scheme + "://" + u.Host
		settings = append(settings, [2]string{at + ".username", u.User.Username()})
		if has { // it counts more than the user's own helpers, and is not told to them
			settings = append(settings, [2]string{at + ".helper", ""}, [2]string{at + ".helper", credentialHelper})
		}
	}
	return append(settingsEnv(settings), "CODEWORM_GIT_USERNAME="+u.User.Username(), "CODEWORM_GIT_PASSWORD="+password), nil
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

// notLazily are the first versions of git that can be kept from fetching what a partial clone lacks, by their minor numbers; later ones can.
var notLazily = map[int]int{39: 4, 40: 2, 41: 1, 42: 2, 43: 4, 44: 1, 45: 1}

var gitVersion = regexp.MustCompile(`^git version (\d+)\.(\d+)(?:\.(\d+))?`)

// KnowsNotLazily reports whether the git command heeds Remote.NotLazily.
func KnowsNotLazily(ctx context.Context) bool {
	out, err := Run(ctx, "", "version")
	return err == nil && versionKnowsNotLazily(string(out))
}

func versionKnowsNotLazily(version string) bool {
	m := gitVersion.FindStringSubmatch(version)
	if m == nil {
		return false
	}
	var n [3]int
	for i, digits := range m[1:] {
		n[i], _ = strconv.Atoi(digits) // none is 0
	}
	first, listed := notLazily[n[1]]
	return n[0] > 2 || n[0] == 2 && (listed && n[2] >= first || n[1] > 45)
}

// Missing returns the objects that a partial clone lacks of a tree, or a commit's.
func Missing(ctx context.Context, dir, tree string) ([]string, error) {
	if err := checkRevision(dir, tree); err != nil {
		return nil, err
	}
	out, err := Source(ctx, dir, "rev-list", "--objects", "--missing=print", "--no-object-names", tree+"^{tree}")
	if err != nil {
		return nil, err
	}
	var missing []string
	for line := range strings.Lines(string(out)) {
		if hash, ok := strings.CutPrefix(strings.TrimSpace(line), "?"); ok && fullHash.MatchString(hash) {
			missing = append(missing, hash)
		}
	}
	return missing, nil
}
