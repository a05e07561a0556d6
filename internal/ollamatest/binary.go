//go:build unix

package ollamatest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
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
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to build it in: %w", err)
	}
	return build(filepath.Join(cache, "codeworm", "ollama", Version+"-"+processor()))
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
	return once(filepath.Join(dir, "ollama"), install)
}

// once makes a file unless it is there: make has to leave it, under its own name, in the folder that it is given. Test
// programs run at the same time, so one of them makes it and the others wait for it.
func once(path string, make func(folder string) error) (string, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close() // and unlock
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return path, err
	}
	unfinished, err := os.MkdirTemp(dir, "unfinished-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	if err := make(unfinished); err != nil {
		return "", err
	}
	return path, os.Rename(filepath.Join(unfinished, filepath.Base(path)), path)
}

// install builds the program in a folder.
func install(unfinished string) error {
	install := exec.Command("go", "install", "github.com/ollama/ollama@"+Version)
	install.Dir = unfinished
	install.Env = append(os.Environ(), "GOBIN="+unfinished, "GOFLAGS=", "CGO_ENABLED=1",
		"CGO_CFLAGS="+compilerFlags(), "CGO_CXXFLAGS="+compilerFlags())
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(install.Args, " "), err, tail(string(out), 2000))
	}
	return nil
}

// Binary is the path of the server's program. Without one the test is
// skipped, or fails when CODEWORM_REQUIRE_REAL is 1.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := find()
	need(t, "ollama", err)
	return path
}

// need skips the test when a real part is not there, or fails it when CODEWORM_REQUIRE_REAL is 1.
func need(t testing.TB, part string, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("CODEWORM_REQUIRE_REAL") == "1":
		t.Fatalf("needs real part: %s: %v", part, err)
	default:
		t.Skipf("needs real part: %s: %v", part, err)
	}
}

func tail(s string, limit int) string {
	if len(s) > limit {
		return "..." + s[len(s)-limit:]
	}
	return s
}
