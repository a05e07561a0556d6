package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/pathmatch"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/source"
)

// maxFileSize is the size in bytes above which a file is skipped: larger
// files are data or generated, and parsers slow down.
const maxFileSize = 1 << 20

// scanner lists the files of a repository that are worth reading.
type scanner struct {
	repo             Repo
	parser           Parser
	include, exclude pathmatch.Set
}

// chooser says which files of one scan are read, as far as paths tell.
type chooser struct {
	*scanner
	included, excluded *pathmatch.Matcher
	attributes         attributes
	previous           *Index
	found              *scan
}

func (s *scanner) chooser(files []git.File, previous *Index, found *scan) *chooser {
	return &chooser{scanner: s, included: s.include.Matcher(), excluded: s.exclude.Matcher(),
		attributes: readAttributes(s.repo.Path, files), previous: previous, found: found}
}

// newScanner returns the scanner of a repository. It fails on an invalid pattern.
func newScanner(repo Repo, parser Parser) (*scanner, error) {
	include, err := pathmatch.New(repo.Include)
	if err != nil {
		return nil, fmt.Errorf("repo %s: include: %w", repo.Name, err)
	}
	exclude, err := pathmatch.New(repo.Exclude)
	if err != nil {
		return nil, fmt.Errorf("repo %s: exclude: %w", repo.Name, err)
	}
	return &scanner{repo: repo, parser: parser, include: include, exclude: exclude}, nil
}

// listedFile is a file to be read, as it was when it was listed.
type listedFile struct {
	path     string
	language string // "" for manifests
	stamp    graph.Stamp
	said     graph.Said
	open     bool // the content decides about the language
}

// headLength is how much of a file without an extension is looked at for its language, in bytes.
const headLength = 512

// script is what the beginning of a file said of its language; "" when it is none that is read.
type script struct {
	stamp    graph.Stamp
	language string
}

// scan is what a repository's folder holds.
type scan struct {
	files   []listedFile
	skipped []source.SkippedFile
	// unknown counts the files of languages that the parser does not know, by
	// extension: they are not listed, because most repositories are full of them.
	unknown map[string]int
	// manifests are files that name packages, whatever their language.
	manifests []listedFile
	// classified is what the parser said of paths alone, where it said something.
	classified map[string]source.SkipReason
	// listed are all files, also those of other languages.
	listed *listedPaths
	// scripts are the files that were looked into because their paths say no language.
	scripts map[string]script
	// idle are the patterns of the configuration that match nothing.
	idle []string
}

// scan lists the files. What the previous index knows about a path by the path alone, the parser
// is not asked again.
func (s *scanner) scan(ctx context.Context, inGit bool, previous *Index) (*scan, error) {
	files, err := s.list(ctx, inGit)
	if err != nil {
		return nil, fmt.Errorf("list the files of repo %s: %w", s.repo.Name, err)
	}
	found := &scan{unknown: map[string]int{}, classified: map[string]source.SkipReason{}, scripts: map[string]script{}}
	found.listed = &listedPaths{all: make([]string, 0, len(files)), stamps: make([]graph.Stamp, 0, len(files))}
	c := s.chooser(files, previous, found)
	for i, f := range files {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if f.Submodule {
			found.skipped = append(found.skipped, source.SkippedFile{Path: f.Path, Reason: c.submodule(f.Path)})
			continue
		}
		if f.Info != nil || !inGit {
			found.listed.add(f)
		}
		if graph.IsManifest(f.Path) {
			c.addManifest(f)
		}
		language, known, open := c.language(f)
		if !known {
			c.see(f.Path)
			found.unknown[strings.ToLower(path.Ext(f.Path))]++
			continue
		}
		reason, said := c.byPath(f.Path)
		switch {
		case reason != "":
		case f.Info == nil:
			reason = source.SkipUnreadable
		case !f.Info.Mode().IsRegular():
			reason = source.SkipNotRegular
		case f.Info.Size() > maxFileSize:
			reason = source.SkipTooLarge
		default:
			found.files = append(found.files, listedFile{f.Path, language, stampOf(f.Info), said, open})
			continue
		}
		found.skipped = append(found.skipped, source.SkippedFile{Path: f.Path, Reason: reason})
	}
	exists := existsBelow(s.repo.Path)
	for _, list := range []struct {
		name    string
		matcher *pathmatch.Matcher
	}{{"exclude", c.excluded}, {"include", c.included}} {
		for _, text := range list.matcher.Idle(exists) {
			found.idle = append(found.idle, list.name+" "+text)
		}
	}
	return found, nil
}

// submodule returns why a submodule is not read.
func (c *chooser) submodule(p string) source.SkipReason {
	switch {
	case !showable(p):
		return source.SkipName
	case c.excluded.Ignores(p + "/x"): // it is a folder
		return source.SkipExcluded
	}
	return source.SkipSubmodule
}

// language returns the language of a file; known says whether it is read at all, and open whether its content has to be asked again.
func (c *chooser) language(f git.File) (language string, known, open bool) {
	language, known = c.parser.Language(f.Path)
	d, ok := c.parser.(Detector)
	if !ok {
		return language, known, false
	}
	if _, open = d.DetectLanguage(f.Path, nil); known || !open || f.Info == nil || !f.Info.Mode().IsRegular() || f.Info.Size() > maxFileSize {
		return language, known, open
	}
	stamp := stampOf(f.Info)
	read, looked := c.previous.scripts[f.Path]
	if !looked || read.stamp != stamp || !trusted(stamp, c.previous.TakenAt) {
		read = script{stamp: stamp}
		if head, err := plainfile.Head(filepath.Join(c.repo.Path, filepath.FromSlash(f.Path)), headLength); err == nil && len(head) > 0 {
			read.language, _ = d.DetectLanguage(f.Path, head)
		}
	}
	c.found.scripts[f.Path] = read
	return read.language, read.language != "", false
}

// see has the patterns take notice of a file that is not read in any case.
func (c *chooser) see(p string) {
	c.excluded.See(p)
	c.included.See(p)
}

// byPath returns why a file is not read, as far as its path tells; "" when nothing speaks against it. What the repository's attributes and
// the configuration's include say of it goes before what the parser takes it for.
func (c *chooser) byPath(p string) (source.SkipReason, graph.Said) {
	if !showable(p) {
		return source.SkipName, graph.Said{}
	}
	excluded, included := c.excluded.Ignores(p), c.include.Empty() || c.included.Selects(p)
	if excluded || !included {
		return source.SkipExcluded, graph.Said{}
	}
	reason := c.classified(p)
	if reason != "" && reason != source.SkipVendored {
		return reason, graph.Said{}
	}
	var t told
	if len(c.attributes) > 0 {
		t = c.attributes.of(p)
	}
	var examples []string
	byName := false
	if !c.include.Empty() {
		examples, byName = c.included.Naming(p)
	}
	said := graph.Said{Written: t.own.yes() || t.generated.no() || byName}
	switch {
	case t.own.no():
		return source.SkipAttributes, said
	case t.own.yes():
	case t.generated.yes():
		return source.SkipGenerated, said
	case t.vendored.yes():
		return source.SkipVendored, said
	case reason != "" && !t.vendored.no() && !c.named(examples):
		return reason, said
	}
	said.Own = reason != ""
	return "", said
}

// named reports whether a pattern of include names what the parser takes a file for somebody else's for: "app/vendor/**" does, and "**/*.py" does not.
func (c *chooser) named(examples []string) bool {
	return slices.ContainsFunc(examples, func(e string) bool {
		return c.parser.(Classifier).Classify(e, nil) == source.SkipVendored
	})
}

// classified returns what the parser says of a path.
func (c *chooser) classified(p string) source.SkipReason {
	classifier, ok := c.parser.(Classifier)
	if !ok {
		return ""
	}
	reason, known := c.previous.classified[p]
	if old := c.previous.ByPath[p]; !known && (old == nil || old.Said.Own) {
		reason = classifier.Classify(p, nil)
	}
	if reason != "" {
		c.found.classified[p] = reason
	}
	return reason
}

// addManifest adds a manifest, whatever its language, that is the repository's own.
func (c *chooser) addManifest(f git.File) {
	if reason, _ := c.byPath(f.Path); (reason == "" || reason == source.SkipLanguage) && f.Info != nil && f.Info.Mode().IsRegular() {
		c.found.manifests = append(c.found.manifests, listedFile{path: f.Path, stamp: stampOf(f.Info)})
	}
}

// showable reports whether a path can stand on a page and in a prompt: others are
// made by mistake or to deceive.
func showable(p string) bool {
	if isPlain(p) {
		return true
	}
	return utf8.ValidString(p) && strings.IndexFunc(p, func(r rune) bool { return markdown.Hidden(r) || r == '\n' || r == '\t' }) < 0
}

// isPlain reports whether a text is of printable ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// list returns the files: those that git tracks or does not ignore, or those of the folder.
func (s *scanner) list(ctx context.Context, inGit bool) ([]git.File, error) {
	if inGit {
		return git.StatFiles(ctx, s.repo.Path)
	}
	return walkFiles(ctx, s.repo.Path, s.repo.Snapshot)
}

// walkFiles returns the files, by path, of a folder that is not in a git repository.
// Hidden folders and those that package managers and builds fill are left out, as an
// ignore file would, unless all are wanted.
func walkFiles(ctx context.Context, root string, all bool) ([]git.File, error) {
	var files []git.File
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if p == root {
				return err
			}
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if !all && p != root && (strings.HasPrefix(d.Name(), ".") || isFilled(p)) {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) { // deleted meanwhile
				return nil
			}
			info = nil
		}
		files = append(files, git.File{Path: filepath.ToSlash(rel), Info: info})
		return nil
	})
	slices.SortFunc(files, func(a, b git.File) int { return strings.Compare(a.Path, b.Path) })
	return files, err
}

// filledFolders are the names of folders that package managers and builds fill, with
// the files beside them, or in them, that tell that they do: a folder of that name may as
// well be a package. No files means that the name alone tells.
var filledFolders = map[string][]string{
	"node_modules": nil,
	"__pycache__":  nil,
	"venv":         {"venv/pyvenv.cfg"},
	"env":          {"env/pyvenv.cfg"},
	"target":       {"Cargo.toml", "pom.xml", "build.sbt"},
	"dist":         {"package.json", "pyproject.toml", "setup.py"},
	"build":        {"build.gradle", "build.gradle.kts", "package.json", "pyproject.toml", "setup.py", "build/CMakeCache.txt", "pubspec.yaml"},
	"vendor":       {"composer.json"},
	"deps":         {"mix.exs"},
	"_build":       {"mix.exs", "dune-project"},
}

// isFilled reports whether a package manager or a build fills the folder.
func isFilled(folder string) bool {
	marks, listed := filledFolders[filepath.Base(folder)]
	if !listed || marks == nil {
		return listed
	}
	return slices.ContainsFunc(marks, func(mark string) bool {
		_, err := os.Lstat(filepath.Join(filepath.Dir(folder), filepath.FromSlash(mark)))
		return err == nil
	})
}

// isTestPath reports whether a file holds tests by the conventions of common
// languages: its definitions are no targets, but they count as tests of what they call.
func isTestPath(p string) bool {
	base := strings.ToLower(path.Base(p))
	stem := strings.TrimSuffix(base, path.Ext(base))
	for _, suffix := range []string{"_test", ".test", ".spec", "_spec", "-test", "-spec"} {
		if strings.HasSuffix(stem, suffix) {
			return true
		}
	}
	if strings.HasPrefix(stem, "test_") || stem == "conftest" {
		return true
	}
	if camel := strings.TrimSuffix(path.Base(p), path.Ext(p)); strings.HasSuffix(camel, "Test") || strings.HasSuffix(camel, "Tests") {
		return true
	}
	for dir := range strings.SplitSeq(strings.ToLower(path.Dir(p)), "/") {
		switch dir {
		case "test", "tests", "__tests__", "spec", "testdata":
			return true
		}
	}
	return false
}
