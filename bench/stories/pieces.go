package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// piece is a sentence of a development report, ready to be made another's.
type piece struct {
	vector  []float32 // less the mean of all sentences
	names   []word
	words   []word // of scripts without capitals, where names hide
	numbers []float64
}

// word is one of a name or of the text; own ones are of one story only.
type word struct {
	form string
	own  bool
	key  uint64 // the same for the name in another script
}

// base is the reports of a development story, sentence by sentence.
type base [][]piece

// readBases reads the stories of the sets full, half and lead in a folder, and
// the mean of all sentences' vectors.
func readBases(ctx context.Context, dir string) (bases []base, mean []float32, err error) {
	model, err := vector.Default()
	if err != nil {
		return nil, nil, err
	}
	for _, set := range []string{"full", "half", "lead"} {
		of, err := readBase(ctx, model, filepath.Join(dir, set))
		if err != nil {
			return nil, nil, err
		}
		bases = append(bases, of...)
	}
	markOwn(bases)
	return bases, centre(bases), nil
}

func readBase(ctx context.Context, model *vector.Static, path string) ([]base, error) {
	gold, err := os.ReadFile(path + ".gold.tsv")
	if err != nil {
		return nil, err
	}
	number, storyOf := map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(gold)) {
		article, story, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if _, ok := number[story]; !ok {
			number[story] = len(number)
		}
		storyOf[article] = number[story]
	}
	articles, err := os.ReadFile(path + ".jsonl")
	if err != nil {
		return nil, err
	}
	bases := make([]base, len(number))
	for d := json.NewDecoder(bytes.NewReader(articles)); d.More(); {
		var a stemma.Article
		if err := d.Decode(&a); err != nil {
			return nil, fmt.Errorf("%s.jsonl: %w", path, err)
		}
		pieces, err := cut(ctx, model, a)
		if err != nil {
			return nil, err
		}
		bases[storyOf[a.ID]] = append(bases[storyOf[a.ID]], pieces)
	}
	return bases, nil
}

func cut(ctx context.Context, model *vector.Static, a stemma.Article) ([]piece, error) {
	d := text.Read(a)
	sentences := make([]string, len(d.Sentences))
	for i := range d.Sentences {
		sentences[i] = d.Sentences[i].Text
	}
	vecs, err := model.Vectors(ctx, sentences)
	if err != nil {
		return nil, err
	}
	var pieces []piece
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Boilerplate {
			continue
		}
		p := piece{vector: vecs[i]}
		for _, n := range s.Names {
			for f := range strings.FieldsSeq(n.Key) {
				p.names = append(p.names, word{form: f})
			}
		}
		for _, w := range s.Words {
			if r, _ := utf8.DecodeRuneInString(w.Form); unicode.Is(unicode.Lo, r) && !unicode.Is(unicode.Han, r) {
				p.words = append(p.words, word{form: w.Form})
			}
		}
		for _, n := range s.Numbers {
			p.numbers = append(p.numbers, n.Value)
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

// markOwn marks the words that no two stories have.
func markOwn(bases []base) {
	first, common := map[string]int{}, map[string]bool{}
	each := func(f func(b int, w *word)) {
		for b := range bases {
			for _, report := range bases[b] {
				for i := range report {
					for k := range report[i].names {
						f(b, &report[i].names[k])
					}
					for k := range report[i].words {
						f(b, &report[i].words[k])
					}
				}
			}
		}
	}
	each(func(b int, w *word) {
		key := text.Romanise(w.form)
		if of, ok := first[key]; ok && of != b {
			common[key] = true
		}
		first[key] = b
	})
	each(func(_ int, w *word) {
		key := text.Romanise(w.form)
		w.own = !common[key]
		h := fnv.New64a()
		h.Write([]byte(key))
		w.key = h.Sum64()
	})
}

// centre takes the mean of all vectors from them.
func centre(bases []base) []float32 {
	var mean []float32
	n := float32(0)
	for _, b := range bases {
		for _, report := range b {
			for _, p := range report {
				if mean == nil {
					mean = make([]float32, len(p.vector))
				}
				n++
				for k, x := range p.vector {
					mean[k] += x
				}
			}
		}
	}
	for k := range mean {
		mean[k] /= n
	}
	for _, b := range bases {
		for _, report := range b {
			for _, p := range report {
				for k := range p.vector {
					p.vector[k] -= mean[k]
				}
			}
		}
	}
	return mean
}
