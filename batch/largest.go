package batch

import (
	"context"
	"encoding/binary"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
)

// How large the largest group was that a step was handed says how near a run came to what a
// worker, or the engine below it, can hold.

// largest notes a number of which the runner shows the largest.
func largest(ctx context.Context, name string, n int64) {
	beam.NewDistribution(counterSpace, name).Update(ctx, n)
}

// maxima are what largest noted, by name, over all steps and places.
func maxima(infos []*pipepb.MonitoringInfo) map[string]int64 {
	out := map[string]int64{}
	for _, m := range infos {
		if m.GetUrn() != "beam:metric:user:distribution_int64:v1" || m.GetLabels()["NAMESPACE"] != counterSpace {
			continue
		}
		var last uint64
		b := m.GetPayload() // count, sum, least, largest
		for range 4 {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				break
			}
			last, b = v, b[n:]
		}
		name := m.GetLabels()["NAME"]
		out[name] = max(out[name], int64(last)) //nolint:gosec // as it was written
	}
	return out
}
