//go:build unix

package ollamatest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	return build(filepath.Join(cache, "codeworm", "ollama", Version))
})

// build builds the program in the folder unless it is there. Test programs
// run at the same time, so one of them builds and the others wait for it.
func build(dir string) (string, error) {
	path := filepath.Join(dir, "ollama")
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
	unfinished, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	install := exec.Command("go", "install", "github.com/ollama/ollama@"+Version)
	install.Dir = unfinished
	install.Env = append(os.Environ(), "GOBIN="+unfinished, "GOFLAGS=", "CGO_ENABLED=1")
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(install.Args, " "), err, tail(string(out), 2000))
	}
	return path, os.Rename(filepath.Join(unfinished, "ollama"), path)
}

// Binary is the path of the server's program. Without one the test is
// skipped, or fails when CODEWORM_REQUIRE_REAL is 1.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := find()
	if err != nil {
		if os.Getenv("CODEWORM_REQUIRE_REAL") == "1" {
			t.Fatalf("needs real part: ollama: %v", err)
		}
		t.Skipf("needs real part: ollama: %v", err)
	}
	return path
}

func tail(s string, limit int) string {
	if len(s) > limit {
		return "..." + s[len(s)-limit:]
	}
	return s
}
