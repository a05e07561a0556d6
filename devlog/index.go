package devlog

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// pages holds the pages of a devlog by their paths below its root, so that an index can be written without reading and
// sorting all of them again.
type pages struct {
	byPath map[string]page.Meta
	repos  map[string]*shelf // by the repository's folder
}

// shelf is the pages of one repository's folder: for each document type the rows of
// its table, sorted.
type shelf map[page.Type][]row

// row is one line of a table.
type row struct {
	source, title, path string // what rows are sorted by
	text                string
}

func (r row) compare(other row) int {
	return cmp.Or(strings.Compare(r.source, other.source), strings.Compare(r.title, other.title), strings.Compare(r.path, other.path))
}

func newPages() *pages {
	return &pages{byPath: map[string]page.Meta{}, repos: map[string]*shelf{}}
}

// load replaces all pages. It sorts once, where put sorts in every time.
func (p *pages) load(all map[string]page.Meta) {
	*p = *newPages()
	p.byPath = all
	for at, meta := range all {
		s := p.shelf(at)
		(*s)[meta.Key.Type] = append((*s)[meta.Key.Type], newRow(at, meta))
	}
	for _, s := range p.repos {
		for _, rows := range *s {
			slices.SortFunc(rows, row.compare)
		}
	}
}

// keys are the keys of all pages, in no order.
func (p *pages) keys() []page.Key {
	keys := make([]page.Key, 0, len(p.byPath))
	for _, meta := range p.byPath {
		keys = append(keys, meta.Key)
	}
	return keys
}

// put adds a page or replaces the one at its path.
func (p *pages) put(at string, meta page.Meta) {
	p.remove(at)
	p.byPath[at] = meta
	s, r := p.shelf(at), newRow(at, meta)
	rows := (*s)[meta.Key.Type]
	i, _ := slices.BinarySearchFunc(rows, r, row.compare)
	(*s)[meta.Key.Type] = slices.Insert(rows, i, r)
}

// remove takes the page at the path out, if there is one.
func (p *pages) remove(at string) {
	meta, ok := p.byPath[at]
	if !ok {
		return
	}
	delete(p.byPath, at)
	s, r := p.shelf(at), newRow(at, meta)
	rows := (*s)[meta.Key.Type]
	if i, found := slices.BinarySearchFunc(rows, r, row.compare); found {
		(*s)[meta.Key.Type] = slices.Delete(rows, i, i+1)
	}
	if len((*s)[meta.Key.Type]) == 0 {
		delete(*s, meta.Key.Type)
	}
	if len(*s) == 0 {
		delete(p.repos, repoFolder(at))
	}
}

// find returns the page of the key.
func (p *pages) find(key page.Key) (page.Meta, bool) {
	meta, ok := p.byPath[key.PagePath()]
	return meta, ok && meta.Key == key
}

func (p *pages) shelf(at string) *shelf {
	folder := repoFolder(at)
	s, ok := p.repos[folder]
	if !ok {
		s = &shelf{}
		p.repos[folder] = s
	}
	return s
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

// indexes are the READMEs that list the pages of the repository's folder. The
// devlog's own is there, and listed, also when it lists nothing.
func (p *pages) indexes(folder, repo string) []indexFile {
	return []indexFile{p.topIndex(), p.repoIndex(folder, repo)}
}

const rootTitle = "Devlog"

// topIndex lists the repositories.
func (p *pages) topIndex() indexFile {
	var b strings.Builder
	b.WriteString(sectionOpen + "\n")
	if len(p.repos) == 0 {
		b.WriteString("No pages yet.\n")
	} else {
		b.WriteString("| Repository | Pages | Latest page | Date |\n| --- | ---: | --- | --- |\n")
	}
	folders := make([]string, 0, len(p.repos))
	for folder := range p.repos {
		folders = append(folders, folder)
	}
	slices.Sort(folders)
	for _, folder := range folders {
		count, latest, at := p.summary(folder)
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", link(latest.Key.Repo, folder+"/"+readme), count, link(latest.Title, at), day(latest.GeneratedAt))
	}
	b.WriteString(sectionClose + "\n")
	return indexFile{path: readme, title: rootTitle, section: b.String()}
}

// summary counts the pages of a folder and finds the latest.
func (p *pages) summary(folder string) (count int, latest page.Meta, at string) {
	for _, rows := range *p.repos[folder] {
		count += len(rows)
		for _, r := range rows {
			meta := p.byPath[r.path]
			if c := meta.GeneratedAt.Compare(latest.GeneratedAt); at == "" || c > 0 || c == 0 && r.path < at {
				latest, at = meta, r.path
			}
		}
	}
	return count, latest, at
}

// repoIndex lists the pages of one repository's folder, a table for each document type.
func (p *pages) repoIndex(folder, repo string) indexFile {
	index := indexFile{path: path.Join(folder, readme), title: repo}
	s, ok := p.repos[folder]
	if !ok {
		return index
	}
	var b strings.Builder
	b.WriteString(sectionOpen + "\n")
	first := true
	for _, t := range page.Types() {
		rows := (*s)[t]
		if len(rows) == 0 {
			continue
		}
		if !first {
			b.WriteByte('\n')
		}
		first = false
		fmt.Fprintf(&b, "## %s\n\n| Page | Source | Summary | Date |\n| --- | --- | --- | --- |\n", t.Label())
		for _, r := range rows {
			b.WriteString(r.text)
		}
	}
	b.WriteString(sectionClose + "\n")
	index.section = b.String()
	return index
}

func newRow(at string, meta page.Meta) row {
	source := meta.Key.Path
	if meta.Key.Period != "" {
		source = meta.Key.Period
	}
	_, below, _ := strings.Cut(at, "/")
	return row{
		source: source, title: meta.Title, path: at,
		text: fmt.Sprintf("| %s | %s | %s | %s |\n", link(meta.Title, below),
			cell(source, maxSource), cell(meta.Summary, maxSummary), day(meta.GeneratedAt)),
	}
}

// Limits of what stands in a table, in characters.
const (
	maxTitle   = 120
	maxSource  = 160
	maxSummary = 240
)

func link(title, path string) string { return markdown.LinkTo(markdown.Shorten(title, maxTitle), path) }

func cell(text string, limit int) string { return markdown.CellText(markdown.Shorten(text, limit)) }

func day(t time.Time) string { return t.Format(time.DateOnly) }

// repoName is the name of the repository whose pages are in the folder, here or,
// when none is left, in the other.
func (p *pages) repoName(folder string, other *pages) string {
	for _, from := range []*pages{p, other} {
		if _, ok := from.repos[folder]; ok {
			_, latest, _ := from.summary(folder)
			return latest.Key.Repo
		}
	}
	return folder
}
