package schedule

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// capacity returns how many of the minutes can be chosen, at most, so that they keep the gap: to
// choose the earliest that may follow leaves the most room.
func capacity(minutes []openMinute, gap int64) int {
	n := 0
	for i, last := 0, int64(math.MinInt64); i < len(minutes); i++ {
		if n == 0 || minutes[i].unix-last >= gap {
			n, last = n+1, minutes[i].unix
		}
	}
	return n
}

// draw chooses n minutes that keep the gap, each possible choice with a
// probability in proportion to the product of its minutes' weights.
//
// below[k][i] is the sum of those products over all choices of k from the i-th
// minute on, up to a factor of the row: either the i-th is not chosen, or k-1 are
// chosen from where the gap after it ends. The choice is then drawn from front to back.
func draw(minutes []openMinute, n int, gap int64, rng *rand.Rand) []int64 {
	if n == 0 {
		return nil
	}
	count := len(minutes)
	least := math.Pow(leastProduct, 1/float64(n))
	follow := make([]int, count) // index of the first minute that may follow
	weights := make([]float64, count)
	for i, j := 0, 0; i < count; i++ {
		for j < count && minutes[j].unix-minutes[i].unix < gap {
			j++
		}
		follow[i] = j
		weights[i] = max(minutes[i].weight, least)
	}
	below := make([][]float64, n+1)
	below[0] = slices.Repeat([]float64{rowScale}, count+1)
	for k := 1; k <= n; k++ {
		row := make([]float64, count+1)
		for i := count - 1; i >= 0; i-- {
			row[i] = row[i+1] + float64(weights[i]*below[k-1][follow[i]])
		}
		factor := rowScale / row[0]
		for i := range row {
			row[i] *= factor
		}
		below[k] = row
	}
	times := make([]int64, 0, n)
	for k, i := n, 0; k > 0; k-- {
		// The sum from i on is cut at a random point; the minute it falls on is
		// the last whose own sum from there on still reaches it.
		row := below[k]
		cut := row[i] * (1 - rng.Float64())
		beyond := i + sort.Search(count-i, func(j int) bool { return row[i+j] < cut })
		times = append(times, minutes[beyond-1].unix)
		i = follow[beyond-1]
	}
	return times
}

// A row's sums have to stay in the range of a float64, 1e-308 to 1e308. The first is the
// largest. The smallest is to it as a single choice is to all of them: 1 to 1e432
// for 720 of the 1440 minutes of a day, times the product of its weights. So rows
// begin with rowScale, and weights, which are at most 1, are raised until n of them cannot have a product below
// leastProduct: with 18 pages a day those below 5e-9, with 150 those below 0.1.
const (
	rowScale     = 1e300
	leastProduct = 1e-150
)
