package devlog

import "strings"

// GitHub Pages makes a site of a devlog with Jekyll, which leaves out every file and folder that begins with '_'. A devlog that
// has such pages gets an empty file that turns Jekyll off, unless it has a configuration of Jekyll, which can include them. Pages
// keep their paths: what links to them would break.
const (
	noJekyll     = ".nojekyll"
	jekyllConfig = "_config.yml"
)

// leftOut reports whether Jekyll leaves the page at a path out.
func leftOut(at string) bool { return strings.HasPrefix(at, "_") || strings.Contains(at, "/_") }

// wantsNoJekyll reports whether the devlog needs the file for the page at a path.
func wantsNoJekyll(t tree, at string) (bool, error) {
	if !leftOut(at) {
		return false, nil
	}
	config, err := t.read(jekyllConfig)
	return config == nil && err == nil, err
}

// turnJekyllOff writes the file for the page at a path, unless something has its name.
func turnJekyllOff(t tree, at string) error {
	off, err := wantsNoJekyll(t, at)
	if !off || err != nil {
		return err
	}
	if held, err := t.read(noJekyll); held != nil || err != nil {
		return err
	}
	return t.write(noJekyll, []byte{})
}
