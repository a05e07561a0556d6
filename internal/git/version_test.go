package git

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestVersions holds which versions of git can be kept from fetching by themselves.
func TestVersions(t *testing.T) {
	for version, knows := range map[string]bool{
		"git version 2.39.5\n": true, "git version 2.39.4": true, "git version 2.39.3 (Apple Git-146)": false, "git version 2.40.1": false, "git version 2.43.0": false,
		"git version 2.45.0": false, "git version 2.45.1": true, "git version 2.46.0": true, "git version 2.50.1.windows.1": true, "git version 3.0.0": true, "git version 2.30.2": false,
		"git version 1.9": false, "nothing": false,
	} {
		assert.Equal(t, knows, versionKnowsNotLazily(version), version)
	}
}
