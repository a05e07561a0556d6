// Package tokens estimates how many bytes of text fit into a number of a model's tokens, and learns
// it from what the model's server counts.
package tokens
