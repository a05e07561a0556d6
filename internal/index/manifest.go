package index

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// maxManifest is how many bytes of a manifest are read.
const maxManifest = 64 << 10

// manifest is a file that names the module in its folder, as it was read.
type manifest struct {
	graph.Module
	stamp   graph.Stamp
	trusted bool // as graph.File.Trusted
}

// readManifests reads the manifests that changed since the previous ones were read. One that cannot be read
// names nothing.
func readManifests(ctx context.Context, root string, files []listedFile, previous []manifest) ([]manifest, error) {
	found := make([]manifest, 0, len(files))
	for _, f := range files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if i := slices.IndexFunc(previous, func(m manifest) bool { return m.Manifest == f.path && m.stamp == f.stamp && m.trusted }); i >= 0 {
			found = append(found, previous[i])
			continue
		}
		text, err := readStart(filepath.Join(root, filepath.FromSlash(f.path)))
		if err != nil {
			continue // gone, or not ours to read
		}
		found = append(found, manifest{graph.NewModule(f.path, text), f.stamp, trusted(f.stamp, time.Now())})
	}
	return found, nil
}

// readStart returns the first maxManifest bytes of a file.
func readStart(file string) (string, error) {
	f, err := plainfile.OpenNamed(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	start := make([]byte, maxManifest)
	n := 0
	for n < len(start) {
		more, err := f.Read(start[n:])
		n += more
		if more == 0 || err != nil {
			break
		}
	}
	return strings.ToValidUTF8(string(start[:n]), ""), nil
}

// modulesOf returns the modules that the manifests name.
func modulesOf(manifests []manifest) graph.Modules {
	modules := make(graph.Modules, len(manifests))
	for i := range manifests {
		modules[i] = manifests[i].Module
	}
	return modules
}
