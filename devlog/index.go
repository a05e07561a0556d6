package devlog

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// pages is what is known of the pages of a devlog: which there are, by their paths alone, and what has been asked about some of
// them. So the first look at a devlog reads names, not pages.
type pages struct {
	all folder
	// indexes are the indexes that there are, and READMEs of others in their places, by path.
	indexes map[string]bool
	// dirty are the paths of indexes that may have to change because of what happened since they were written.
	dirty map[string]bool
	// latest is the latest page of each repository's folder, as far as it is known.
	latest map[string]latest
	// metas are those of pages that were read, and rows what stands about them in indexes.
	metas map[string]page.Meta
	rows  map[rowAt]string
}

// rowAt is a page's row in an index of the folder.
type rowAt struct {
	page, folder string
	limits       int // which of rowLimits
}

// latest is what the devlog's own index says about a repository besides the number of its pages, in Markdown.
type latest struct {
	repo string // the link to its index
	page string // the link to its latest page
	at   string // that page's path
	day  string // when it was written
}

// reader returns what the pages at the paths say about themselves. Those that are no pages are left out.
type reader func(ctx context.Context, paths []string) (map[string]page.Meta, error)

// maxKnown is how many pages' metas are kept.
const maxKnown = 20_000

// newPages returns a devlog of the files at the paths. Others than pages and indexes are passed over.
func newPages(paths []string) *pages {
	p := &pages{all: *emptyFolder(), indexes: map[string]bool{}, dirty: map[string]bool{}, latest: map[string]latest{}, metas: map[string]page.Meta{}, rows: map[rowAt]string{}}
	for _, at := range paths {
		switch {
		case maybePage(at):
			p.all.add(at)
		case maybeIndex(at):
			p.indexes[at] = true
		}
	}
	return p
}

// has reports whether there is a page at the path.
func (p *pages) has(at string) bool { return p.all.has(at) }

// paths are those of all pages, in no order.
func (p *pages) paths() []string {
	paths := make([]string, 0, p.all.total)
	p.all.walk("", func(at string) { paths = append(paths, at) })
	return paths
}

// below are the paths of a repository's pages, in no order.
func (p *pages) below(repo string) []string {
	var paths []string
	if f := p.all.folders[repo]; f != nil {
		f.walk(repo, func(at string) { paths = append(paths, at) })
	}
	return paths
}

// put says that the page at the path is there, and new or another than before; remove, that it is not.
func (p *pages) put(at string)    { p.change(at, p.all.add) }
func (p *pages) remove(at string) { p.change(at, p.all.remove) }

func (p *pages) change(at string, change func(at string) bool) {
	p.forget(at)
	before := p.all.around(at)
	change(at)
	p.dirty[readme] = true
	after := p.all.around(at)
	for index, l := range after {
		if was, ok := before[index]; !ok || !was.equal(l) || slices.Contains(l.pages, at) {
			p.dirty[index] = true
		}
	}
	for index := range before {
		if _, ok := after[index]; !ok {
			p.dirty[index] = true
		}
	}
}

// forget forgets what is known of the page besides that it is there.
func (p *pages) forget(at string) {
	delete(p.metas, at)
	for dir := path.Dir(at); dir != "."; dir = path.Dir(dir) {
		for i := range rowLimits {
			delete(p.rows, rowAt{at, dir, i})
		}
	}
}

// touch marks the indexes that the page at a path may be listed in.
func (p *pages) touch(at string) {
	p.forget(at)
	for index := range p.all.around(at) {
		p.dirty[index] = true
	}
}

// checkIndexes marks the indexes that should be there and are not, and returns those that are there and should not, if they are ours.
func (p *pages) checkIndexes() (surplus []string) {
	want := map[string]bool{}
	p.all.listings(".", true, func(l listing) {
		want[l.path] = true
		if !p.indexes[l.path] {
			p.dirty[l.path] = true
		}
	})
	for index := range p.indexes {
		if !want[index] {
			surplus = append(surplus, index)
		}
	}
	slices.Sort(surplus)
	return surplus
}

// know remembers what pages say about themselves.
func (p *pages) know(metas map[string]page.Meta) {
	if len(p.metas)+len(metas) > maxKnown {
		clear(p.metas)
		clear(p.rows)
	}
	for at, meta := range metas {
		p.forget(at)
		p.metas[at] = meta
	}
}

// about returns what the pages at the paths say about themselves.
func (p *pages) about(ctx context.Context, read reader, paths []string) (map[string]page.Meta, error) {
	all := make(map[string]page.Meta, len(paths))
	var unknown []string
	for _, at := range paths {
		if meta, ok := p.metas[at]; ok {
			all[at] = meta
		} else {
			unknown = append(unknown, at)
		}
	}
	if len(unknown) == 0 {
		return all, nil
	}
	metas, err := read(ctx, unknown)
	if err != nil {
		return nil, err
	}
	p.know(metas)
	for at, meta := range metas {
		all[at] = meta
	}
	return all, nil
}

// keys returns the keys of all pages. A note that says where a page moved to is none.
func (p *pages) keys(ctx context.Context, read reader) ([]page.Key, error) {
	metas, err := p.about(ctx, read, p.paths())
	keys := make([]page.Key, 0, len(metas))
	for _, meta := range metas {
		if meta.MovedTo == (page.Key{}) {
			keys = append(keys, meta.Key)
		}
	}
	return keys, err
}

// find returns what the key's page says about itself, if it is there.
func (p *pages) find(ctx context.Context, read reader, key page.Key) (page.Meta, bool, error) {
	at := key.PagePath()
	if !p.has(at) {
		return page.Meta{}, false, nil
	}
	metas, err := p.about(ctx, read, []string{at})
	meta, ok := metas[at]
	return meta, ok && meta.Key == key, err
}

// repoFolder is the first component of a page's path.
func repoFolder(at string) string {
	folder, _, _ := strings.Cut(at, "/")
	return folder
}

// indexFile is a README and what it should hold.
type indexFile struct {
	path, title string
	section     string // with its marks; "" when there is nothing to list
}

// write returns the indexes at the paths as they should be.
func (p *pages) write(ctx context.Context, read reader, paths []string) ([]indexFile, error) {
	var files []indexFile
	top := false
	slices.Sort(paths)
	for _, at := range paths {
		l, ok := p.all.listing(at)
		switch {
		case path.Dir(at) == ".":
			top = true // after the others, which may tell the latest page
			continue
		case !ok:
			files = append(files, indexFile{path: at, title: p.title(at)})
			continue
		}
		file, err := p.index(ctx, read, l)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	if !top {
		return files, nil
	}
	tops, err := p.top(ctx, read, paths)
	return append(files, tops...), err
}

const rootTitle = "Devlog"

// title is what an index says in its heading. Nothing has to be read for it: it is also asked for once nothing is there any more.
func (p *pages) title(at string) string {
	if path.Dir(at) == "." {
		return rootTitle
	}
	folder := repoFolder(at)
	name := folder
	if known, ok := p.latest[folder]; ok {
		name = linkText(known.repo)
	}
	if _, below, nested := strings.Cut(path.Dir(at), "/"); nested {
		name += ": " + below
	}
	return name
}

// index is an index of a repository: its pages with a table for each document type, and links to what other indexes list.
func (p *pages) index(ctx context.Context, read reader, l listing) (indexFile, error) {
	metas, err := p.about(ctx, read, l.pages)
	if err != nil {
		return indexFile{}, err
	}
	maps.DeleteFunc(metas, func(_ string, meta page.Meta) bool { return meta.MovedTo != page.Key{} }) // where a page moved to is listed there
	p.noteLatest(l, metas)
	dir := path.Dir(l.path)
	byType := map[page.Type][]string{}
	for at, meta := range metas {
		byType[meta.Key.Type] = append(byType[meta.Key.Type], at)
	}
	for _, list := range byType {
		slices.SortFunc(list, func(a, b string) int {
			return cmp.Or(strings.Compare(sourceOf(metas[a]), sourceOf(metas[b])), strings.Compare(metas[a].Title, metas[b].Title), strings.Compare(a, b))
		})
	}
	var section string
	for i, limits := range rowLimits {
		var b strings.Builder
		b.WriteString(sectionOpen + "\n")
		blank := ""
		links := func(heading string, to []string, text func(string) string) {
			if len(to) == 0 {
				return
			}
			b.WriteString(blank + "## " + heading + "\n\n")
			for _, at := range to {
				fmt.Fprintf(&b, "- %s\n", text(at))
			}
			blank = "\n"
		}
		links("Folders", l.folders, func(at string) string { return link(path.Base(at), page.LinkTo(l.path, at+"/"+readme)) })
		links("Parts", l.parts, func(at string) string {
			return link(beginning(at)+"…", page.LinkTo(l.path, at))
		})
		for _, t := range page.Types() {
			if len(byType[t]) == 0 {
				continue
			}
			fmt.Fprintf(&b, "%s## %s\n\n| Page | Source | Summary | Date |\n| --- | --- | --- | --- |\n", blank, t.Label())
			blank = "\n"
			for _, at := range byType[t] {
				where := rowAt{at, dir, i}
				row, ok := p.rows[where]
				if !ok {
					row = limits.row(dir, at, metas[at])
					p.rows[where] = row
				}
				b.WriteString(row)
			}
		}
		b.WriteString(sectionClose + "\n")
		if section = b.String(); len(section) <= maxIndex {
			break
		}
	}
	return indexFile{path: l.path, title: p.title(l.path), section: section}, nil
}

// noteLatest learns the latest page of the repository from an index of all of its pages, or from a page that is later than the one known.
func (p *pages) noteLatest(l listing, metas map[string]page.Meta) {
	if len(metas) == 0 {
		return
	}
	folder := repoFolder(l.path)
	var last page.Meta
	at := ""
	for _, candidate := range l.pages {
		if meta, ok := metas[candidate]; ok && (at == "" || meta.GeneratedAt.After(last.GeneratedAt)) {
			last, at = meta, candidate
		}
	}
	known, ok := p.latest[folder]
	if whole := path.Dir(l.path) == folder && len(l.folders)+len(l.parts) == 0; whole || !ok || !p.has(known.at) || day(last.GeneratedAt) >= known.day {
		p.latest[folder] = latest{
			repo: link(last.Key.Repo, folder+"/"+readme), page: link(last.Title, at), at: at, day: day(last.GeneratedAt),
		}
	}
}

// top are those of the devlog's own indexes, which list its repositories, that are at the paths.
func (p *pages) top(ctx context.Context, read reader, paths []string) ([]indexFile, error) {
	var files []indexFile
	var failed error
	p.all.listings(".", false, func(l listing) {
		if failed != nil || !slices.Contains(paths, l.path) {
			return
		}
		var b strings.Builder
		b.WriteString(sectionOpen + "\n")
		for _, part := range l.parts {
			fmt.Fprintf(&b, "- %s\n", link(beginning(part)+"…", part))
		}
		if len(l.folders) > 0 {
			b.WriteString("| Repository | Pages | Latest page | Date |\n| --- | ---: | --- | --- |\n")
		}
		for _, folder := range l.folders {
			if failed = p.learnLatest(ctx, read, folder); failed != nil {
				return
			}
			known := p.latest[folder]
			fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", cmp.Or(known.repo, link(folder, folder+"/"+readme)), p.all.folders[folder].total, known.page, known.day)
		}
		if len(l.folders)+len(l.parts) == 0 {
			b.WriteString("No pages yet.\n")
		}
		b.WriteString(sectionClose + "\n")
		files = append(files, indexFile{path: l.path, title: rootTitle, section: b.String()})
	})
	for _, at := range paths {
		if path.Dir(at) == "." && !slices.ContainsFunc(files, func(f indexFile) bool { return f.path == at }) {
			files = append(files, indexFile{path: at, title: rootTitle})
		}
	}
	return files, failed
}

// learnLatest finds the latest page of a repository's folder unless it is known. Of a repository with many pages only the name is
// looked up: reading all of them for a date would take too long.
func (p *pages) learnLatest(ctx context.Context, read reader, folder string) error {
	if known, ok := p.latest[folder]; ok && p.has(known.at) {
		return nil
	}
	f := p.all.folders[folder]
	var paths []string
	if f.short(folder) {
		paths = p.below(folder)
	} else {
		paths = []string{path.Join(folder, f.any())}
	}
	metas, err := p.about(ctx, read, paths)
	if err != nil {
		return err
	}
	delete(p.latest, folder)
	slices.Sort(paths)
	p.noteLatest(listing{path: path.Join(folder, readme), pages: paths}, metas)
	if known, ok := p.latest[folder]; ok && !f.short(folder) {
		known.page, known.at, known.day = "", paths[0], ""
		p.latest[folder] = known
	}
	return nil
}

// topRow is a row of the devlog's own index.
var topRow = regexp.MustCompile(`(?m)^\| (\[(?:[^\[\]\\\n]|\\.)*\]\(([a-z0-9._-]+)/README\.md\)) \| \d+ \| ((?:\[(?:[^\[\]\\\n]|\\.)*\]\(([a-z0-9._/-]+)\))?) \| ([0-9-]*) \|$`)

// readTop takes from the devlog's own index which pages are the latest. Where two sides know, the later counts.
func (p *pages) readTop(text []byte) {
	for _, m := range topRow.FindAllStringSubmatch(section(text), -1) {
		row, known := latest{repo: m[1], page: m[3], at: m[4], day: m[5]}, p.latest[m[2]]
		if known.repo == "" || row.day > known.day || row.day == known.day && row.at < known.at {
			p.latest[m[2]] = row
		}
	}
}

// limits are those of what stands in a table, in characters.
type limits struct{ title, source, summary int }

// rowLimits are tried in turn until an index is not longer than maxIndex.
var rowLimits = []limits{{120, 160, 240}, {120, 100, 100}, {80, 60, 0}, {60, 0, 0}}

// maxIndex is how long an index may get, in bytes: forges do not show long files, and each version of it is stored.
const maxIndex = 100 << 10

// row is the row of a page in an index of the folder.
func (l limits) row(dir, at string, meta page.Meta) string {
	return fmt.Sprintf("| %s | %s | %s | %s |\n", markdown.LinkTo(markdown.Shorten(meta.Title, l.title), page.LinkTo(path.Join(dir, readme), at)),
		cell(sourceOf(meta), l.source), cell(meta.Summary, l.summary), day(meta.GeneratedAt))
}

// sourceOf is what a page is about: a path, or a period.
func sourceOf(meta page.Meta) string { return cmp.Or(meta.Key.Period, meta.Key.Path) }

// maxTitle bounds titles outside of tables, in characters.
const maxTitle = 120

func link(title, path string) string { return markdown.LinkTo(markdown.Shorten(title, maxTitle), path) }

// linkText is the text that a link was made from.
func linkText(link string) string {
	text, _, _ := strings.Cut(strings.TrimPrefix(link, "["), "](")
	return html.UnescapeString(escaped.ReplaceAllString(text, "$1"))
}

// escaped is a sign that Markdown takes as it is.
var escaped = regexp.MustCompile(`\\([!-/:-@[-` + "`" + `{-~])`)

func cell(text string, limit int) string {
	if limit == 0 {
		return ""
	}
	return markdown.CellText(markdown.Shorten(text, limit))
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
