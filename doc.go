// Package codeworm keeps source repositories documented.
package codeworm
