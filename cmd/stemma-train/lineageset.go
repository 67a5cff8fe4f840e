package main

import (
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/lineage/genealogy"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// readStories reads the stories of a folder, NAME.jsonl with NAME.gold.json,
// and runs the steps before lineage on each. What they find is kept in the
// folder cache, unless that is empty, until the story's articles or the steps
// change.
func readStories(ctx context.Context, dir, cache string) ([]lineage.Known, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no NAME.gold.json in %s", dir)
	}
	k := keeper{dir: cache}
	if cache != "" {
		if k.steps, err = fingerprint(ctx); err != nil {
			return nil, err
		}
	}
	stories := make([]lineage.Known, len(paths))
	return stories, each(ctx, len(paths), func(ctx context.Context, i int) error {
		var err error
		stories[i], err = k.readStory(ctx, paths[i])
		return err
	})
}

// each calls f for 0..n-1 on all cores and stops at the first error.
func each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return f(ctx, i)
		})
	}
	return g.Wait()
}

// keeper keeps what the steps before lineage find.
type keeper struct {
	dir   string // "" for nowhere
	steps []byte // fingerprint
}

// fingerprint is what the steps before lineage find in a few stories made here:
// where it is the same, they have not changed in what they do.
func fingerprint(ctx context.Context) ([]byte, error) {
	corpus, err := genealogy.Own()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "stemma-train-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	h := sha256.New()
	for i := range sampled {
		if err := writeStory(corpus, "lost", i, 1, dir); err != nil {
			return nil, err
		}
		s, err := find(ctx, filepath.Join(dir, fmt.Sprintf("lost-%03d.jsonl", i)))
		if err != nil {
			return nil, err
		}
		for _, d := range s.Docs {
			d.Article.Input = "" // another folder each time
		}
		if err := json.NewEncoder(h).Encode(keptOf(s)); err != nil {
			return nil, err
		}
	}
	return h.Sum(nil), nil
}

// sampled is how many stories make a fingerprint.
const sampled = 6

func (k *keeper) readStory(ctx context.Context, gold string) (lineage.Known, error) {
	tree, err := truth.Read(gold)
	if err != nil {
		return lineage.Known{}, err
	}
	articles := strings.TrimSuffix(gold, ".gold.json") + ".jsonl"
	story, err := k.find(ctx, articles)
	if err != nil {
		return lineage.Known{}, fmt.Errorf("%s: %w", articles, err)
	}
	return lineage.Known{Story: story, Tree: tree}, nil
}

// kept is the part of a Story that a file keeps.
type kept struct {
	Docs         []*text.Document
	Vectors      [][][]float32
	Links        []stemma.Link
	Claims       []stemma.Claim
	Attributions []stemma.Attribution
	Sources      []stemma.Source
}

func keptOf(s lineage.Story) kept {
	return kept{s.Docs, s.Vectors, s.Links, s.Claims, s.Attributions, s.Sources}
}

func (k kept) story() lineage.Story {
	return lineage.Story{Docs: k.Docs, Vectors: k.Vectors, Links: k.Links, Claims: k.Claims, Attributions: k.Attributions, Sources: k.Sources}
}

// find returns what is kept of the articles of a file, or else finds and keeps it.
func (k *keeper) find(ctx context.Context, articles string) (lineage.Story, error) {
	if k.dir == "" {
		return find(ctx, articles)
	}
	content, err := os.ReadFile(articles)
	if err != nil {
		return lineage.Story{}, err
	}
	hash := sha256.Sum256(append(content, k.steps...))
	path := filepath.Join(k.dir, hex.EncodeToString(hash[:12])+".gob")
	var old kept
	if err := load(path, &old); !errors.Is(err, fs.ErrNotExist) {
		return old.story(), err
	}
	s, err := find(ctx, articles)
	if err != nil {
		return lineage.Story{}, err
	}
	return s, save(path, keptOf(s))
}

func load(path string, k *kept) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return gob.NewDecoder(f).Decode(k)
}

func save(path string, k kept) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // texts for everyone to read
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	if err := errors.Join(gob.NewEncoder(f).Encode(k), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path) // whole or not at all
}

// find runs the steps before lineage on one story, as package trace does.
func find(ctx context.Context, path string) (lineage.Story, error) {
	batch, err := ingest.Read(ctx, []string{path}, ingest.Options{})
	if err != nil {
		return lineage.Story{}, err
	}
	model, err := vector.Default()
	if err != nil {
		return lineage.Story{}, err
	}
	var s lineage.Story
	for _, a := range batch.Articles {
		d := text.Read(a)
		sentences := make([]string, len(d.Sentences))
		for j := range d.Sentences {
			sentences[j] = d.Sentences[j].Text
		}
		vectors, err := model.Vectors(ctx, sentences)
		if err != nil {
			return lineage.Story{}, err
		}
		s.Docs, s.Vectors = append(s.Docs, d), append(s.Vectors, vectors)
	}
	if s.Attributions, s.Sources, err = attribution.Find(ctx, s.Docs, attribution.Options{}); err != nil {
		return lineage.Story{}, err
	}
	if s.Links, err = link.Find(ctx, s.Docs, s.Vectors, link.Options{Corpus: link.NewCorpus([][]*text.Document{s.Docs})}); err != nil {
		return lineage.Story{}, err
	}
	s.Claims = claim.Join(s.Docs, s.Links)
	return s, nil
}

// score draws the trees of the stories and adds up how far they are right.
func score(ctx context.Context, stories []lineage.Known, o lineage.Options, sums ...*truth.Score) error {
	found := make([]*stemma.Result, len(stories))
	err := each(ctx, len(stories), func(ctx context.Context, i int) error {
		tree, err := lineage.Infer(ctx, stories[i].Story, o)
		if err != nil {
			return err
		}
		s := stemma.Story{Origins: tree.Origins, Edges: tree.Edges}
		for _, d := range stories[i].Story.Docs {
			s.Articles = append(s.Articles, d.Article.ID)
		}
		found[i] = &stemma.Result{Sources: tree.Sources, Stories: []stemma.Story{s}}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range stories {
		for _, sum := range sums {
			sum.Add(stories[i].Tree, found[i])
		}
	}
	return nil
}
