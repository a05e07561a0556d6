package parser

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	gogrammar "github.com/smacker/go-tree-sitter/golang"
)

func TestNoticesMatchTheirExamples(t *testing.T) {
	for _, rows := range [][]notice{licences, toolLines} {
		require.NotEmpty(t, rows)
		for _, row := range rows {
			assert.Regexp(t, regexp.MustCompile("(?i)^(?:"+row.opening+")"), row.example)
			assert.Empty(t, withoutNotices(row.example))
		}
	}
}

func TestWithoutNotices(t *testing.T) {
	for text, want := range map[string]string{
		"Copyright 2014 The Go Authors. All rights reserved.\nUse of this source code is governed by a BSD-style\nlicense.":                                                                                                  "",
		"Copyright (c) Acme.\n\nLicensed under the Apache License, Version 2.0 (the \"License\");\nyou may not.\n\n    http://www.apache.org/licenses/LICENSE-2.0\n\nUnless required by applicable law\n\nQueue holds jobs.": "Queue holds jobs.",
		"SPDX-License-Identifier: MIT\n\nReads files.": "Reads files.",
		"vim: set ts=4:\nReads files.":                 "Reads files.",
		"-*- coding: utf-8 -*-":                        "",
		"=====\nCopyright 2020\n=====":                 "",
		// What speaks of these things is a doc comment.
		"Copyright returns the notice of the file.\nIt may be empty.": "Copyright returns the notice of the file.\nIt may be empty.",
		"License is one of a package.":                                "License is one of a package.",
		"Licensed reports whether the user may.":                      "Licensed reports whether the user may.",
		"This file is read at the start.":                             "This file is read at the start.",
		"Typed: what has a type.":                                     "Typed: what has a type.",
		"Package license finds licences.":                             "Package license finds licences.",
		"Exec: runs it.":                                              "Exec: runs it.",
		"Example:\n\n    f()":                                         "Example:\n\n    f()",
		"Vi is an editor.":                                            "Vi is an editor.",
		"----\nA title\n----":                                         "----\nA title\n----",
	} {
		assert.Equal(t, want, withoutNotices(text), text)
	}
}

// TestNoticesAreNoDocComments holds what an outline says of files that begin with notices.
func TestNoticesAreNoDocComments(t *testing.T) {
	p, err := New(Language{Name: "go", Grammar: gogrammar.GetLanguage, Extensions: []string{".go"}, Comments: "comment",
		Query: "(source_file (comment) @doc . (package_clause))\n(function_declaration name: (identifier) @name) @definition.function"})
	require.NoError(t, err)
	for src, want := range map[string][2]string{
		"// Copyright 2020 Acme.\n\n// Package a reads.\npackage a\n":                        {"Package a reads.", ""},
		"// Copyright 2020 Acme.\n//\n// Package a reads.\npackage a\n":                      {"Package a reads.", ""},
		"// Copyright 2020 Acme.\npackage a\n":                                               {"", ""},
		"package a\n// Copyright 2020 Acme. Taken from elsewhere.\nfunc f() {}\n":            {"", ""},
		"package a\n// Copyright 2020 Acme.\n//\n// f does it.\nfunc f() {}\n":               {"", "f does it."},
		"// Package license finds the license of a module.\npackage a\n// f.\nfunc f() {}\n": {"Package license finds the license of a module.", "f."},
	} {
		o, err := p.Parse(t.Context(), "a.go", []byte(src))
		require.NoError(t, err)
		doc := ""
		if len(o.Symbols) > 0 {
			doc = o.Symbols[0].Doc
		}
		assert.Equal(t, want, [2]string{o.Doc, doc}, src)
	}
}
