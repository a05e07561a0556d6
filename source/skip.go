package source

// SkippedFile is a file that is not read, or not all of it, and why.
type SkippedFile struct {
	Path   string     `json:"path"`
	Reason SkipReason `json:"reason"`
	// Partial says that a part of the file alone is not read.
	Partial bool `json:"partial,omitempty"`
}
