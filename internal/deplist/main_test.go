package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The list in the documents is that of the modules that are linked now.
func TestListIsTrue(t *testing.T) {
	root := filepath.Join("..", "..")
	want, err := list(root)
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(target)))
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run: make dependencies")
}

func TestUnknownLicences(t *testing.T) {
	dir := t.TempDir()
	_, err := licences(dir)
	require.ErrorContains(t, err, "no licence file")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("All rights reserved.\n"), 0o600))
	_, err = licences(dir)
	require.ErrorContains(t, err, "LICENSE is a licence that is not known")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("Permission is hereby granted, free\nof charge, to any person obtaining a copy\n"), 0o600))
	names, err := licences(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{"MIT"}, names)
}
