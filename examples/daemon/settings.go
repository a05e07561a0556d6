package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

// settings are what the configuration file and the flags say. The file's keys
// are the yaml tags; a flag wins over the file.
type settings struct {
	Repos     []repoSettings   `yaml:"repos"`
	Devlog    devlogSettings   `yaml:"devlog"`
	State     string           `yaml:"state"`
	LLM       llmSettings      `yaml:"llm"`
	Schedule  scheduleSettings `yaml:"schedule"`
	Types     map[string]int   `yaml:"types"`
	Selection selectSettings   `yaml:"selection"`
	Prose     bool             `yaml:"prose_first"`
	MaxAge    days             `yaml:"max_age_days"`
	Retire    *days            `yaml:"retire_after_days"`
	ClaimTime time.Duration    `yaml:"claim_time"`
	Prompts   string           `yaml:"prompts"`
	Parser    parserSettings   `yaml:"parser"`

	program  string   // the name the program was called by
	problems problems // what is wrong with the file and the flags
	notice   string   // what a person should know before the first page; or ""
	stands   string   // what is documented where nobody named anything; or ""
	unread   bool     // the file is wrong, so that settings may be missing

	endParser func() error // ends the parser's workers; set with the configuration

	file       string
	repoFlags  []string
	devlogFlag string
	stateFlag  string
	urlFlag    string
	modelFlag  string
	llmFlag    string
	verbose    bool
	noCache    bool

	await    func(format string, args ...any) // tells that the state is waited for; nil where it is not
	outlines *outlineCache                    // where a plan keeps outlines; nil for nowhere
}

type devlogSettings struct {
	Path   string `yaml:"path"`
	Branch string `yaml:"branch"`
	Remote string `yaml:"remote"`
	Commit int    `yaml:"pages_per_commit"`
}

type llmSettings struct {
	Mode        string         `yaml:"mode"`
	URL         string         `yaml:"url"`
	Model       string         `yaml:"model"`
	Temperature *float64       `yaml:"temperature"`
	NumCtx      int            `yaml:"num_ctx"`
	NumPredict  int            `yaml:"num_predict"`
	KeepAlive   *time.Duration `yaml:"keep_alive"`
	Parallel    int            `yaml:"parallel"`
	Timeout     time.Duration  `yaml:"timeout"`
	PageTime    time.Duration  `yaml:"page_time"`
}

type scheduleSettings struct {
	Mode          string          `yaml:"mode"` // "daily" or "continuous"
	MinPerDay     int             `yaml:"min_per_day"`
	MaxPerDay     int             `yaml:"max_per_day"`
	HourWeights   map[int]float64 `yaml:"hour_weights"`
	AvoidHours    *[]int          `yaml:"avoid_hours"`
	MinGap        time.Duration   `yaml:"min_gap"`
	WeekendFactor *float64        `yaml:"weekend_factor"`
	TimeZone      string          `yaml:"time_zone"`
	Seed          uint64          `yaml:"seed"`
}

type selectSettings struct {
	MinLines            int  `yaml:"min_lines"`
	MinComplexity       int  `yaml:"min_complexity"`
	ReviewMinLines      int  `yaml:"review_min_lines"`
	ReviewMinComplexity int  `yaml:"review_min_complexity"`
	Tests               bool `yaml:"tests"`
}

// days is a number of days.
type days float64

// maxDays is a century: beyond some more of them a duration ends.
const maxDays = 36525

// UnmarshalYAML refuses what is no number of days.
func (d *days) UnmarshalYAML(decode func(any) error) error {
	var n float64
	if err := decode(&n); err != nil {
		return err
	}
	if math.IsNaN(n) || n > maxDays {
		return fmt.Errorf("%g days", n)
	}
	*d = days(n)
	return nil
}

func (d days) duration() time.Duration { return time.Duration(float64(d) * 24 * float64(time.Hour)) }

const defaultModel = "qwen2.5:7b"

func newSettings(program string) *settings { return &settings{program: program} }

func (s *settings) flags(f *pflag.FlagSet) {
	f.StringVar(&s.file, "config", "", "configuration `file` in YAML; "+s.program+" init writes one (default ./codeworm.yaml, then that in your configuration folder)")
	f.StringArrayVar(&s.repoFlags, "repo", nil, "repository to document, `[NAME=]PATH` or [NAME=]URL, which is cloned into your cache folder; may be given again; instead of those of the file")
	f.StringVar(&s.devlogFlag, "devlog", "", "`folder` of the git repository the pages go to (default ./devlog, or NAME-devlog beside the repository that you stand in)")
	f.StringVar(&s.stateFlag, "state", "", "`file` of the state (default: in the user's state folder, one for each devlog; "+s.program+" status names it), or\n"+
		"postgres://USER@HOST/DATABASE, for daemons on several machines; the password in PGPASSWORD or ~/.pgpass")
	f.StringVar(&s.urlFlag, "ollama", "", "`URL` of the Ollama server (default $OLLAMA_HOST or http://127.0.0.1:11434)")
	f.StringVar(&s.modelFlag, "model", "", "`name` of the model (default "+defaultModel+")")
	f.StringVar(&s.llmFlag, "llm", "", "who writes: `auto|ollama|facts` (default: auto for once, ollama for run)")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "log what happens in detail to standard error")
}

// load reads the file and applies the flags. The error lists all that is wrong.
func (s *settings) load() error {
	s.settle()
	return s.problems.err()
}

// settle reads the file and applies the flags; what is wrong is collected.
func (s *settings) settle() {
	if s.file == "" && len(s.repoFlags) == 0 {
		s.file = findConfig()
	}
	if s.file != "" {
		before := len(s.problems)
		s.read(s.file)
		s.unread = len(s.problems) > before
	}
	if len(s.repoFlags) > 0 {
		s.Repos = nil
		for _, r := range s.repoFlags {
			s.Repos = append(s.Repos, repoFlag(r))
		}
	}
	if s.file == "" && len(s.Repos) == 0 {
		s.standIn()
	}
	s.settleRepos()
	for flag, setting := range map[*string]*string{
		&s.devlogFlag: &s.Devlog.Path, &s.stateFlag: &s.State, &s.urlFlag: &s.LLM.URL, &s.modelFlag: &s.LLM.Model, &s.llmFlag: &s.LLM.Mode,
	} {
		if *flag != "" {
			*setting = *flag
		}
	}
	if s.Devlog.Path == "" {
		s.Devlog.Path = "devlog"
	}
	if s.LLM.Model == "" {
		s.LLM.Model = defaultModel
	}
	if s.LLM.URL == "" {
		s.LLM.URL = ollamaHost(os.Getenv("OLLAMA_HOST"))
	}
	switch s.LLM.Mode {
	case "", "auto", "ollama", "facts":
	default:
		s.problems.addf("llm mode %q is unknown; it is auto, ollama or facts", s.LLM.Mode)
	}
	if s.State == "" {
		path, err := defaultState(s.Devlog.Path)
		if err != nil {
			s.problems.addf("there is no folder for the state (%v); name a file with --state", err)
		}
		s.State = path
	}
	s.problems.collect(checkState(s.State))
}

// read reads the file. Relative paths in it are relative to its folder.
func (s *settings) read(file string) {
	data, err := plainfile.ReadNamed(file, maxYAML)
	switch {
	case errors.Is(err, plainfile.ErrTooLarge):
		s.problems.addf("configuration %s: its size in bytes is more than %d; it is no such file, or parts of it belong elsewhere", file, maxYAML)
		return
	case errors.Is(err, fs.ErrNotExist):
		s.problems.addf("the configuration %s does not exist; `%s init %s` writes one", file, s.program, file)
		return
	case err != nil:
		s.problems.addf("read the configuration: %v; name a file that this user may read", err)
		return
	}
	for _, wrong := range readYAML(data, s) {
		s.problems.addf("configuration %s: %s", file, git.StripCredentials(wrong))
	}
	dir := filepath.Dir(file)
	for i := range s.Repos {
		s.Repos[i].Path = s.expand(fmt.Sprintf("repos[%d].path", i), dir, s.Repos[i].Path)
		s.Repos[i].URL = s.expand(fmt.Sprintf("repos[%d].url", i), dir, s.Repos[i].URL)
	}
	s.Devlog.Path = s.expand("devlog.path", dir, s.Devlog.Path)
	s.State = s.expand("state", dir, s.State)
	s.Prompts = s.expand("prompts", dir, s.Prompts)
}

// expand resolves variables, a leading "~/", and paths relative to the folder. Of an address only the variables are resolved.
func (s *settings) expand(setting, dir, path string) string {
	if path == "" {
		return ""
	}
	path = os.Expand(path, func(name string) string {
		value, set := os.LookupEnv(name)
		if !set {
			s.problems.addf("%s: %s uses the variable %s, which is not set; set it, or write the path out", setting, git.StripCredentials(statePlace(path)), name)
		}
		return value
	})
	if setting == "state" && strings.Contains(path, "://") || strings.HasSuffix(setting, ".url") {
		return path
	}
	if strings.HasPrefix(path, "~") && path != "~" && !strings.HasPrefix(path, "~/") {
		s.problems.addf("%s: %s means another user's folder, which is not looked up; write the path out, or begin it with ./", setting, path)
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return path
}

// ollamaHost reads Ollama's own variable: host, host:port or a URL.
func ollamaHost(value string) string {
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	switch {
	case value == "":
		return "http://127.0.0.1:11434"
	case strings.HasPrefix(value, ":"): // a port alone
		value = "127.0.0.1" + value
	case strings.Contains(value, "://"):
		return value
	case strings.HasPrefix(value, "0.0.0.0"): // an address to listen on, not to ask
		value = "127.0.0.1" + strings.TrimPrefix(value, "0.0.0.0")
	}
	if !strings.Contains(value, ":") {
		value += ":11434"
	}
	return "http://" + value
}

// defaultState is the state file of a devlog when none is named.
func defaultState(devlog string) (string, error) {
	base := os.Getenv("XDG_STATE_HOME")
	if base == "" && runtime.GOOS == "linux" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		base = filepath.Join(home, ".local", "state")
	}
	if base == "" {
		var err error
		if base, err = os.UserConfigDir(); err != nil {
			return "", err
		}
	}
	absolute, err := filepath.Abs(devlog)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(absolute))
	return filepath.Join(base, "codeworm", fmt.Sprintf("%s-%s.db", filepath.Base(absolute), hex.EncodeToString(sum[:4]))), nil
}

// scheduler makes the scheduler that the settings describe.
func (s *settings) scheduler() (codeworm.Scheduler, error) {
	c := s.Schedule
	var wrong problems
	switch c.Mode {
	case "continuous":
		return schedule.Continuous{}, nil
	case "", "daily":
	default:
		wrong.addf("schedule mode %q is unknown; it is daily or continuous", c.Mode)
	}
	config := schedule.DailyConfig{MinPerDay: c.MinPerDay, MaxPerDay: c.MaxPerDay, MinGap: c.MinGap, Seed: c.Seed}
	if c.AvoidHours != nil {
		config.AvoidHours = *c.AvoidHours
	}
	if c.WeekendFactor != nil {
		config.WeekendFactor = *c.WeekendFactor
		if *c.WeekendFactor == 0 {
			config.WeekendFactor = -1
		}
	}
	for hour, weight := range c.HourWeights {
		if hour < 0 || hour > 23 {
			wrong.addf("schedule: hour_weights names the hour %d; hours are 0 to 23", hour)
			continue
		}
		config.HourWeights[hour] = weight
	}
	if c.TimeZone != "" {
		zone, err := time.LoadLocation(c.TimeZone)
		if err != nil {
			wrong.addf("schedule: the time zone %q is unknown; name one of the IANA database, such as Europe/Berlin or UTC", c.TimeZone)
		}
		config.Location = zone
	}
	if config.Seed == 0 {
		// The same day has the same plan after a restart, and in `schedule`.
		sum := sha256.Sum256([]byte(statePlace(s.State)))
		for _, b := range sum[:8] {
			config.Seed = config.Seed<<8 | uint64(b)
		}
	}
	daily, err := schedule.NewDaily(config)
	wrong.collect(err)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	return daily, nil
}

// types are the document types' shares; nil means the defaults.
func (s *settings) types() map[page.Type]int {
	if s.Types == nil {
		return nil
	}
	types := map[page.Type]int{}
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		t, err := page.ParseType(name)
		if err != nil {
			s.problems.addf("types.%s is no document type; there are %s", name, list(page.Types()))
			continue
		}
		types[t] = s.Types[name]
	}
	if len(types) == 0 && len(s.Types) > 0 {
		return nil // what is wrong is told
	}
	return types
}
