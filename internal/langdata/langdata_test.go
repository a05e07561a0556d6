package langdata

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLanguagesKnowTheirNames(t *testing.T) {
	for _, c := range []struct {
		language, keyword, builtin, method string
		modules                            []string
		member                             [2]string
	}{
		{"go", "defer", "append", "Error", []string{"net/http", "http", "os"}, [2]string{"http", "StatusOK"}},
		{"python", "finally", "RuntimeError", "strip", []string{"pathlib", "os.path", "Path"}, [2]string{"functools", "lru_cache"}},
		{"tsx", "typeof", "Promise", "map", []string{"fs/promises", "node:fs", "react"}, [2]string{"React", ""}},
		{"javascript", "await", "document", "toString", []string{"path"}, [2]string{"Math", "max"}},
		{"rust", "impl", "Option", "unwrap", []string{"std::sync", "sync"}, [2]string{"Arc", "clone"}},
		{"java", "synchronized", "String", "equals", []string{"java.util"}, [2]string{"java.util.List", "of"}},
		{"c", "struct", "malloc", "", nil, [2]string{}},
		{"cpp", "template", "unique_ptr", "push_back", nil, [2]string{}},
		{"sql", "SELECT", "COUNT", "", nil, [2]string{}},
		{"kotlin", "when", "listOf", "forEach", []string{"java.util"}, [2]string{}},
	} {
		l := For(c.language)
		assert.True(t, l.Keyword(c.keyword), "%s %s", c.language, c.keyword)
		assert.True(t, l.Builtin(c.builtin), "%s %s", c.language, c.builtin)
		assert.True(t, c.method == "" || l.Method(c.method), "%s %s", c.language, c.method)
		for _, m := range c.modules {
			assert.True(t, l.Module(m), "%s %s", c.language, m)
		}
		if c.member[1] != "" {
			exists, known := l.Member(c.member[0], c.member[1])
			assert.True(t, exists && known, "%s %v", c.language, c.member)
			exists, known = l.Member(c.member[0], "noSuchThing")
			assert.True(t, !exists && known, "%s %v", c.language, c.member)
		}
		assert.False(t, l.Keyword("no_such_word") || l.Builtin("no_such_word") || l.Method("no_such_word") || l.Library("no_such_word") || l.Anywhere("no_such_word"))
	}
	assert.True(t, For("go").MemberOfType("http", "StatusCode"))
	assert.True(t, For("python").MemberOfType("pathlib", "read_text"))
	assert.True(t, For("rust").MemberOfType("std::fs", "read_to_string") || For("rust").Anywhere("read_to_string"))
	assert.True(t, For("python").Library("lru_cache"))
	assert.True(t, For("go").Anywhere("StatusCode"))
}

func TestUnknownLanguageBringsNothing(t *testing.T) {
	l := For("brainfuck")
	assert.False(t, l.Keyword("if") || l.Builtin("print") || l.Module("os"))
	assert.Same(t, l, For(""))
}

func TestPackages(t *testing.T) {
	assert.True(t, Package("python", "orjson"))
	assert.True(t, Package("tsx", "@tanstack/react-query"))
	assert.True(t, Package("go", "errgroup"))
	assert.False(t, Package("go", "orjson"))
}

func TestForIsSafeToShare(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, language := range []string{"go", "python", "rust", "none"} {
				For(language).Anywhere("x")
			}
		})
	}
	wg.Wait()
}
