package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// step is what one of the steps to a profile took.
type step struct {
	name string
	took time.Duration
}

// route measures what an article costs before it is placed: reading, the
// vectors of its sentences, its profile. The articles are those of a set.
func route(ctx context.Context, dir, set string, out io.Writer) error {
	articles, err := decode(filepath.Join(dir, set+".jsonl"))
	if err != nil {
		return err
	}
	model, err := vector.Default()
	if err != nil {
		return err
	}
	if _, err := model.Vectors(ctx, []string{"the first one pays for the tables"}); err != nil {
		return err
	}
	text.Read(articles[0])
	steps := []step{{name: "reading"}, {name: "vectors"}, {name: "profile"}}
	size := 0
	for _, a := range articles {
		begin := now()
		d := text.Read(a)
		steps[0].add(&begin)
		sentences := []string{cluster.Title(d)}
		for i := range d.Sentences {
			sentences = append(sentences, d.Sentences[i].Text)
		}
		vecs, err := model.Vectors(ctx, sentences)
		if err != nil {
			return err
		}
		steps[1].add(&begin)
		b, err := cluster.NewProfile(d, vecs[1:], vecs[0]).MarshalBinary()
		if err != nil {
			return err
		}
		steps[2].add(&begin)
		size += len(b)
	}
	for _, s := range steps {
		fmt.Fprintf(out, "%-8s %6d µs of CPU an article\n", s.name, s.took.Microseconds()/int64(len(articles)))
	}
	_, err = fmt.Fprintf(out, "a profile takes %d bytes\n", size/len(articles))
	return err
}

func (s *step) add(begin *instant) {
	end := now()
	s.took += end.cpu - begin.cpu
	*begin = end
}

func decode(path string) ([]stemma.Article, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var articles []stemma.Article
	for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
		var a stemma.Article
		if err := d.Decode(&a); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		articles = append(articles, a)
	}
	return articles, nil
}
