package transformer

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// maxHeader bounds the table of contents of a safetensors file; that of 24 layers has 50 kB.
const maxHeader = 8 << 20

// safetensors is the table of contents of a file of that format: 8 bytes with the length of a JSON object that maps
// names to type, shape and place, then the numbers.
type safetensors map[string]tensor

func (s safetensors) find(name string) (tensor, bool) {
	t, ok := s[name]
	return t, ok
}

// readSafetensors reads the table of contents of a file of the given size. Tensors of types that no encoder has are
// passed over: some files hold position numbers.
func readSafetensors(r io.ReaderAt, size int64) (safetensors, error) {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, fmt.Errorf("no safetensors header: %w", err)
	}
	n := binary.LittleEndian.Uint64(head[:])
	if n > maxHeader || int64(n) > size-8 {
		return nil, fmt.Errorf("safetensors header of %d bytes in a file of %d: cut off, or another format", n, size)
	}
	raw := make([]byte, n)
	if _, err := r.ReadAt(raw, 8); err != nil && n > 0 {
		return nil, fmt.Errorf("safetensors header: %w", err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, fmt.Errorf("safetensors header: %w", err)
	}
	all := make(safetensors, len(entries))
	for name, e := range entries {
		if name == "__metadata__" {
			continue
		}
		t, ok, err := entry(e, size-8-int64(n))
		if err != nil {
			return nil, fmt.Errorf("safetensors: %s: %w", name, err)
		}
		if ok {
			t.file, t.at = r, t.at+8+int64(n)
			all[name] = t
		}
	}
	return all, nil
}

// entry reads one line of the table of contents, for data of the given size.
func entry(raw json.RawMessage, size int64) (tensor, bool, error) {
	var e struct {
		DType   string   `json:"dtype"`
		Shape   []int    `json:"shape"`
		Offsets [2]int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return tensor{}, false, err
	}
	kinds := map[string]dtype{"F32": float32s, "F16": float16s, "BF16": bfloat16s}
	kind, ok := kinds[e.DType]
	if !ok {
		return tensor{}, false, nil
	}
	n, ok := elements(e.Shape)
	from, to := e.Offsets[0], e.Offsets[1]
	if !ok || from < 0 || to < from || to > size || to-from != int64(n)*int64(kind.size()) {
		return tensor{}, false, fmt.Errorf("%w %v at bytes %d to %d of %d: cut off or damaged", errShape, e.Shape, from, to, size)
	}
	return tensor{shape: e.Shape, kind: kind, at: from}, true, nil
}
