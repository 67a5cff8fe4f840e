package transformer

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// Sentences of several scripts, as texts of very different lengths.
var rivers = []string{
	"the river", "", "Fluss, der 12. Fluss in a row: the river, the river, the river, the river, the river, the river",
	"новая 河川", " \t ", "نهر", "नदी, नदी 1", "q", strings.Repeat("rio ", 13),
	"der Fluss \u00a0 tritt \u2460 über die Ufer", "日本の川",
}

func TestVectorsAreThoseOfThePlainComputation(t *testing.T) {
	for _, shape := range [][3]int{{32, 4, 64}, {24, 2, 40}, {64, 2, 128}} {
		tiny := newTiny(shape[0], shape[1], shape[2])
		dir := tiny.folder(t, nil)
		for _, k := range kernels() {
			m, err := open(dir, k)
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.Vectors(t.Context(), rivers)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range rivers {
				want := make([]float64, tiny.hidden)
				if strings.TrimSpace(s) != "" {
					want = tiny.vector(m.tokens.encode("query: "+s, tiny.positions), true)
				}
				if d := distance(got[i], want); d > 2e-5 {
					t.Errorf("%v %s: %q is %g away", shape, k.name, s, d)
				}
			}
			m.Close()
		}
	}
}

func distance(a []float32, b []float64) float64 {
	most := 0.0
	for i, v := range a {
		most = max(most, math.Abs(float64(v)-b[i]))
	}
	return most
}

func TestEveryFormOfTheWeightsIsTheSameModel(t *testing.T) {
	tiny := newTiny(32, 4, 64)
	var first [][]float32
	names := map[string]bool{}
	for what, files := range map[string]map[string][]byte{
		"F32":              {},
		"F16":              {"model.safetensors": tiny.safetensors("F16")},
		"BF16":             {"model.safetensors": tiny.safetensors("BF16")},
		"ONNX":             {"model.safetensors": nil, "model.onnx": tiny.onnx(false)},
		"ONNX in a folder": {"model.safetensors": nil, "onnx/model.onnx": tiny.onnx(true)},
	} {
		m, err := Open(tiny.folder(t, files))
		if err != nil {
			t.Fatal(what, err)
		}
		got, err := m.Vectors(t.Context(), rivers)
		if err != nil {
			t.Fatal(what, err)
		}
		if first == nil {
			first = got
		}
		if !slices.EqualFunc(got, first, slices.Equal) {
			t.Errorf("%s gives other vectors", what)
		}
		names[m.Name()] = true
		if m.Dim() != 32 || !strings.HasPrefix(m.Name(), "tiny-e5-") || len(m.Name()) != len("tiny-e5-")+12 {
			t.Errorf("%s: %s, %d dimensions", what, m.Name(), m.Dim())
		}
		m.Close()
	}
	if len(names) != 5 {
		t.Errorf("five files have %d names: %v", len(names), names)
	}
}

func TestVectorsDoNotDependOnCoresOrNeighbours(t *testing.T) {
	m, err := Open(newTiny(32, 4, 64).folder(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var many []string
	for range 20 {
		many = append(many, rivers...)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want, err := m.Vectors(t.Context(), rivers)
	if err != nil {
		t.Fatal(err)
	}
	for _, cores := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(cores)
		got, err := m.Vectors(t.Context(), many)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if !slices.Equal(v, want[i%len(want)]) {
				t.Fatalf("%d cores: sentence %d differs", cores, i)
			}
		}
	}
}

func TestSettingsOfTheFolder(t *testing.T) {
	tiny := newTiny(32, 4, 64)
	pooling := func(mode string) map[string][]byte {
		return map[string][]byte{
			"modules.json":          []byte(`[{"type":"sentence_transformers.models.Transformer","path":""},{"type":"sentence_transformers.models.Pooling","path":"1_Pooling"}]`),
			"1_Pooling/config.json": []byte(`{"word_embedding_dimension":32,"` + mode + `":true}`),
		}
	}
	for _, c := range []struct {
		name, prompt string
		files        map[string][]byte
		mean         bool
		length       int
	}{
		{"the first marker's vector", "query: ", pooling("pooling_mode_cls_token"), false, 40},
		{"the mean", "query: ", pooling("pooling_mode_mean_tokens"), true, 40},
		{"a prompt", "a ", map[string][]byte{"config_sentence_transformers.json": []byte(`{"prompts":{"query":"a ","passage":"d "}}`)}, true, 40},
		{"the default prompt", "d ", map[string][]byte{"config_sentence_transformers.json": []byte(`{"prompts":{"query":"a ","passage":"d "},"default_prompt_name":"passage"}`)}, true, 40},
		{"a length", "query: ", map[string][]byte{"sentence_bert_config.json": []byte(`{"max_seq_length":12}`)}, true, 12},
	} {
		m, err := Open(tiny.folder(t, c.files))
		if err != nil {
			t.Fatal(c.name, err)
		}
		text := rivers[2]
		got, err := m.Vectors(t.Context(), []string{text})
		if err != nil {
			t.Fatal(c.name, err)
		}
		if d := distance(got[0], tiny.vector(m.tokens.encode(c.prompt+text, c.length), c.mean)); d > 2e-5 {
			t.Errorf("%s: %g away", c.name, d)
		}
		m.Close()
	}
}

func TestXLMRobertaCountsPositionsFromThePadding(t *testing.T) {
	tiny := newTiny(32, 4, 64)
	m, err := Open(tiny.folder(t, map[string][]byte{"config.json": []byte(`{"model_type":"xlm-roberta","num_hidden_layers":2,"hidden_size":32,
		"num_attention_heads":4,"intermediate_size":64,"vocab_size":64,"max_position_embeddings":40,"type_vocab_size":2,"pad_token_id":1,
		"_name_or_path":"somebody/e5-of-rivers"}`)}))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if !strings.HasPrefix(m.Name(), "e5-of-rivers-") {
		t.Error(m.Name())
	}
	got, err := m.Vectors(t.Context(), rivers[:1])
	if err != nil {
		t.Fatal(err)
	}
	place := tiny.weights["embeddings.position_embeddings.weight"]
	tiny.weights["embeddings.position_embeddings.weight"] = place[2*32:]
	if d := distance(got[0], tiny.vector(m.tokens.encode("query: the river", 38), true)); d > 2e-5 {
		t.Errorf("%g away", d)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	tiny := newTiny(32, 4, 64)
	whole := tiny.safetensors("F32")
	config := func(old, repl string) []byte {
		raw, err := os.ReadFile(filepath.Join(tiny.folder(t, nil), "config.json"))
		if err != nil {
			t.Fatal(err)
		}
		return []byte(strings.Replace(string(raw), old, repl, 1))
	}
	for _, c := range []struct{ file, text, want string }{
		{"config.json", "", "no config.json"},
		{"config.json", "{", "config.json: unexpected end"},
		{"config.json", string(config(`"bert"`, `"t5"`)), `model_type "t5"`},
		{"config.json", string(config(`"gelu"`, `"relu"`)), `hidden_act "relu"`},
		{"config.json", string(config(`"hidden_size":32`, `"hidden_size":33`)), "not multiples of 8"},
		{"config.json", string(config(`"hidden_size":32`, `"hidden_size":48`)), "embeddings.word_embeddings.weight: unexpected shape [64 32], [64 48] by config.json"},
		{"config.json", string(config(`"num_hidden_layers":2`, `"num_hidden_layers":3`)), "no tensor encoder.layer.2.attention.self.query.weight"},
		{"config.json", string(config(`"num_hidden_layers":2`, `"num_hidden_layers":1000000`)), "out of range"},
		{"config.json", string(config(`"vocab_size":64`, `"vocab_size":20`)), "the tokenizer has 55 pieces, config.json 20 words"},
		{"tokenizer.json", "", "no tokenizer.json or sentencepiece.bpe.model"},
		{"tokenizer.json", `{"model":{"type":"WordPiece","vocab":{"a":1}}}`, "a vocabulary of type WordPiece"},
		{"tokenizer.json", `{"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1]]},"normalizer":{"type":"Bert"}}`, `normalizer "Bert" is not known here`},
		{"tokenizer.json", `<html>`, "tokenizer.json: invalid character"},
		{"model.safetensors", "", "no model.safetensors or model.onnx"},
		{"model.safetensors", "version https://git-lfs.github.com/spec/v1\n", "model.safetensors: safetensors header of"},
		{"model.safetensors", string(whole[:len(whole)-100]), "cut off or damaged"},
		{"modules.json", `[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]`, `"Dense", which is not run here`},
		{"modules.json", `[{"type":"sentence_transformers.models.Pooling","path":"../../x"}]`, "leaves the folder"},
	} {
		files := map[string][]byte{c.file: []byte(c.text)}
		if c.text == "" {
			files[c.file] = nil
		}
		_, err := Open(tiny.folder(t, files))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "the folder must hold") {
			t.Errorf("%s %.40q: %v\nwant %s", c.file, c.text, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent")); err == nil || !strings.Contains(err.Error(), "absent") {
		t.Error(err)
	}
	if _, err := Open(tiny.folder(t, map[string][]byte{"model.safetensors": nil, "pytorch_model.bin": []byte("x")})); err == nil || !strings.Contains(err.Error(), "pickle") {
		t.Error(err)
	}
}

func TestDamagedWeightsAreAnError(t *testing.T) {
	for _, name := range []string{
		"attention.self.query.bias", "attention.self.key.bias", "attention.self.value.bias",
		"intermediate.dense.bias", "output.dense.bias",
	} {
		tiny := newTiny(32, 4, 64)
		tiny.weights["encoder.layer.1."+name][3] = float32(math.NaN())
		m, err := Open(tiny.folder(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Vectors(t.Context(), rivers); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: error %v", name, err)
		}
		m.Close()
	}
}

func TestVectorsCancelled(t *testing.T) {
	m, err := Open(newTiny(32, 4, 64).folder(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Vectors(ctx, rivers); err == nil {
		t.Error("a cancelled context gives vectors")
	}
}

func TestLongTextsAreCut(t *testing.T) {
	m, err := Open(newTiny(32, 4, 64).folder(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	long := strings.Repeat("the river ", 30)
	got, err := m.Vectors(t.Context(), []string{long, long + long, strings.Repeat("\x00\xff\u0301", 1<<20)})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got[0], got[1]) {
		t.Error("what is beyond the longest text changes the vector")
	}
}
