package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/codeworm/codeworm/internal/git"
)

// configName is the name of a configuration that is found without being named.
const configName = "codeworm.yaml"

// findConfig returns the configuration to read when neither one nor a repository is named: that of the working folder, else that of the
// user; "" when there is none.
func findConfig() string {
	places := []string{configName}
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "codeworm", configName))
	}
	for _, file := range places {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return file
		}
	}
	return ""
}

// standIn takes the repository that the program stands in, where nothing else is named, and beside it the folder for its pages.
func (s *settings) standIn() {
	here, err := os.Getwd()
	if err != nil {
		return
	}
	top, err := git.TopLevel(context.Background(), here)
	if err != nil {
		return // config says what to name
	}
	s.Repos = []repoSettings{{Path: top}}
	if s.devlogFlag == "" {
		s.Devlog.Path = s.beside(top)
	}
	s.stands = fmt.Sprintf("No configuration is named or found: the pages are about %s, and go to %s. `%s init` writes a configuration.\n", top, s.devlogPath(), s.program)
}

// devlogPath is the folder for the pages, by flag or file.
func (s *settings) devlogPath() string {
	if s.devlogFlag != "" {
		return s.devlogFlag
	}
	return s.Devlog.Path
}

// beside is where the pages about a repository go when nobody says it: the folder NAME-devlog beside it, or where that cannot be made, one
// in the user's folder for states.
func (s *settings) beside(top string) string {
	dir := top + "-devlog"
	if info, err := os.Stat(dir); err == nil && info.IsDir() || canMake(filepath.Dir(top)) {
		return dir
	}
	state, err := defaultState(dir)
	if err != nil {
		return dir // making it says why it cannot be
	}
	return state[:len(state)-len(filepath.Ext(state))]
}
