package sqlite

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The queries stay fast with many records because of how they are carried out.
func TestQueryPlans(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "codeworm.db"))
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.Close()) }()
	for _, c := range []struct {
		query, plan string
		args        []any
	}{
		{countRecords, "SCAN records USING COVERING INDEX records_for_stats", []any{"x"}},
		{selectRecords + " WHERE repo = ? ORDER BY key", "SEARCH records USING INDEX records_by_repo (repo=?)", []any{"x"}},
		{selectRecords + " ORDER BY key", "SCAN records USING INDEX sqlite_autoindex_records_1", nil},
		{"SELECT id, size FROM cache", "SCAN cache USING COVERING INDEX cache_sizes", nil},
	} {
		assert.Equal(t, c.plan, explain(t.Context(), t, s.reads, c.query, c.args...), c.query)
	}
	trim := explain(t.Context(), t, s.caching, trimCache, 1)
	assert.Contains(t, trim, "cache USING COVERING INDEX cache_sizes", trim)
}

func explain(ctx context.Context, t *testing.T, db *sql.DB, query string, args ...any) string {
	t.Helper()
	rows, err := db.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	require.NoError(t, err)
	defer func() { assert.NoError(t, rows.Close()) }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	require.NoError(t, rows.Err())
	return strings.Join(steps, "\n")
}
