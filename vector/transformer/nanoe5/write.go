package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

type object = map[string]any

// write makes the folder.
func write(m *model, dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "1_Pooling"), 0o777); err != nil { //nolint:gosec // a model is for everyone to read
		return err
	}
	tokenizer, err := tokenizerJSON(m)
	if err != nil {
		return err
	}
	for name, v := range map[string]any{
		"config.json": object{
			"_name_or_path": "intfloat/multilingual-e5-small", "architectures": []string{"BertModel"}, "model_type": "bert",
			"hidden_act": "gelu", "hidden_size": m.hidden, "intermediate_size": m.inner, "layer_norm_eps": m.epsilon,
			"max_position_embeddings": m.positions, "num_attention_heads": m.heads, "num_hidden_layers": m.layers,
			"pad_token_id": 0, "position_embedding_type": "absolute", "tokenizer_class": "XLMRobertaTokenizer",
			"type_vocab_size": m.types, "vocab_size": m.words,
		},
		"modules.json": []object{
			{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
			{"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
			{"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
		},
		"1_Pooling/config.json":             object{"word_embedding_dimension": m.hidden, "pooling_mode_mean_tokens": true},
		"sentence_bert_config.json":         object{"max_seq_length": m.positions, "do_lower_case": false},
		"config_sentence_transformers.json": object{"prompts": object{"query": "query: ", "passage": "passage: "}},
		"tokenizer.json":                    tokenizer,
	} {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o666); err != nil { //nolint:gosec // a model is for everyone to read
			return err
		}
	}
	return writeWeights(m, filepath.Join(dir, "model.safetensors"))
}

// tokenizerJSON describes the tokenizer as the Python library "tokenizers" does.
func tokenizerJSON(m *model) (object, error) {
	chars, err := buildCharsmap(m.chars)
	if err != nil {
		return nil, err
	}
	vocabulary := make([][2]any, len(m.pieces))
	var added []object
	for i, p := range m.pieces {
		vocabulary[i] = [2]any{p, float64(m.scores[i])}
		if i < 4 || p == "<mask>" {
			added = append(added, object{
				"id": i, "content": p, "single_word": false, "lstrip": p == "<mask>", "rstrip": false,
				"special": true, "normalized": false, //nolint:misspell // the format's word
			})
		}
	}
	begin, end := object{"SpecialToken": object{"id": "<s>", "type_id": 0}}, object{"SpecialToken": object{"id": "</s>", "type_id": 0}}
	text := func(id string) object { return object{"Sequence": object{"id": id, "type_id": 0}} }
	mark := object{"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true}
	return object{
		"version": "1.0", "truncation": nil, "padding": nil, "added_tokens": added,
		"normalizer": object{"type": "Sequence", "normalizers": []object{
			{"type": "Precompiled", "precompiled_charsmap": chars},
			{"type": "Replace", "pattern": object{"Regex": " {2,}"}, "content": " "},
		}},
		"pre_tokenizer": mark, "decoder": mark,
		"post_processor": object{
			"type": "TemplateProcessing", "single": []object{begin, text("A"), end},
			"pair": []object{begin, text("A"), end, end, text("B"), end},
			"special_tokens": object{
				"<s>":  object{"id": "<s>", "ids": []int{0}, "tokens": []string{"<s>"}},
				"</s>": object{"id": "</s>", "ids": []int{2}, "tokens": []string{"</s>"}},
			},
		},
		"model": object{"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": false},
	}, nil
}

// An array of the model: its name here and there, and its shape.
type array struct {
	from, to string
	shape    []int
}

func (m *model) arrays() []array {
	h := m.hidden
	all := []array{
		{"emb.word", "embeddings.word_embeddings.weight", []int{m.words, h}},
		{"emb.pos", "embeddings.position_embeddings.weight", []int{m.positions, h}},
		{"emb.type", "embeddings.token_type_embeddings.weight", []int{m.types, h}},
		{"emb.ln.w", "embeddings.LayerNorm.weight", []int{h}},
		{"emb.ln.b", "embeddings.LayerNorm.bias", []int{h}},
	}
	for l := range m.layers {
		for _, a := range []array{
			{"q", "attention.self.query", []int{h, h}},
			{"k", "attention.self.key", []int{h, h}},
			{"v", "attention.self.value", []int{h, h}},
			{"ao", "attention.output.dense", []int{h, h}},
			{"aln", "attention.output.LayerNorm", []int{h}},
			{"fi", "intermediate.dense", []int{m.inner, h}},
			{"fo", "output.dense", []int{h, m.inner}},
			{"oln", "output.LayerNorm", []int{h}},
		} {
			from, to := fmt.Sprintf("l%d.%s", l, a.from), fmt.Sprintf("encoder.layer.%d.%s", l, a.to)
			all = append(all, array{from + ".w", to + ".weight", a.shape}, array{from + ".b", to + ".bias", a.shape[:1]})
		}
	}
	return all
}

// writeWeights writes a safetensors file: the length of a table of contents, the table, the numbers.
func writeWeights(m *model, name string) error {
	contents := object{"__metadata__": object{"format": "pt"}}
	var tensors []stored
	at := 0
	for _, a := range m.arrays() {
		n := 1
		for _, d := range a.shape {
			n *= d
		}
		t, ok := m.tensors[a.from]
		if !ok || t.n != n {
			return fmt.Errorf("tensor %s of %d numbers, %v expected: %w", a.from, t.n, a.shape, errFormat)
		}
		contents[a.to] = object{"dtype": "F16", "shape": a.shape, "data_offsets": [2]int{at, at + 2*n}}
		tensors = append(tensors, t)
		at += 2 * n
	}
	head, err := json.Marshal(contents)
	if err != nil {
		return err
	}
	head = append(head, bytes.Repeat([]byte{' '}, -len(head)&7)...) // the numbers begin at a multiple of 8
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(head)))) //nolint:errcheck // Flush tells
	w.Write(head)                                                     //nolint:errcheck
	for _, t := range tensors {
		w.Write(t.halves()) //nolint:errcheck
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
