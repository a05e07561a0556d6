package devlog

import "github.com/codeworm/codeworm"

var (
	_ codeworm.SinkFolders = (*Git)(nil)
	_ codeworm.SinkFolders = (*Folder)(nil)
	_ codeworm.SinkFolders = (*Several)(nil)
)

// Folders implements codeworm.SinkFolders.
func (g *Git) Folders() []string { return []string{g.config.Dir} }

// Folders implements codeworm.SinkFolders.
func (f *Folder) Folders() []string { return []string{f.dir} }

// Folders implements codeworm.SinkFolders: those of all its sinks.
func (m *Several) Folders() []string {
	var folders []string
	for _, s := range m.sinks {
		if s, ok := s.(codeworm.SinkFolders); ok {
			folders = append(folders, s.Folders()...)
		}
	}
	return folders
}
