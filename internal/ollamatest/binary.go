//go:build unix

package ollamatest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/codeworm/codeworm/internal/realpart"
)

// Version is the version of Ollama that is built when none is found: the
// last one that `go install` can build with a C compiler alone.
const Version = "v0.9.6"

// find is asked once in a process: where the server's program is.
var find = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("CODEWORM_OLLAMA"); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("CODEWORM_OLLAMA: %w", err)
		}
		return path, nil
	}
	if path, err := exec.LookPath("ollama"); err == nil {
		return path, nil
	}
	cache, err := realpart.Cache("ollama")
	if err != nil {
		return "", err
	}
	return build(filepath.Join(cache, Version+"-"+processor()))
})

// compilerFlags make a server that reads eleven times as many tokens a second, and writes four times as many, as one that is
// built for any processor.
func compilerFlags() string {
	flags := "-O3 -march=native"
	if runtime.GOARCH == "amd64" {
		// The module lacks the files of the code for matrix instructions, which processors with them would link to.
		flags += " -mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
	}
	return flags
}

// processor is a key of what the C compiler makes of this machine's processor, so that a cache that
// moves to another machine holds no program that stops there at the first instruction it does not know.
func processor() string {
	arguments := append(strings.Fields(compilerFlags()), "-dM", "-E", "-x", "c", os.DevNull)
	macros, err := exec.Command(cmp.Or(os.Getenv("CC"), "cc"), arguments...).Output()
	if err != nil {
		return "native" // the build that follows says what is wrong with the compiler
	}
	sum := sha256.Sum256(macros)
	return hex.EncodeToString(sum[:4])
}

// build builds the program in the folder unless it is there.
func build(dir string) (string, error) {
	return realpart.Once(filepath.Join(dir, "ollama"), install)
}

// install builds the program in a folder.
func install(unfinished string) error {
	install := exec.Command("go", "install", "github.com/ollama/ollama@"+Version)
	install.Dir = unfinished
	install.Env = append(os.Environ(), "GOBIN="+unfinished, "GOFLAGS=", "CGO_ENABLED=1",
		"CGO_CFLAGS="+compilerFlags(), "CGO_CXXFLAGS="+compilerFlags())
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(install.Args, " "), err, realpart.Tail(string(out), 2000))
	}
	return nil
}

// Binary is the path of the server's program. Without one the test is
// skipped, or fails when CODEWORM_REQUIRE_REAL is 1.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := find()
	realpart.Need(t, "ollama", err)
	return path
}
