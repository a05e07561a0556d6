package devlog

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/page"
)

// readme is the name of an index: what web sites show when a folder is opened.
const readme = "README.md"

// check refuses a page that could do harm or that could not be found again.
// place is the devlog's folder, for the error.
func check(place string, p page.Page) error {
	refuse := func(format string, args ...any) error {
		return &Error{Kind: ErrPage, Place: place, What: fmt.Sprintf("page of %s: ", p.Key) + fmt.Sprintf(format, args...)}
	}
	if !p.Key.Type.Valid() {
		return refuse("unknown document type %q", p.Key.Type)
	}
	// A key's path is safe by construction, so nothing else has to be asked of one.
	if want := p.Key.PagePath(); p.Path != want {
		return refuse("its path has to be %q and is %q", want, p.Path)
	}
	if p.Fingerprint == "" {
		return refuse("it has no fingerprint")
	}
	if len(p.Markdown) > maxFile {
		return refuse("its text has %d bytes, more than %d", len(p.Markdown), maxFile)
	}
	meta, err := page.ParseMeta(tail(p.Markdown))
	if err != nil {
		return refuse("its text has to end in its comment: %v", err)
	}
	if meta.Key != p.Key || meta.Fingerprint != p.Fingerprint {
		return refuse("its comment is that of %s at %q", meta.Key, meta.Fingerprint)
	}
	return nil
}

// metaOf reads the comment of the page at a path below the devlog's root. It reports false for a text that is no page, and
// for a page that is not at its own path, such as a copy.
func metaOf(at string, markdown []byte) (page.Meta, bool) {
	meta, err := page.ParseMeta(tail(markdown))
	return meta, err == nil && meta.Key.PagePath() == at
}

// tail is the part of a text that its comment stands in.
func tail(text []byte) []byte { return text[max(0, len(text)-maxMeta):] }

// pageName is how the name of a page's file ends: page.Key.PagePath puts a hash of the key there.
var pageName = regexp.MustCompile(`-[0-9a-f]{12}\.md$`)

// maybePage reports whether a page can have the path, by its form alone.
func maybePage(at string) bool { return pageName.MatchString(at) && strings.Count(at, "/") > 1 }
