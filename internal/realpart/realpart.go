//go:build unix

// Package realpart finds and keeps the real programs that tests run: a test that cannot have one is skipped, or fails when
// CODEWORM_REQUIRE_REAL is 1.
package realpart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Cache is the folder in which parts of a kind are kept between runs.
func Cache(kind string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep it in: %w", err)
	}
	return filepath.Join(cache, "codeworm", kind), nil
}

// Once makes a file or a folder unless it is there: make has to leave it, under its own name, in the folder that it is given. Test
// programs run at the same time, so one of them makes it and the others wait for it.
func Once(path string, make func(folder string) error) (string, error) {
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

// Need skips the test when a real part is not there, or fails it when CODEWORM_REQUIRE_REAL is 1.
func Need(t testing.TB, part string, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("CODEWORM_REQUIRE_REAL") == "1":
		t.Fatalf("needs real part: %s: %v", part, err)
	default:
		t.Skipf("needs real part: %s: %v", part, err)
	}
}

// Tail is the end of a text, such as what a program printed.
func Tail(s string, limit int) string {
	if len(s) > limit {
		return "..." + s[len(s)-limit:]
	}
	return s
}
