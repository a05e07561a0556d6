// Package conceal keeps secrets out of what leaves a daemon besides pages and prompts: outlines, and so the cache on disk, the graph of
// names and the keys of targets; what is logged; and errors.
package conceal
