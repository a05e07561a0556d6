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
// alone, holds only lower-case letters, digits, '.', '-' and '_', is unique
// also where file names ignore case, and is at most 210 bytes long.
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
	file := mended(safe(name), maxPageName) + "-" + hex.EncodeToString(sum[:6]) + ".md"
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

// component makes a name safe as one component of a path on every file
// system: no separators, no hidden or reserved names, no case.
func component(name string) string { return mended(safe(name), maxComponent) }

// safe replaces what a path's component cannot hold or begin with.
func safe(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '.', r == '_', r == '-':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	c := b.String()
	if c == "" || c[0] == '.' || c[0] == '-' {
		c = "_" + c
	}
	return c
}

// mended cuts a component to the limit and mends what that or the name itself
// left: endings that Windows refuses and the names it reserves.
func mended(c string, limit int) string {
	if len(c) > limit {
		c = c[:limit]
	}
	if trimmed := strings.TrimRight(c, "."); trimmed != c {
		c = trimmed + "_"
	}
	stem, _, _ := strings.Cut(c, ".")
	if reservedNames[stem] {
		c = "_" + c
	}
	return c
}

// reservedNames are the names of devices, which Windows takes with any ending.
var reservedNames = func() map[string]bool {
	names := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for _, d := range "0123456789" {
		names["com"+string(d)] = true
		names["lpt"+string(d)] = true
	}
	return names
}()
