package catalog

import (
	"context"
	"encoding/binary"
	"sync/atomic"

	"github.com/bits-and-blooms/bloom/v3"
)

// falsePositives is how many unknown ids the filter may let through.
const falsePositives = 0.001

// Known is a Bloom filter of the ids that exist: it never turns a real id away, and lets nearly no other through.
type Known struct {
	filter atomic.Pointer[bloom.BloomFilter]
}

// Maybe tells whether a product may exist. Before the filter was filled everything may.
func (k *Known) Maybe(id int64) bool {
	filter := k.filter.Load()
	return filter == nil || filter.Test(keyOf(id))
}

// Fill builds the filter anew from all ids.
func (k *Known) Fill(ctx context.Context, ids func(context.Context) ([]int64, error)) error {
	all, err := ids(ctx)
	if err != nil {
		return err
	}
	filter := bloom.NewWithEstimates(uint(max(len(all), 1000)), falsePositives)
	for _, id := range all {
		filter.Add(keyOf(id))
	}
	k.filter.Store(filter)
	return nil
}

func keyOf(id int64) []byte {
	return binary.LittleEndian.AppendUint64(nil, uint64(id))
}
