//go:build unix

package rendertest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/codeworm/codeworm/internal/realpart"
)

// What is installed. Versions are fixed, so that a result can be had again.
var (
	wheels   = strings.Fields("cmarkgfm==2025.10.22 Markdown==3.11.3 pymdown-extensions==13.1.2 mistune==3.4.0 Jinja2==3.1.6 Pygments==2.21.0")
	packages = strings.Fields("marked@15.0.12 markdown-it@14.1.0 @mdx-js/mdx@3.1.1 @slorber/remark-comment@1.0.0 remark-gfm@4.0.1 react@19.1.0 react-dom@19.1.0 liquidjs@10.21.1")
)

// find is asked once in a process: the folder with the renderers, which are installed into the cache unless they are there.
var find = sync.OnceValues(func() (string, error) {
	cache, err := realpart.Cache("renderers")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(strings.Join(slices.Concat(wheels, packages), "\n")))
	name := hex.EncodeToString(sum[:6])
	return realpart.Once(filepath.Join(cache, name), func(unfinished string) error { return install(filepath.Join(unfinished, name)) })
})

// install puts the renderers into a folder.
func install(folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	python := append(strings.Fields("-m pip install --quiet --disable-pip-version-check --target"), filepath.Join(folder, "python"))
	node := strings.Fields("install --silent --no-fund --no-audit --ignore-scripts --no-save --prefix")
	for _, command := range []*exec.Cmd{
		exec.Command("python3", append(python, wheels...)...),
		exec.Command("npm", slices.Concat(node, []string{folder}, packages)...),
	} {
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(command.Args[:3], " "), err, realpart.Tail(string(out), 2000))
		}
	}
	return nil
}
