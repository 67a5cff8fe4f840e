package batch

import (
	"cmp"
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// Beam's combiners merge before the shuffle only where the runner splits them, and the
// portable runners of Flink and Spark do not (apache/beam #18584, #18586). So the holders of
// a key are merged here by steps like any other, in two rounds; doc.go says what that
// bounds.

const (
	// mostGathered is how many members wait for others of their keys, in some 15 MB.
	mostGathered = 1 << 16
	// commonFrom is how many holders a key has on the way for a merge between: of the
	// fewer the last one can take in as many parts as come.
	commonFrom = 8
	// salts is in how many groups the parts of a common key are merged at first.
	salts = 64
)

// gatherFn merges the holders of a key that are found one after the other. Where there
// are too many keys the rare ones go on; the common ones, which have the most to gain,
// stay until the bundle ends, or until they take half of the room.
type gatherFn struct {
	// Of is what the keys are made of, for the counter; Members how many holders stay.
	Of      string
	Members int

	held    map[string]Holders
	members int
	most    int // less than mostGathered in tests
}

// ProcessElement takes holders of a key. What is common goes to the first round of the
// merge, and the rest to the second.
func (f *gatherFn) ProcessElement(ctx context.Context, key []byte, h Holders, rare, common func([]byte, Holders)) {
	if f.held == nil {
		f.held = map[string]Holders{}
	}
	old := f.held[string(key)]
	h = old.and(h, f.Members)
	f.members += len(h.Members) - len(old.Members)
	f.held[string(key)] = h
	most := cmp.Or(f.most, mostGathered)
	if f.members < most {
		return
	}
	f.send(ctx, commonFrom, rare, common)
	if f.members > most/2 {
		f.FinishBundle(ctx, rare, common)
	}
}

// FinishBundle gives all that is there.
func (f *gatherFn) FinishBundle(ctx context.Context, rare, common func([]byte, Holders)) {
	const all = 1 << 62
	f.send(ctx, all, rare, common)
}

// send gives the keys that fewer have.
func (f *gatherFn) send(ctx context.Context, fewer int64, rare, common func([]byte, Holders)) {
	var bytes int64
	for key, h := range f.held {
		if h.N >= fewer {
			continue
		}
		bytes += int64(len(key) + h.size())
		if h.N < commonFrom {
			rare([]byte(key), h)
		} else {
			common(salted(key, &h), h)
			bytes++
		}
		f.members -= len(h.Members)
		delete(f.held, key)
	}
	count(ctx, "bytes_keys_"+f.Of, bytes)
}

// salted puts the number of a group before a key, by the first member: parts of a key
// have different ones.
func salted(key string, h *Holders) []byte {
	salt := byte(mix(hash(h.Members[0].ID)) % salts)
	return append(append(make([]byte, 0, 1+len(key)), salt), key...)
}

// mergeFn is the first round for common keys: it takes the salt from them.
type mergeFn struct {
	Of      string
	Members int
}

// ProcessElement takes some parts of the holders of a key.
func (f *mergeFn) ProcessElement(ctx context.Context, key []byte, parts func(*Holders) bool, emit func([]byte, Holders)) error {
	if len(key) < 2 {
		return fmt.Errorf("a key without a salt: %w", errShort)
	}
	h := joined(ctx, parts, f.Members)
	count(ctx, "bytes_keys_"+f.Of, int64(len(key)-1+h.size()))
	emit(key[1:], h)
	return nil
}

// joined merges parts of the holders of a key as they come, and notes how many there were.
func joined(ctx context.Context, parts func(*Holders) bool, members int) (all Holders) {
	var n, bytes int64
	for h := (Holders{}); parts(&h); h = (Holders{}) {
		n, bytes = n+1, bytes+int64(h.size())
		all = all.and(h, members)
	}
	if n > 1 { // of most keys there is but one, and noting takes longer than that
		largest(ctx, "largest_key_parts", n)
		largest(ctx, "largest_key_bytes", bytes)
	}
	return all
}

// gathered brings the holders of each key together, in parts of which there are few
// (doc.go).
func gathered(s beam.Scope, keys beam.PCollection, of string, o Comparison) beam.PCollection {
	members := o.withDefaults().Members
	rare, common := beam.ParDo2(s, &gatherFn{Of: of, Members: members}, keys)
	merged := beam.ParDo(s, &mergeFn{Of: of, Members: members}, beam.GroupByKey(s, common))
	return beam.GroupByKey(s, beam.Flatten(s, rare, merged))
}
