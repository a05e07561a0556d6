package parser_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/bash"
	"github.com/codeworm/codeworm/parser/lang/c"
	"github.com/codeworm/codeworm/parser/lang/cpp"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/parser/lang/typescript"
)

func detecting(t *testing.T) *parser.Parser {
	p, err := parser.New(bash.Language, c.Language, cpp.Language, javascript.Language, python.Language, typescript.Language)
	require.NoError(t, err)
	return p
}

func TestHeaders(t *testing.T) {
	p := detecting(t)
	for text, want := range map[string]string{
		"":                       "c",
		"struct a { int b; };\n": "c",
		"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n": "c",
		"#if defined(__cplusplus)\nclass A {};\n#else\nint a;\n#endif\n":                            "c",
		"#ifndef __cplusplus\nint a;\n#else\nint b;\n#endif\n":                                      "c",
		"struct class *class;\nextern int new, private, this;\nvoid delete(int template);\n":        "c", // as in Linux
		"// class A {\n/* namespace b {\n template <x> */\nint f(const char *s);\n":                 "c",
		"#define CALL(x) do { \\\n  std::call(x); \\\n} while (0)\nint f(void);\n":                  "c",
		"[[gnu::packed]] struct a { int b : 3; };\n":                                                "c",
		"static const char *s = \"a::b\";\nint bits = a & b;\nunsigned m = ~mask (1);\n":            "c",
		"struct flags { unsigned a : 1, b : 2; };\nint f(int a) { again: return a ? b : c; }\n":     "c",
		"#include <stdio.h>\n#include \"x.h\"\n":                                                    "c",
		"class A {\n public:\n  int f();\n};\n":                                                     "cpp",
		"class API_EXPORT A : public B {\n};\n":                                                     "cpp",
		"class EXPORT(1) A\n{\n};\n":                                                                "cpp",
		"class A;\nvoid f(A *a);\n":                                                                 "cpp",
		"enum class Kind { A };\n":                                                                  "cpp",
		"namespace a::b {\nint f();\n}\n":                                                           "cpp",
		"namespace\n{\n}\n":                                                                         "cpp",
		"template <typename T>\nT f(T t);\n":                                                        "cpp",
		"#include <vector>\nint f();\n":                                                             "cpp",
		"#include \"a.hpp\"\n":                                                                      "cpp",
		"struct B : A {\n  int x;\n};\n":                                                            "cpp",
		"struct S {\n  int size() const;\n};\n":                                                     "cpp",
		"struct S {\n  ~S();\n};\n":                                                                 "cpp",
		"struct S {\n  S(const S &) = delete;\n};\n":                                                "cpp",
		"void f(const S &s);\n":                                                                     "cpp",
		"std::string name();\n":                                                                     "cpp",
		"using Id = int;\n":                                                                         "cpp",
		"#if !defined(__cplusplus)\n#error\n#else\nint f();\n#endif\nnamespace a {\n}\n":            "cpp",
		"extern \"C\" int f(void);\n":                                                               "cpp",
		"#import <Foundation/Foundation.h>\n@interface A : NSObject\n@end\n":                        "",
		"#ifdef __OBJC__\n@class A;\n#endif\nint f(void);\n":                                        "c",
	} {
		got, ok := p.DetectLanguage("include/a.h", []byte(text))
		assert.Equal(t, want, got, text)
		assert.Equal(t, want != "", ok, text)
		o, err := p.Parse(context.Background(), "include/a.h", []byte(text))
		if want == "" {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, o.Language, text)
	}
	got, _ := p.DetectLanguage("a.c", []byte("class A {\n};\n"))
	assert.Equal(t, "c", got, "what is no header is what it is called")
}

func TestScripts(t *testing.T) {
	p := detecting(t)
	for line, want := range map[string]string{
		"#!/usr/bin/python":                          "python",
		"#!/usr/bin/python3.12":                      "python",
		"#! /usr/bin/env python3 ":                   "python",
		"#!/usr/bin/env -S python3.12 -u":            "python",
		"#!/usr/bin/env -Spython3 -u":                "python",
		"#!/usr/bin/env -i LANG=C PATH=/bin bash":    "bash",
		"#!/bin/sh -e":                               "bash",
		"#!/bin/bash\r":                              "bash",
		"#!/usr/bin/env node":                        "javascript",
		"#!/usr/bin/env -S deno run --allow-net":     "typescript",
		"#!/usr/bin/perl":                            "",
		"#!":                                         "",
		"# /usr/bin/python":                          "",
		"#!/usr/bin/env " + strings.Repeat("x", 900): "",
	} {
		got, ok := p.DetectLanguage("bin/tool", []byte(line+"\nx\n"))
		assert.Equal(t, want, got, line)
		assert.Equal(t, want != "", ok, line)
	}
	o, err := p.Parse(context.Background(), "bin/tool", []byte("#!/usr/bin/env python3\ndef main():\n    pass\n"))
	require.NoError(t, err)
	assert.Equal(t, 2, o.Symbols[0].Span.StartLine)
	_, open := p.DetectLanguage("a.conf", nil)
	assert.False(t, open, "a file with an extension is what it is called")
	assert.Equal(t, "", string(p.Classify("bin/tool", nil)))
}

func TestComponents(t *testing.T) {
	p := detecting(t)
	src := "<template>\n  <b @click=\"go\">function no() {}</b>\n</template>\n<!-- <script>function old() {}</script> -->\n" +
		"<script>\nexport default { name: 'x' }\n</script>\n<script setup lang=\"ts\">\nfunction go(n: number): void {\n}\n</script>\n<style>\nb { }\n</style>\n"
	for name, plain := range map[string]bool{"a.vue": false, "b.svelte": false, "c.vue": true} {
		text, want := src, "typescript"
		if plain {
			text, want = strings.NewReplacer(` lang="ts"`, "", ": number): void", ")").Replace(src), "javascript"
		}
		o, err := p.Parse(context.Background(), name, []byte(text))
		require.NoError(t, err)
		assert.Equal(t, want, o.Language)
		assert.Empty(t, o.Problem)
		require.Len(t, o.Symbols, 1)
		s := o.Symbols[0]
		assert.Equal(t, "go", s.Name)
		assert.Equal(t, []int{9, 10}, []int{s.Span.StartLine, s.Span.EndLine})
		assert.True(t, strings.HasPrefix(text[s.Span.StartByte:], "function go(n"))
	}
}
