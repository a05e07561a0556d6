package columns

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// leaves are pointers to all fields of a struct, those of structs in it among them; a time is one.
func leaves(v reflect.Value) (all []any) {
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[time.Time]() {
			all = append(all, leaves(f)...)
			continue
		}
		all = append(all, f.Addr().Interface())
	}
	return all
}

// Every field of what is kept has its column: one that is added later is not forgotten.
func TestColumnsHoldEveryField(t *testing.T) {
	same := func(pointer any) any { return pointer }
	var r codeworm.Record
	assert.ElementsMatch(t, addresses(leaves(reflect.ValueOf(&r).Elem())), addresses(Fields(Records, &r, same)))
	var a codeworm.Attempt
	assert.ElementsMatch(t, addresses(leaves(reflect.ValueOf(&a).Elem())), addresses(Fields(Attempts, &a, same)))
	row, fields := StatisticsRow(2, same)
	summed := leaves(reflect.ValueOf(row).Elem())[1:] // after the values
	assert.ElementsMatch(t, addresses(summed), addresses(fields[2:]))
	assert.Equal(t, addresses([]any{&row.Values[0], &row.Values[1], &row.Attempts}), addresses(fields[:3]))

	// What is added up stands in the order of the columns.
	for i, pointer := range sums(row) {
		column := Attempts[len(Attempts)-len(sums(row))+i]
		assert.IsType(t, column.Field(&a), pointer, column.Name)
	}
}

func addresses(pointers []any) []uintptr {
	var all []uintptr
	for _, p := range pointers {
		all = append(all, reflect.ValueOf(p).Pointer())
	}
	return all
}

func TestStatistics(t *testing.T) {
	selected, grouped, err := Statistics([]codeworm.Grouping{codeworm.ByRepo, codeworm.ByDay})
	require.NoError(t, err)
	assert.Regexp(t, `^repo, coalesce\(substr\(at, 1, 10\), ''\), count\(\*\), CAST\(coalesce\(sum\(took\), 0\) AS bigint\), .*sum\(unsupported\)`, selected)
	assert.Equal(t, " GROUP BY 1, 2 ORDER BY 1, 2", grouped)
	_, grouped, err = Statistics(nil)
	require.NoError(t, err)
	assert.Empty(t, grouped)
	for _, by := range [][]codeworm.Grouping{{"repo; DROP TABLE history"}, {codeworm.ByDay, codeworm.ByDay}} {
		_, _, err = Statistics(by)
		require.Error(t, err)
	}
}

func TestGroupsAddUp(t *testing.T) {
	stats := codeworm.StoreStats{ByRepo: map[string]int{}, ByType: map[page.Type]int{}}
	early, late := time.Unix(1, 0), time.Unix(2, 0)
	for _, g := range []Group{
		{codeworm.StoreStats{Pages: 2, Recent: 1, LastPage: late}, "a", page.TIL},
		{codeworm.StoreStats{Pages: 3, Provisional: 1, Failing: 4, LastPage: early}, "a", page.FileDoc},
		{codeworm.StoreStats{Retired: 5}, "b", page.TIL},
	} {
		g.AddTo(&stats)
	}
	assert.Equal(t, codeworm.StoreStats{Pages: 5, Recent: 1, Provisional: 1, Retired: 5, Failing: 4, LastPage: late,
		ByRepo: map[string]int{"a": 5}, ByType: map[page.Type]int{page.TIL: 2, page.FileDoc: 3}}, stats)
}

func TestStamp(t *testing.T) {
	for _, moment := range []time.Time{{}, time.Date(2026, 2, 27, 21, 49, 13, 7, time.FixedZone("", 3600)), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		value, err := At(moment).Value()
		require.NoError(t, err)
		var back time.Time
		require.NoError(t, Stamp{&back}.Scan(value))
		assert.True(t, moment.Equal(back), moment)
	}
	_, err := At(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).Value()
	require.Error(t, err)
	var back time.Time
	require.Error(t, Stamp{&back}.Scan(int64(5)))
	require.Error(t, Stamp{&back}.Scan("yesterday"))
}
