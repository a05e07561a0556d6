package parser

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRepetition(t *testing.T) {
	ordinary := strings.Repeat("func f(a int) int { if a > 0 { return a }; return 0 }\n", 300)
	for _, text := range []string{"a<", "a=>", `\`, "<a ", "a?b:", "f(", "a\n<\n", "    a<", "x:a<b;", "!", "`"} {
		src := ordinary + strings.Repeat(text, 6000) + ordinary
		assert.NotEmpty(t, repetition([]byte(src)), "%q", text)
		assert.Empty(t, repetition([]byte(ordinary+strings.Repeat(text, 400)+ordinary)), "%q a few times", text)
	}
	for _, text := range []string{
		"0, ", "0x00, ", "{0, 0},\n", `"", `, `\x00`, `\0`, "A", "nil,\n", "(", "[", "]", "}", "-", "=", "*", "#", "/", " ", "\n", "\t", "ä", "",
	} {
		assert.Empty(t, repetition([]byte(ordinary+strings.Repeat(text, 6000)+ordinary)), "%q", text)
	}
	assert.Empty(t, repetition(nil))
}

// TestNoRepetitionInPeoplesFiles: ordinary files are not refused for their shape. CODEWORM_SHAPES names more folders, separated as in PATH.
func TestNoRepetitionInPeoplesFiles(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	folders := append(filepath.SplitList(os.Getenv("CODEWORM_SHAPES")), filepath.Join(strings.TrimSpace(string(root)), "src"))
	read, bytes := 0, 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || filepath.Ext(path) == "" {
				return nil //nolint:nilerr // what this user may not read says nothing
			}
			if info, err := d.Info(); err != nil || info.Size() < maxRun || info.Size() > MaxSize {
				return nil //nolint:nilerr // it is gone
			}
			src, err := os.ReadFile(path)
			if err != nil || isBinary(src) {
				return nil //nolint:nilerr // likewise
			}
			read++
			bytes += len(src)
			assert.Empty(t, repetition(src), path)
			return nil
		})
		require.NoError(t, err)
	}
	require.Greater(t, read, 2000)
	t.Logf("%d files, %d MB", read, bytes>>20)
}
