//go:build unix

// Package rendertest renders Markdown with what people read pages with, and says what of the result runs, loads or acts.
//
// Start finds the renderers, or installs them once by pip and npm at fixed versions, and runs one process for those of Python and
// one for those of JavaScript. Examine reads the HTML that they make; Open shows it to a real browser. Hostile makes texts that
// try to run, load, include or act, from a seed.
package rendertest
