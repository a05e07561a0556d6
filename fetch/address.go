package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// address is where a repository is fetched from.
type address struct {
	shown  string   // without credentials: what git's settings and messages hold
	secret string   // with credentials; "" when there are none
	allow  []string // the protocols that may be used
	name   string   // what the repository is called by default
}

// protocols are those that URLs may have, and what git may use for them, the URL's own first: a redirection, or what this user's settings put in place of
// the URL (insteadOf), may be a safer one, and never a file or a program.
var protocols = map[string][]string{
	"https": {"https", "ssh"}, "http": {"http", "https", "ssh"}, "ssh": {"ssh", "https"}, "git+ssh": {"ssh", "https"}, "ssh+git": {"ssh", "https"},
	"git": {"git", "https", "ssh"}, "file": {"file"},
}

var (
	scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*)://`)
	helper = regexp.MustCompile(`^[A-Za-z0-9+.-]*::`)
	// scpLike is user@host:path, which git takes for ssh; the user may be missing.
	scpLike = regexp.MustCompile(`^(?:([A-Za-z0-9_][A-Za-z0-9._-]*)@)?([A-Za-z0-9\[][A-Za-z0-9._:\]-]*?):([^/\\].*|/.*)$`)
)

// IsURL reports whether a person who gives the text as a repository means one that is somewhere else: "https://host/owner/name",
// "git@host:owner/name".
func IsURL(text string) bool {
	if scheme.MatchString(text) || helper.MatchString(text) {
		return true
	}
	m := scpLike.FindStringSubmatch(text)
	return m != nil && m[1] != ""
}

// parseAddress reads a URL. No error holds it, because it may hold a password.
func parseAddress(raw string) (*address, error) {
	switch {
	case raw == "":
		return nil, errors.New("the URL is empty; name a repository, such as https://example.com/owner/name")
	case strings.HasPrefix(raw, "-"):
		return nil, errors.New("the URL begins with \"-\", as an option does; name a repository, such as https://example.com/owner/name")
	case strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return nil, errors.New("the URL holds white space or control characters; write them as %20 and the like")
	case helper.MatchString(raw):
		return nil, fmt.Errorf("the URL begins with %q, which starts a program; use https, ssh, git or file", helper.FindString(raw))
	}
	var a *address
	var err error
	switch m := scpLike.FindStringSubmatch(raw); {
	case scheme.MatchString(raw):
		a, err = parseURL(raw)
	case filepath.IsAbs(raw):
		a = &address{shown: (&url.URL{Scheme: "file", Path: filepath.ToSlash(raw)}).String(), allow: protocols["file"], name: raw}
	case m != nil && !strings.HasPrefix(m[3], "-"):
		a = &address{shown: raw, allow: protocols["ssh"], name: m[3]}
	default:
		err = errors.New("the URL is none, and no path from the root either; name a repository, such as https://example.com/owner/name")
	}
	if err != nil {
		return nil, err
	}
	place := strings.TrimSuffix(strings.TrimRight(filepath.ToSlash(a.name), "/"), "/.git") // of a work tree
	a.name = strings.TrimSuffix(path.Base(place), ".git")
	if strings.Trim(a.name, "./") == "" {
		return nil, errors.New("the URL names no repository, only where it is; add its path")
	}
	return a, nil
}

// parseURL reads what has a scheme.
func parseURL(raw string) (*address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("the URL cannot be read; write characters such as / and @ in a password as %2F and %40")
	}
	allow, known := protocols[strings.ToLower(u.Scheme)]
	switch {
	case !known:
		return nil, fmt.Errorf("the URL has the scheme %q; use https, http, ssh, git or file", u.Scheme)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the URL has a part behind ? or #, which the URL of a repository has not; leave it out")
	case u.Scheme == "file" && (u.Host != "" || u.User != nil):
		return nil, errors.New("the URL names a host, and files are on this one; write it with three slashes: file:///folder/name.git")
	case u.Scheme != "file" && u.Hostname() == "":
		return nil, errors.New("the URL names no host")
	case strings.HasPrefix(u.Host, "-") || strings.HasPrefix(u.User.Username(), "-"):
		return nil, errors.New("the URL names a host or a user that begins with \"-\", as an option does")
	}
	if password, _ := u.User.Password(); strings.ContainsFunc(u.User.Username()+password, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, errors.New("the URL has a user or a password with a control character in it, which git cannot be told")
	}
	a := &address{allow: allow, name: u.Path}
	if u.User != nil && allow[0] == "ssh" {
		u.User = url.User(u.User.Username()) // ssh takes no password, and the user's name is no secret
	} else if u.User != nil {
		a.secret = u.String()
		u.User = nil
	}
	a.shown = u.String()
	return a, nil
}
