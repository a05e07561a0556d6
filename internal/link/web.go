package link

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// addresses are where a repository can be browsed at one commit, in the form that GitHub, GitLab and Gitea understand. The zero
// value gives no addresses.
type addresses struct {
	base   string // without a slash at its end
	commit string // in full
	prefix string // the path of the documented folder in the repository, with a slash at its end; "" at its top
}

// at returns the address of something at the commit; what is "blob", "tree" or "commit".
func (w addresses) at(what, commit string) string {
	if w.base == "" || commit == "" {
		return ""
	}
	if u, err := url.Parse(w.base); err == nil && strings.Contains(u.Host, "gitlab") {
		what = "-/" + what
	}
	return w.base + "/" + what + "/" + commit
}

// file returns the address of lines of a file; of the whole file for the zero span.
func (w addresses) file(p string, span source.Span) string {
	address := w.at("blob", w.commit)
	if address == "" {
		return ""
	}
	address += escaped(w.prefix + p)
	if span.StartLine > 0 {
		address += "#L" + strconv.Itoa(span.StartLine)
		if span.EndLine > span.StartLine {
			address += "-L" + strconv.Itoa(span.EndLine)
		}
	}
	return address
}

// folder returns the address of a folder.
func (w addresses) folder(p string) string {
	address := w.at("tree", w.commit)
	if address == "" {
		return ""
	}
	return strings.TrimSuffix(address+escaped(path.Clean(w.prefix+p)), "/.")
}

// escaped is the path for an address, with a slash before it.
func escaped(p string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(p, "/") {
		b.WriteString("/" + url.PathEscape(part))
	}
	return b.String()
}
