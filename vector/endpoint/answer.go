package endpoint

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// answer is the form of what comes back. A vector is a list of numbers, or a string: base64 of little-endian floats.
type answer struct {
	Model string `json:"model"`
	Data  []struct {
		Index     *int            `json:"index"`
		Embedding json.RawMessage `json:"embedding"`
	} `json:"data"`
	Error json.RawMessage `json:"error"`
}

// read returns n unit vectors in the order of the request. The order of the answer's list means nothing where its
// entries are numbered.
func read(body []byte, n int) ([][]float32, string, error) {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, "", unreadable(body, err)
	}
	switch {
	case len(a.Data) == 0 && len(a.Error) > 0:
		return nil, "", fmt.Errorf("the server answers with an error%s", reason(body))
	case len(a.Data) == 0:
		return nil, "", fmt.Errorf("the answer has no \"data\": this is not the OpenAI embeddings form: %s", excerpt(string(body)))
	case len(a.Data) != n:
		return nil, "", fmt.Errorf("%d vectors for %d sentences", len(a.Data), n)
	}
	out := make([][]float32, n)
	for place, d := range a.Data {
		at := place
		if d.Index != nil {
			at = *d.Index
		}
		if at < 0 || at >= n {
			return nil, "", fmt.Errorf("a vector for sentence %d of %d", at, n)
		}
		if out[at] != nil {
			return nil, "", fmt.Errorf("two vectors for sentence %d of %d", at, n)
		}
		v, err := decode(d.Embedding)
		if err != nil {
			return nil, "", fmt.Errorf("vector of sentence %d of %d: %w", at, n, err)
		}
		if err := matches(out, v); err != nil {
			return nil, "", fmt.Errorf("vector of sentence %d of %d: %w", at, n, err)
		}
		out[at] = v
	}
	return out, a.Model, nil
}

// matches holds a vector's length against those of the vectors before it.
func matches(before [][]float32, v []float32) error {
	for _, w := range before {
		if w != nil && len(w) != len(v) {
			return fmt.Errorf("%d dimensions, and %d of another one", len(v), len(w))
		}
	}
	return nil
}

func unreadable(body []byte, err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case bytes.Contains(body, []byte("NaN")) || bytes.Contains(body, []byte("Infinity")):
		return errors.New("the answer holds NaN or Infinity: the model breaks down there (try it with full precision)")
	case errors.As(err, &kind):
		return fmt.Errorf("the answer is not in the OpenAI embeddings form (%w)", err)
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		return fmt.Errorf("the answer is a web page, not JSON: check the URL's path: %s", excerpt(string(body)))
	}
	return fmt.Errorf("the answer is not JSON (%w): %s", err, excerpt(string(body)))
}

// decode returns a vector brought to length 1.
func decode(raw json.RawMessage) ([]float32, error) {
	var v []float32
	var err error
	if bytes.HasPrefix(raw, []byte(`"`)) {
		v, err = fromBase64(raw)
	} else {
		err = json.Unmarshal(raw, &v)
	}
	switch {
	case err != nil:
		return nil, err
	case len(v) == 0:
		return nil, errors.New("it is empty")
	case len(v) > maxDim:
		return nil, fmt.Errorf("%d dimensions: more than %d are not believed", len(v), maxDim)
	}
	return v, normalise(v)
}

func fromBase64(raw json.RawMessage) ([]float32, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	if len(b)%4 != 0 {
		return nil, fmt.Errorf("%d bytes are no list of floats", len(b))
	}
	v := make([]float32, len(b)/4)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v, nil
}

func normalise(v []float32) error {
	var sum float64
	for i, x := range v {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return fmt.Errorf("number %d is %v", i, x)
		}
		sum += float64(x) * float64(x)
	}
	if sum < 1e-24 {
		return errors.New("it is zero")
	}
	f := 1 / math.Sqrt(sum)
	for i := range v {
		v[i] = float32(float64(v[i]) * f)
	}
	return nil
}
