package devlog

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/codeworm/codeworm/internal/git"
)

// settingsAge is how long the user's settings of git are good for. Those of the repository itself are read again when they change.
const settingsAge = 30 * time.Second

// settings are those of git that say how a commit is made.
type settings struct {
	author, committer string
	signs             bool   // every commit is signed
	encodes           bool   // messages are written in another encoding
	sparse            bool   // not every file is checked out
	hooks             string // their folder
	hooksByConfig     bool   // hooks are given in the configuration
	read              time.Time
	config            fs.FileInfo // the repository's own, as it was read
}

// commitHooks run before a commit is made and may change or refuse it.
var commitHooks = []string{"pre-commit", "prepare-commit-msg", "commit-msg"}

// hook reports whether there may be a hook of that name.
func (s settings) hook(name string) bool {
	if s.hooksByConfig {
		return true
	}
	info, err := os.Stat(filepath.Join(s.hooks, name))
	return err == nil && info.Mode()&0o111 != 0 || err == nil && filepath.Separator == '\\'
}

// acts reports whether programs of the user have a part in making a commit.
func (s settings) acts() bool {
	for _, name := range commitHooks {
		if s.hook(name) {
			return true
		}
	}
	return s.signs || s.encodes
}

// utf8Name is what git calls the encoding that needs no change.
var utf8Name = regexp.MustCompile(`(?i)^utf-?8$`)

// readSettings reads the settings unless they were read a short while ago.
func (g *Git) readSettings(ctx context.Context) error {
	config, err := os.Stat(filepath.Join(g.repo.gitDir, "config"))
	if err != nil {
		config = nil // it is that of another work tree's repository
	}
	was := g.settings.config
	same := config != nil && was != nil && config.ModTime().Equal(was.ModTime()) && config.Size() == was.Size() && os.SameFile(config, was)
	if same && time.Since(g.settings.read) < settingsAge {
		return nil
	}
	s := settings{read: time.Now(), config: config}
	values, err := git.ReadSettings(ctx, g.repo.top)
	if err != nil {
		return err
	}
	s.signs, s.sparse = values.Bool("commit.gpgsign"), values.Bool("core.sparsecheckout")
	encoding := values.Get("i18n.commitencoding")
	s.encodes = encoding != "" && !utf8Name.MatchString(encoding)
	s.hooksByConfig = values.Section("hook")
	if s.hooks, err = git.HooksFolder(ctx, g.repo.top); err != nil {
		return err
	}
	if s.author, s.committer, err = git.Identity(ctx, g.repo.top, g.repo.env); err != nil {
		return err
	}
	g.settings = s
	return nil
}
