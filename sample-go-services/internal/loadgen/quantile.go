package loadgen

import (
	"maps"
	"math"
	"slices"
	"time"
)

// growth is the ratio of a bucket's upper bound to its lower one.
const growth = 1.1

// bucketOf is the bucket of a duration, counted from a microsecond.
func bucketOf(duration time.Duration) int {
	micros := max(1, float64(duration)/float64(time.Microsecond))
	return int(math.Log(micros) / math.Log(growth))
}

// quantile is the upper bound, in milliseconds, of the bucket in which the share q of requests is reached; 0 without any.
func (t *tally) quantile(q float64) float64 {
	rank := int64(math.Ceil(q * float64(t.Count)))
	for _, bucket := range slices.Sorted(maps.Keys(t.durations)) {
		if rank -= t.durations[bucket]; rank <= 0 {
			return math.Round(math.Pow(growth, float64(bucket+1))) / 1000
		}
	}
	return 0
}
