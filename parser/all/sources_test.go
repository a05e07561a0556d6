package all

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codeworm/codeworm/parser"
	"github.com/stretchr/testify/require"
)

// realPackage is a published package whose sources are real code in a language. It is
// fetched once with its registry's own client and kept in the user's cache.
type realPackage struct {
	language   string
	client     string // the program that fetches it
	name       string
	version    string
	extensions []string
}

var realPackages = []realPackage{
	{"bash", "apt-get", "bash-completion", "", []string{""}},
	{"c", "go", "github.com/smacker/go-tree-sitter", "", []string{".c"}},
	{"cpp", "npm", "re2", "1.20.10", []string{".cc"}},
	{"csharp", "apt-get", "gtk-sharp2-examples", "", []string{".cs"}},
	{"java", "mvn", "org.apache.commons:commons-lang3", "3.20.0", []string{".java"}},
	{"kotlin", "mvn", "org.jetbrains.kotlin:kotlin-stdlib", "2.4.21", []string{".kt"}},
	{"lua", "apt-get", "lua-penlight", "", []string{".lua"}},
	{"ocaml", "apt-get", "ocaml", "", []string{".ml"}},
	{"php", "apt-get", "php-twig", "", []string{".php"}},
	{"protobuf", "pip", "googleapis-common-protos", "1.65.0", []string{".proto"}},
	{"ruby", "apt-get", "ruby-rack", "", []string{".rb"}},
	{"rust", "cargo", "serde_json", "1.0.128", []string{".rs"}},
}

// fetch returns the folder of the package's files.
func (p realPackage) fetch(t testing.TB) string {
	if _, err := exec.LookPath(p.client); err != nil {
		t.Skipf("needs real part: %s to fetch %s: %v", p.client, p.name, err)
	}
	if p.client == "go" {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", p.name).Output()
		require.NoError(t, err)
		return strings.TrimSpace(string(out))
	}
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	dir := filepath.Join(cache, "codeworm", "sources", p.language)
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(dir), 0o755))
	temporary, err := os.MkdirTemp(filepath.Dir(dir), p.language+"-")
	require.NoError(t, err)
	defer os.RemoveAll(temporary)
	if err := p.download(temporary); err != nil {
		t.Skipf("needs real part: %s %s from %s: %v", p.name, p.version, p.client, err)
	}
	if err := os.Rename(temporary, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(dir); there != nil {
			require.NoError(t, err)
		}
	}
	return dir
}

// download fetches the package into a folder and unpacks it there.
func (p realPackage) download(dir string) error {
	run := func(name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
		}
		return nil
	}
	switch p.client {
	case "npm":
		if err := run("npm", "pack", "--silent", p.name+"@"+p.version); err != nil {
			return err
		}
	case "pip":
		if err := run("pip", "download", "--quiet", "--no-deps", p.name+"=="+p.version); err != nil {
			return err
		}
	case "mvn":
		if err := run("mvn", "--quiet", "--batch-mode", "dependency:copy", "-Dartifact="+p.name+":"+p.version+":jar:sources",
			"-DoutputDirectory="+dir, "-Dmdep.useBaseVersion=true"); err != nil {
			return err
		}
	case "cargo":
		manifest := "[package]\nname = \"sources\"\nversion = \"0.0.0\"\n[lib]\npath = \"lib.rs\"\n[dependencies]\n" + p.name + " = \"=" + p.version + "\"\n"
		if err := os.WriteFile(filepath.Join(dir, "Cargo.toml"), []byte(manifest), 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "lib.rs"), nil, 0o644); err != nil {
			return err
		}
		return run("cargo", "vendor", "--quiet")
	case "apt-get":
		if err := run("apt-get", "download", "-qq", p.name); err != nil {
			return err
		}
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(archives) == 0 {
		return fmt.Errorf("nothing was fetched: %w", err)
	}
	for _, a := range archives {
		switch {
		case strings.HasSuffix(a, ".deb"):
			err = run("dpkg", "-x", a, dir)
		case strings.HasSuffix(a, ".tgz"), strings.HasSuffix(a, ".tar.gz"):
			err = untar(a, dir)
		default:
			err = unzip(a, dir)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(a), err)
		}
	}
	return nil
}

// write stores one file of an archive below the folder.
func write(dir, name string, r io.Reader) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%q leaves the folder", name)
	}
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

func untar(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeReg {
			if err := write(dir, h.Name, r); err != nil {
				return err
			}
		}
	}
}

func unzip(archive, dir string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		err = write(dir, f.Name, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// files lists the package's source files that are small enough to be read.
func (p realPackage) files(t testing.TB) []string {
	dir := p.fetch(t)
	var files []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		for _, x := range p.extensions {
			if filepath.Ext(path) == x && info.Size() <= parser.MaxSize {
				files = append(files, path)
			}
		}
		return nil
	}))
	require.NotEmpty(t, files, "%s has no %v files", p.name, p.extensions)
	return files
}
