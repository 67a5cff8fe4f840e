package transformer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A tiny is a model of random weights, small enough for a plain computation and with the names and files of a real one.
type tiny struct {
	layers, hidden, heads, inner, words, positions int
	weights                                        map[string][]float32
	shapes                                         map[string][]int
}

func newTiny(hidden, heads, inner int) *tiny {
	t := &tiny{
		layers: 2, hidden: hidden, heads: heads, inner: inner, words: 64, positions: 40,
		weights: map[string][]float32{}, shapes: map[string][]int{},
	}
	r := rand.New(rand.NewPCG(7, 11))
	t.random(r, "embeddings.word_embeddings.weight", 1, t.words, hidden)
	t.random(r, "embeddings.position_embeddings.weight", 0.5, t.positions, hidden)
	t.random(r, "embeddings.token_type_embeddings.weight", 0.5, 2, hidden)
	t.random(r, "embeddings.LayerNorm.weight", 1, hidden)
	t.random(r, "embeddings.LayerNorm.bias", 0.3, hidden)
	for i := range t.layers {
		at := fmt.Sprintf("encoder.layer.%d.", i)
		for _, l := range []struct {
			name    string
			out, in int
		}{
			{"attention.self.query", hidden, hidden},
			{"attention.self.key", hidden, hidden},
			{"attention.self.value", hidden, hidden},
			{"attention.output.dense", hidden, hidden},
			{"intermediate.dense", inner, hidden},
			{"output.dense", hidden, inner},
		} {
			t.random(r, at+l.name+".weight", 1.5/math.Sqrt(float64(l.in)), l.out, l.in)
			t.random(r, at+l.name+".bias", 0.2, l.out)
		}
		for _, name := range []string{"attention.output.LayerNorm", "output.LayerNorm"} {
			t.random(r, at+name+".weight", 1, hidden)
			t.random(r, at+name+".bias", 0.3, hidden)
		}
	}
	return t
}

// random adds a tensor of numbers that have a binary16 and a bfloat16, so that all files hold the same model.
func (t *tiny) random(r *rand.Rand, name string, deviation float64, shape ...int) {
	n, _ := elements(shape)
	w := make([]float32, n)
	for i := range w {
		w[i] = float32(math.Round(r.NormFloat64()*deviation*32) / 32)
	}
	t.weights[name], t.shapes[name] = w, shape
}

func (t *tiny) names() []string {
	var all []string
	for n := range t.weights {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

func encodeNumbers(w []float32, kind string) []byte {
	var b []byte
	for _, v := range w {
		bits := math.Float32bits(v)
		switch kind {
		case "F32":
			b = binary.LittleEndian.AppendUint32(b, bits)
		case "BF16":
			b = binary.LittleEndian.AppendUint16(b, uint16(bits>>16))
		case "F16":
			half := uint16(bits >> 16 & 0x8000)
			if v != 0 {
				half |= uint16(bits>>13&0x3ff) | uint16(int(bits>>23&255)-127+15)<<10
			}
			b = binary.LittleEndian.AppendUint16(b, half)
		}
	}
	return b
}

func (t *tiny) safetensors(kind string) []byte {
	head := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	var data []byte
	for _, n := range t.names() {
		b := encodeNumbers(t.weights[n], kind)
		head["bert."+n] = map[string]any{"dtype": kind, "shape": t.shapes[n], "data_offsets": []int{len(data), len(data) + len(b)}}
		data = append(data, b...)
	}
	head["bert.embeddings.position_ids"] = map[string]any{"dtype": "I64", "shape": []int{1, 1}, "data_offsets": []int{0, 8}}
	raw, err := json.Marshal(head)
	if err != nil {
		panic(err)
	}
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(raw))), raw, data)
}

// Protocol buffers by hand.
func pbBytes(number int, b []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(number)<<3|wireBytes)
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}

func pbVarint(number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), v)
}

func pbFloat(number int, v float32) []byte {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(nil, uint64(number)<<3|wire32), math.Float32bits(v))
}

// onnx writes what an export has: matrices without names, multiplied by, and biases with names, added.
func (t *tiny) onnx(dimsPacked bool) []byte {
	var graph []byte
	for i, n := range t.names() {
		w, shape, name := t.weights[n], t.shapes[n], n
		if bias := n[:len(n)-len("weight")] + "bias"; len(shape) == 2 && t.shapes[bias] != nil {
			name = fmt.Sprintf("onnx::MatMul_%d", i)
			w, shape = transpose(w, shape[1], shape[0]), []int{shape[1], shape[0]}
			product := fmt.Sprintf("product_%d", i)
			graph = append(graph, pbBytes(graphNode, slices.Concat(pbBytes(nodeInput, []byte("x")), pbBytes(nodeInput, []byte(name)),
				pbBytes(nodeOutput, []byte(product)), pbBytes(nodeOp, []byte("MatMul"))))...)
			graph = append(graph, pbBytes(graphNode, slices.Concat(pbBytes(nodeInput, []byte(bias)), pbBytes(nodeInput, []byte(product)),
				pbBytes(nodeOutput, []byte("sum")), pbBytes(nodeOp, []byte("Add"))))...)
		}
		var dims []byte
		for _, d := range shape {
			if dimsPacked {
				dims = binary.AppendUvarint(dims, uint64(d))
			} else {
				dims = append(dims, pbVarint(tensorDims, uint64(d))...)
			}
		}
		if dimsPacked {
			dims = pbBytes(tensorDims, dims)
		}
		graph = append(graph, pbBytes(graphConstant, slices.Concat(dims, pbVarint(tensorType, onnxFloat),
			pbBytes(tensorName, []byte(name)), pbBytes(tensorRaw, encodeNumbers(w, "F32"))))...)
	}
	return slices.Concat(pbVarint(1, 8), pbBytes(2, []byte("a test")), pbBytes(modelGraph, graph))
}

// vocabulary of an invented kind: letters of several scripts and a few pieces.
func tinyVocabulary() []piece {
	all := []piece{{"<s>", 0}, {"<pad>", 0}, {"</s>", 0}, {"<unk>", 0}}
	for i, p := range []string{
		"\u2581", "\u2581the", "\u2581river", "\u2581Fluss", "\u2581rio", "ri", "ver", "er", "e", "r", "i", "v", "t", "h",
		"n", "s", "o", "F", "l", "u", "\u2581нов", "н", "о", "в", "ая", "а", "я", "河", "川", "河川", "\u2581نهر", "ن", "ه", "ر",
		"न", "द", "ी", "नदी", ".", ",", "1", "2", "12", "\u2581q", ":", "\u2581query", "a", "\u2581a", "d", "\u2581d",
	} {
		all = append(all, piece{p, -3 - float64(i%7) - float64(i)/64})
	}
	return append(all, piece{"<mask>", 0})
}

func tinyTokenizer() []byte {
	var vocabulary [][2]any
	for _, p := range tinyVocabulary() {
		vocabulary = append(vocabulary, [2]any{p.text, p.score})
	}
	raw, err := json.Marshal(map[string]any{
		"added_tokens": []any{
			map[string]any{"id": 0, "content": "<s>", "special": true},
			map[string]any{"id": 2, "content": "</s>", "special": true},
			map[string]any{"id": 54, "content": "<mask>", "special": true},
		},
		"normalizer": map[string]any{"type": "Sequence", "normalizers": []any{
			map[string]any{"type": "NFKC"},
			map[string]any{"type": "Replace", "pattern": map[string]any{"Regex": " {2,}"}, "content": " "},
		}},
		"pre_tokenizer": map[string]any{"type": "Sequence", "pretokenizers": []any{
			map[string]any{"type": "WhitespaceSplit"},
			map[string]any{"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": true},
		}},
		"post_processor": map[string]any{
			"type": "TemplateProcessing",
			"single": []any{
				map[string]any{"SpecialToken": map[string]any{"id": "<s>", "type_id": 0}},
				map[string]any{"Sequence": map[string]any{"id": "A", "type_id": 0}},
				map[string]any{"SpecialToken": map[string]any{"id": "</s>", "type_id": 0}},
			},
			"special_tokens": map[string]any{
				"<s>":  map[string]any{"id": "<s>", "ids": []int{0}, "tokens": []string{"<s>"}},
				"</s>": map[string]any{"id": "</s>", "ids": []int{2}, "tokens": []string{"</s>"}},
			},
		},
		"model": map[string]any{"type": "Unigram", "unk_id": 3, "vocab": vocabulary},
	})
	if err != nil {
		panic(err)
	}
	return raw
}

// folder writes the model's files, with some of them replaced or, where nil, left out.
func (t *tiny) folder(tb testing.TB, change map[string][]byte) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "tiny-e5")
	files := map[string][]byte{
		"config.json": fmt.Appendf(nil, `{"model_type":"bert","hidden_act":"gelu","num_hidden_layers":%d,"hidden_size":%d,
			"num_attention_heads":%d,"intermediate_size":%d,"vocab_size":%d,"max_position_embeddings":%d,
			"type_vocab_size":2,"layer_norm_eps":1e-12}`, t.layers, t.hidden, t.heads, t.inner, t.words, t.positions),
		"tokenizer.json":    tinyTokenizer(),
		"model.safetensors": t.safetensors("F32"),
	}
	maps.Copy(files, change)
	for name, b := range files {
		if b == nil {
			continue
		}
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// vector is the model's definition written down plainly, in double precision: what the package must agree with.
func (t *tiny) vector(ids []int32, mean bool) []float64 {
	x := make([][]float64, len(ids))
	for i, id := range ids {
		x[i] = make([]float64, t.hidden)
		for j := range x[i] {
			x[i][j] = float64(t.weights["embeddings.word_embeddings.weight"][int(id)*t.hidden+j]) +
				float64(t.weights["embeddings.position_embeddings.weight"][i*t.hidden+j]) +
				float64(t.weights["embeddings.token_type_embeddings.weight"][j])
		}
		t.normalise(x[i], "embeddings.LayerNorm")
	}
	for l := range t.layers {
		at := fmt.Sprintf("encoder.layer.%d.", l)
		q, k, v := t.linear(x, at+"attention.self.query"), t.linear(x, at+"attention.self.key"), t.linear(x, at+"attention.self.value")
		for i, s := range t.linear(t.attention(q, k, v), at+"attention.output.dense") {
			for j := range s {
				x[i][j] += s[j]
			}
			t.normalise(x[i], at+"attention.output.LayerNorm")
		}
		inner := t.linear(x, at+"intermediate.dense")
		for _, row := range inner {
			for j, u := range row {
				row[j] = u * (1 + math.Erf(u/math.Sqrt2)) / 2
			}
		}
		for i, s := range t.linear(inner, at+"output.dense") {
			for j := range s {
				x[i][j] += s[j]
			}
			t.normalise(x[i], at+"output.LayerNorm")
		}
	}
	out := x[0]
	if mean {
		for _, row := range x[1:] {
			for j, u := range row {
				out[j] += u
			}
		}
	}
	length := 0.0
	for _, u := range out {
		length += u * u
	}
	for j := range out {
		out[j] /= math.Sqrt(length)
	}
	return out
}

func (t *tiny) linear(x [][]float64, name string) [][]float64 {
	w, b := t.weights[name+".weight"], t.weights[name+".bias"]
	y := make([][]float64, len(x))
	for i, row := range x {
		for o := range b {
			sum := float64(b[o])
			for j, u := range row {
				sum += u * float64(w[o*len(row)+j])
			}
			y[i] = append(y[i], sum)
		}
	}
	return y
}

func (t *tiny) attention(q, k, v [][]float64) [][]float64 {
	out := make([][]float64, len(q))
	width := t.hidden / t.heads
	for i := range q {
		for h := 0; h < t.hidden; h += width {
			weights := make([]float64, len(k))
			total := 0.0
			for s := range k {
				for d := h; d < h+width; d++ {
					weights[s] += q[i][d] * k[s][d]
				}
				weights[s] = math.Exp(weights[s] / math.Sqrt(float64(width)))
				total += weights[s]
			}
			for d := h; d < h+width; d++ {
				sum := 0.0
				for s := range v {
					sum += weights[s] / total * v[s][d]
				}
				out[i] = append(out[i], sum)
			}
		}
	}
	return out
}

func (t *tiny) normalise(x []float64, name string) {
	mean, variance := 0.0, 0.0
	for _, u := range x {
		mean += u / float64(len(x))
	}
	for _, u := range x {
		variance += (u - mean) * (u - mean) / float64(len(x))
	}
	for j, u := range x {
		x[j] = (u-mean)/math.Sqrt(variance+1e-12)*float64(t.weights[name+".weight"][j]) + float64(t.weights[name+".bias"][j])
	}
}

func tinySentencePiece(table []byte) []byte {
	var b bytes.Buffer
	for i, p := range slices.Concat([]piece{{"<unk>", 0}, {"<s>", 0}, {"</s>", 0}}, tinyVocabulary()[4:54]) {
		kind := uint64(spNormal)
		if i < 3 {
			kind = uint64(3 - i%2)
		}
		b.Write(pbBytes(spPiece, slices.Concat(pbBytes(spPieceText, []byte(p.text)), pbFloat(spPieceScore, float32(p.score)), pbVarint(spPieceType, kind))))
	}
	b.Write(pbBytes(spTrainer, pbVarint(spTrainerType, spUnigram)))
	b.Write(pbBytes(spNormalizer, slices.Concat(pbBytes(1, []byte("nmt_nfkc")), pbBytes(spCharsmap, table))))
	return b.Bytes()
}
