package parser

import (
	"regexp"
	"strings"
)

// notice is how a comment begins that says nothing about the code: whose it is, or how a tool reads it.
type notice struct {
	opening string // of a line, a regular expression
	example string
}

// licences open the paragraphs of copyright notices and licence texts.
var licences = []notice{
	{`(©|\(c\) |copyright[ :,]*(\(c\)|©|\d|by\b|(?-i:\p{Lu})|$))`, "Copyright (c) 2020 The Authors"},
	{`@(license|licence|copyright|preserve)\b`, "@license MIT"},
	{`spdx-`, "SPDX-License-Identifier: Apache-2.0"},
	{`all rights reserved`, "All rights reserved."},
	{`(dual-|re)?licen[sc]ed (under|to)\b`, "Licensed to the Apache Software Foundation (ASF) under one"},
	{`(licen[sc]e|licence information)\s*:`, "License: BSD-3-Clause"},
	{`(the )?(mit|isc|bsd|apache|mozilla public|gnu [\w ]*|\d-clause bsd|unlicense)[ -]licen[sc]e\b`, "The MIT License (MIT)"},
	{`(this|the) (source|source code|source file|code|file|program|library|software|module|package|script|work|product)( form)? (is|are) (free software|(dual-)?licen[sc]ed|distributed under|released under|subject to|covered by|made available under|part of the)\b`,
		"This program is free software: you can redistribute it and/or modify"},
	{`this file is part of\b`, "This file is part of GNU Bash, the Bourne Again SHell."},
	{`use of this source code is governed\b`, "Use of this source code is governed by a BSD-style"},
	{`permission (is hereby granted|to use, copy)`, "Permission is hereby granted, free of charge, to any person obtaining"},
	{`redistribution and use in source`, "Redistribution and use in source and binary forms, with or without"},
	{`redistributions (of|in) `, "Redistributions of source code must retain the above copyright notice"},
	{`you (may not use this file|may obtain a copy|should have received a copy)\b`, "You should have received a copy of the GNU General Public License"},
	{`(https?://www\.apache\.org/licenses|https?://opensource\.org/licenses)`, "http://www.apache.org/licenses/LICENSE-2.0"},
	{`unless required by applicable law`, "Unless required by applicable law or agreed to in writing, software"},
	{`the above copyright notice`, "The above copyright notice and this permission notice shall be included"},
	{`(the|this) (software|program) is (provided|distributed)\b`, `THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND`},
	{`released (under|into) the (public domain|[\w.-]+ licen[sc]e)`, "Released under the MIT license"},
}

// toolLines are lines that tools read: interpreters, editors, compilers, linters.
var toolLines = []notice{
	{`!\s*/`, "!/usr/bin/env python3"},
	{`/(usr/)?bin/`, "/usr/bin/env python3"},
	{`-\*-.*-\*-`, "-*- coding: utf-8 -*-"},
	{`(vim?|ex):\s*(set? |\w+=)`, "vim: set ts=4 sw=4:"},
	{`(en)?coding[:=]\s*[-\w.]+$`, "coding: utf-8"},
	{`go:[a-z]+\b`, "go:generate stringer -type=Kind"},
	{`\+build\b`, "+build linux,amd64"},
	{`(frozen_string_literal|warn_indent|typed):\s*(true|false|strict|strong|ignore)$`, "frozen_string_literal: true"},
	{`(eslint|tslint|jshint|jslint|prettier|stylelint|biome|istanbul|c8|v8)(-[a-z-]+)?[ :]`, "eslint-disable no-console"},
	{`@(ts-[a-z-]+|flow|jsx|jest-environment|format|generated)\b.*$`, "@ts-check"},
	{`(clang-format|clang-tidy|cspell|nolint|noinspection|rubocop|pylint|flake8|mypy|ruff|isort|shellcheck|phpcs|spell-checker|codespell)[: ]`, "clang-format off"},
	{`<(reference|amd-module)\b`, `<reference types="node" />`},
}

var (
	licenceOpening = openings(licences)
	toolOpening    = openings(toolLines)
)

// openings returns what matches one of the rows at the beginning of a line.
func openings(rows []notice) *regexp.Regexp {
	all := make([]string, len(rows))
	for i, row := range rows {
		all[i] = row.opening
	}
	return regexp.MustCompile(`(?i)^(?:` + strings.Join(all, "|") + `)`)
}

// rules are lines that only draw.
var rules = regexp.MustCompile(`^[-=*#/~_+ ]{3,}$`)

// withoutNotices returns the text of a comment without the lines for tools and the paragraphs of a licence that it
// begins with.
func withoutNotices(text string) string {
	licensed := false
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		plain := strings.Trim(line, "-=*#/~_+ \t")
		switch {
		case toolOpening.MatchString(strings.TrimSpace(line)), strings.TrimSpace(line) == "":
			text = rest
		case rules.MatchString(line) && (licensed || licenceOpening.MatchString(strings.TrimLeft(rest, "-=*#/~_+ \t\n"))):
			text = rest
		case licenceOpening.MatchString(plain):
			licensed = true
			_, text, _ = strings.Cut(text, "\n\n")
		default:
			return text
		}
	}
	return ""
}
