package devlog

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// maxRows is how many pages one index lists. A folder with more of them lists its folders instead, each of which has an index of its
// own; a folder that holds more than maxRows entries itself lists them by how they begin, in parts.
//
// So what an index lists depends on nothing but the paths of the pages, and a new page touches three indexes: the one that lists it,
// the devlog's own, and, where it is the first of its folder, the one that lists that folder. Only an index that becomes too long
// takes more.
const maxRows = 300

// folder is a folder of pages.
type folder struct {
	folders map[string]*folder
	pages   map[string]bool // by the file's name
	total   int             // of pages, also further below
}

func emptyFolder() *folder { return &folder{folders: map[string]*folder{}, pages: map[string]bool{}} }

// add adds the page at a path below the folder; remove takes it away. They report whether that changed anything.
func (f *folder) add(at string) bool {
	name, below, nested := strings.Cut(at, "/")
	if !nested {
		if f.pages[name] {
			return false
		}
		f.pages[name] = true
	} else {
		child, ok := f.folders[name]
		if !ok {
			child = emptyFolder()
			f.folders[name] = child
		}
		if !child.add(below) {
			return false
		}
	}
	f.total++
	return true
}

func (f *folder) remove(at string) bool {
	name, below, nested := strings.Cut(at, "/")
	if !nested {
		if !f.pages[name] {
			return false
		}
		delete(f.pages, name)
	} else {
		child, ok := f.folders[name]
		if !ok || !child.remove(below) {
			return false
		}
		if child.total == 0 {
			delete(f.folders, name)
		}
	}
	f.total--
	return true
}

// has reports whether there is a page at the path.
func (f *folder) has(at string) bool {
	for {
		name, below, nested := strings.Cut(at, "/")
		if !nested {
			return f.pages[name]
		}
		child, ok := f.folders[name]
		if !ok {
			return false
		}
		f, at = child, below
	}
}

// any is the path of one of the folder's pages below it, always the same one; "" when it has none.
func (f *folder) any() string {
	if len(f.pages) > 0 {
		return slices.Min(slices.Collect(maps.Keys(f.pages)))
	}
	if len(f.folders) == 0 {
		return ""
	}
	name := slices.Min(slices.Collect(maps.Keys(f.folders)))
	return path.Join(name, f.folders[name].any())
}

// walk calls fn with the paths of all pages, which begin with prefix, in no order.
func (f *folder) walk(prefix string, fn func(at string)) {
	for name := range f.pages {
		fn(path.Join(prefix, name))
	}
	for name, child := range f.folders {
		child.walk(path.Join(prefix, name), fn)
	}
}

// listing is what one index lists.
type listing struct {
	path    string   // of the index
	pages   []string // paths, sorted
	folders []string // paths of folders that have an index of their own, sorted
	parts   []string // paths of indexes that list a part of this folder each, sorted
}

func (l listing) equal(other listing) bool {
	return slices.Equal(l.pages, other.pages) && slices.Equal(l.folders, other.folders) && slices.Equal(l.parts, other.parts)
}

// short reports whether one index lists everything in the folder. The devlog's own lists repositories.
func (f *folder) short(at string) bool { return f.total <= maxRows && at != "." }

// listings calls fn with what the indexes of the folder list, and those of the folders below it if deep is set.
func (f *folder) listings(at string, deep bool, fn func(listing)) {
	main := listing{path: path.Join(at, readme)}
	if f.short(at) {
		f.walk(at, func(page string) { main.pages = append(main.pages, page) })
		slices.Sort(main.pages)
		fn(main)
		return
	}
	entries := slices.Concat(slices.Collect(maps.Keys(f.folders)), slices.Collect(maps.Keys(f.pages)))
	slices.Sort(entries)
	take := func(l *listing, names []string) {
		for _, name := range slices.Compact(names) {
			if f.folders[name] != nil {
				l.folders = append(l.folders, path.Join(at, name))
			}
			if f.pages[name] {
				l.pages = append(l.pages, path.Join(at, name))
			}
		}
	}
	if len(entries) <= maxRows {
		take(&main, entries)
	} else {
		parts(entries, func(prefix string, names []string) {
			l := listing{path: path.Join(at, partOpen+prefix+partClose)}
			take(&l, names)
			main.parts = append(main.parts, l.path)
			fn(l)
		})
	}
	fn(main)
	if deep {
		for name, child := range f.folders {
			child.listings(path.Join(at, name), true, fn)
		}
	}
}

// parts divides sorted names into such of at most maxRows each, by the shortest beginning that does.
func parts(names []string, fn func(prefix string, names []string)) {
	common := commonPrefix(names[0], names[len(names)-1])
	for len(names) > 0 {
		first := names[0]
		if first == common { // it has no further letter
			fn(common, names[:1])
			names = names[1:]
			continue
		}
		prefix := first[:len(common)+1]
		n := 0
		for n < len(names) && strings.HasPrefix(names[n], prefix) {
			n++
		}
		if n <= maxRows {
			fn(prefix, names[:n])
		} else {
			parts(names[:n], fn)
		}
		names = names[n:]
	}
}

func commonPrefix(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// around returns what the indexes that the page at a path may be listed in list, and those that it may divide or join, by their paths.
func (f *folder) around(at string) map[string]listing {
	all := map[string]listing{}
	here := "."
	for {
		// One page more or less, and the folder has one index instead of many, or many instead of one.
		turns := here != "." && (f.total == maxRows || f.total == maxRows+1)
		f.listings(here, turns, func(l listing) { all[l.path] = l })
		name, below, nested := strings.Cut(at, "/")
		child, ok := f.folders[name]
		if turns || !nested || !ok || f.short(here) {
			return all
		}
		f, at, here = child, below, path.Join(here, name)
	}
}

// listing returns what the index at a path lists, and false when there is no such index.
func (f *folder) listing(index string) (found listing, ok bool) {
	here := "."
	for rest := path.Dir(index); rest != "." && rest != ""; {
		name, below, _ := strings.Cut(rest, "/")
		child, there := f.folders[name]
		if !there || f.short(here) {
			return listing{}, false
		}
		f, rest, here = child, below, path.Join(here, name)
	}
	f.listings(here, false, func(l listing) {
		if l.path == index {
			found, ok = l, true
		}
	})
	return found, ok
}

// What the name of an index of a part is made of, around how its entries begin. No page has such a name.
const partOpen, partClose = "index-", ".part.md"

// beginning is how the entries begin that the index of a part lists.
func beginning(index string) string {
	return strings.TrimSuffix(strings.TrimPrefix(path.Base(index), partOpen), partClose)
}

// maybeIndex reports whether an index can have the path, by its form alone.
func maybeIndex(at string) bool {
	name := path.Base(at)
	return name == readme || strings.HasPrefix(name, partOpen) && strings.HasSuffix(name, partClose)
}
