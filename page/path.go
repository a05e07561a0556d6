package page

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// Limits of a page's path in bytes, so that it fits every file system with room for the
// devlog's own folder (Windows: 260 characters in all).
const (
	maxSourceFolders = 96 // all folders that the source's path gives
	maxPageName      = 48 // the page's name without hash and ending
	maxComponent     = 32 // one folder
)

// PagePath returns the slash-separated path of the key's page below the devlog's
// root: repo/folder-of-the-type/source-path/symbol-HASH.md. It depends on the key
// alone, holds only lower-case letters of ASCII, digits, '.', '-' and '_', is unique
// also where file names ignore case, and is at most 210 bytes long. No component of it begins with '.', '-' or '_', which hide
// files, look like options and are left out by site generators, or ends with '.'; none is the name of a device.
func (k Key) PagePath() string {
	folders := []string{RepoFolder(k.Repo), k.Type.info().Folder}
	name, src := k.Symbol, k.Path
	switch {
	case k.Period != "":
		name = k.Period
	case name == "" && src == ".":
		name, src = k.Repo, ""
	case name == "":
		name, src = path.Base(src), path.Dir(src)
	}
	folders = append(folders, sourceFolders(src)...)
	sum := sha256.Sum256([]byte(k.String()))
	file := mended(name, maxPageName) + "-" + hex.EncodeToString(sum[:6]) + ".md"
	return path.Join(append(folders, file)...)
}

// RepoFolder returns the folder, below the devlog's root, of all pages about the repository of
// that name. Names that differ only in case or in other signs than those of a path share a folder.
func RepoFolder(repo string) string { return component(repo) }

// sourceFolders returns the folders of a path in the source. The front of a long path
// goes: the hash in the page's name keeps pages apart.
func sourceFolders(src string) []string {
	if src == "" || src == "." {
		return nil
	}
	var folders []string
	length := 0
	for dir := range strings.SplitSeq(src, "/") {
		dir = component(dir)
		length += len(dir) + 1
		folders = append(folders, dir)
	}
	for length > maxSourceFolders && len(folders) > 1 {
		length -= len(folders[0]) + 1
		folders = folders[1:]
	}
	return folders
}

// component makes a name safe as the name of a folder on every file system. It never ends in ".md", so that no folder is in the place of a page
// or of an index.
func component(name string) string {
	c := mended(name, maxComponent)
	if stem, ok := strings.CutSuffix(c, ".md"); ok {
		return stem + "-md"
	}
	return c
}

// mended makes a name safe as one component of a path, up to the limit and one byte more: no separators, no hidden or reserved names,
// no case. Different names may become the same.
func mended(name string, limit int) string {
	c := strings.TrimLeft(strings.Map(safe, strings.ToLower(name)), "._-")
	if len(c) > limit {
		c = c[:limit]
	}
	if c == "" {
		return "x"
	}
	if trimmed := strings.TrimRight(c, "."); trimmed != c {
		c = trimmed + "_"
	}
	stem, _, _ := strings.Cut(c, ".")
	if reservedNames[stem] {
		c = "x" + c
	}
	return c
}

// safe is a rune of a name as a path may have it.
func safe(r rune) rune {
	if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.' || r == '_' || r == '-' {
		return r
	}
	return '-'
}

// reservedNames are the names of devices, which Windows takes with any ending. It takes those with a superscript digit, too, and
// those that end in a dollar; neither sign is left then.
var reservedNames = func() map[string]bool {
	names := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for _, d := range "0123456789" {
		names["com"+string(d)] = true
		names["lpt"+string(d)] = true
	}
	return names
}()
