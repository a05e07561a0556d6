// Package tokens estimates how many bytes of text fit into a number of a model's tokens, and how many tokens into a time, and
// learns both from what the model's server counts.
package tokens
