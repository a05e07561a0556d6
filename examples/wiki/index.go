package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/page"
)

// What a wiki shows first, and beside every page.
const (
	homeFile    = "Home.md"
	sidebarFile = "_Sidebar.md"
)

// home lists all pages, by repository and document type.
func (w *Wiki) home() []byte {
	var b strings.Builder
	b.WriteString("# Home\n")
	if len(w.pages) == 0 {
		b.WriteString("\nNo pages yet.\n")
	}
	var repo string
	var docType page.Type
	for i, name := range w.sorted() {
		meta := w.pages[name]
		newRepo := i == 0 || meta.Key.Repo != repo
		if newRepo {
			repo = meta.Key.Repo
			fmt.Fprintf(&b, "\n## %s\n", plain(repo))
		}
		if newRepo || meta.Key.Type != docType {
			docType = meta.Key.Type
			fmt.Fprintf(&b, "\n### %s\n\n", docType.Label())
		}
		fmt.Fprintf(&b, "- %s: %s\n", link(meta.Title, name), plain(meta.Summary))
	}
	return []byte(b.String())
}

// sidebar leads home and, by repository, to each page.
func (w *Wiki) sidebar() []byte {
	var b strings.Builder
	b.WriteString("**[Home](Home)**\n")
	var repo string
	for i, name := range w.sorted() {
		meta := w.pages[name]
		if i == 0 || meta.Key.Repo != repo {
			repo = meta.Key.Repo
			fmt.Fprintf(&b, "\n**%s**\n\n", plain(repo))
		}
		fmt.Fprintf(&b, "- %s\n", link(meta.Title, name))
	}
	return []byte(b.String())
}

// link is a wiki's link to a page: its name without ".md".
func link(title, name string) string {
	return fmt.Sprintf("[%s](%s)", plain(title), strings.TrimSuffix(name, ".md"))
}

// What Markdown could read as more than a character, wherever it stands on a line, and what makes a link of an address.
var special = regexp.MustCompile("[\\\\`*_\\[\\]<|~#$@{]|&#?\\w+;|://|(?i:www)\\.")

// plain makes a text one line that Markdown reads as text, for the places where this file puts it: never at the start of a
// line. CodeWorm has a writer of its own for that, with fewer escapes, but a program outside of its module cannot import
// it, and this one is meant to be copied.
func plain(text string) string {
	printable := strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return special.ReplaceAllStringFunc(strings.Join(strings.Fields(printable), " "), func(mark string) string {
		if www, dot := strings.CutSuffix(mark, "."); dot {
			return www + `\.`
		}
		return `\` + mark
	})
}
