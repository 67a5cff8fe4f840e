package lineage

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// goldDir holds stories with a known tree; it lies beside the repository.
const goldDir = "../../shared/eval/lineage"

// goldStory is a story with a known tree.
type goldStory struct{ *truth.Tree }

// readGold returns the known trees of a level of editing ("" for all).
func readGold(t testing.TB, level string) []*goldStory {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(goldDir, level+"*.gold.json"))
	if len(files) == 0 {
		t.Skip("no development set beside the repository")
	}
	var all []*goldStory
	for _, f := range files {
		tree, err := truth.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &goldStory{tree})
	}
	return all
}

func readGoldArticles(t testing.TB, name string) map[string]stemma.Article {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(goldDir, name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]stemma.Article{}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var x struct{ ID, Outlet, Lang, Title, Published, Text string }
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		a := stemma.Article{ID: x.ID, Outlet: x.Outlet, Lang: x.Lang, Title: x.Title, Text: x.Text, PublishedPrecision: stemma.PrecisionNone}
		if when, err := time.Parse(time.RFC3339, x.Published); err == nil {
			a.Published, a.PublishedPrecision = when, stemma.PrecisionSecond
		} else if when, err := time.Parse(time.DateOnly, x.Published); err == nil {
			a.Published, a.PublishedPrecision = when, stemma.PrecisionDay
		}
		out[x.ID] = a
	}
	return out
}

var digitRun = regexp.MustCompile(`\d+`)

// given makes a story of the true units and citations: what is left to get
// wrong is lineage's own.
func (g *goldStory) given(t testing.TB) Story {
	articles := readGoldArticles(t, g.Name)
	var s Story
	units := map[int]int{}
	sources := map[string]int{}
	for _, a := range g.Articles {
		d := &text.Document{Article: articles[a.ID]}
		for j, u := range a.Units {
			span := stemma.Span{Start: u.Start, End: u.End}
			d.Article.Sentences = append(d.Article.Sentences, span)
			d.Sentences = append(d.Sentences, wordsOf(d.Article.Text, span))
			if u.Unit != nil {
				k, ok := units[*u.Unit]
				if !ok {
					k = len(s.Claims)
					units[*u.Unit] = k
					s.Claims = append(s.Claims, stemma.Claim{})
				}
				s.Claims[k].Passages = append(s.Claims[k].Passages, stemma.Passage{Article: a.ID, Sentences: []int{j}})
				continue
			}
			k, ok := sources[a.Cites]
			if !ok {
				k = len(s.Sources)
				sources[a.Cites] = k
				s.Sources = append(s.Sources, stemma.Source{ID: "src" + strconv.Itoa(k+1), Name: a.Cites, Kind: stemma.SourceOutlet})
			}
			s.Sources[k].CitedBy = append(s.Sources[k].CitedBy, a.ID)
			s.Attributions = append(s.Attributions, stemma.Attribution{
				Article: a.ID, Sentence: j, Kind: stemma.AttributionIndirect,
				Source: stemma.Role{Span: span, Source: "src" + strconv.Itoa(k+1)}, Cue: stemma.Role{Span: span},
			})
		}
		s.Docs = append(s.Docs, d)
	}
	return s
}

func wordsOf(s string, span stemma.Span) text.Sentence {
	out := text.Sentence{Span: span, Text: s[span.Start:span.End]}
	for w := range strings.FieldsSeq(out.Text) {
		out.Words = append(out.Words, text.Word{Form: strings.Trim(text.Fold(w), `.,;:!?"'()«»“”„`)})
	}
	for _, at := range digitRun.FindAllStringIndex(out.Text, -1) {
		v, _ := strconv.ParseFloat(out.Text[at[0]:at[1]], 64)
		out.Numbers = append(out.Numbers, text.Number{
			Span: stemma.Span{Start: span.Start + at[0], End: span.Start + at[1]}, Value: v, High: v,
		})
	}
	return out
}

// result is the tree as the whole program gives it, for the score.
func (g *goldStory) result(t Tree) *stemma.Result {
	s := stemma.Story{Edges: t.Edges, Origins: t.Origins}
	for _, a := range g.Articles {
		s.Articles = append(s.Articles, a.ID)
	}
	return &stemma.Result{Sources: t.Sources, Stories: []stemma.Story{s}}
}

var keep = flag.String("keep", "", "folder in which to keep what the steps before lineage find, for the next run")

// found makes a story by the steps of the program itself.
func (g *goldStory) found(t testing.TB) Story {
	if *keep == "" {
		return g.find(t)
	}
	name := filepath.Join(*keep, g.Name+".gob")
	if f, err := os.Open(name); err == nil {
		defer f.Close()
		var k kept
		if err := gob.NewDecoder(f).Decode(&k); err != nil {
			t.Fatal(err)
		}
		return Story{Docs: k.Docs, Vectors: k.Vectors, Links: k.Links, Claims: k.Claims, Attributions: k.Attributions, Sources: k.Sources}
	}
	s := g.find(t)
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k := kept{s.Docs, s.Vectors, s.Links, s.Claims, s.Attributions, s.Sources}
	if err := gob.NewEncoder(f).Encode(k); err != nil {
		t.Fatal(err)
	}
	return s
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

func (g *goldStory) find(t testing.TB) Story {
	byID := readGoldArticles(t, g.Name)
	var articles []stemma.Article
	for _, a := range g.Articles {
		articles = append(articles, byID[a.ID])
	}
	return evidence(t, articles)
}

// evidence is what the steps before lineage find in articles.
func evidence(t testing.TB, articles []stemma.Article) Story {
	t.Helper()
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	var s Story
	for _, a := range articles {
		d := text.Read(a)
		sentences := make([]string, len(d.Sentences))
		for j := range d.Sentences {
			sentences[j] = d.Sentences[j].Text
		}
		vecs, err := model.Vectors(t.Context(), sentences)
		if err != nil {
			t.Fatal(err)
		}
		s.Docs, s.Vectors = append(s.Docs, d), append(s.Vectors, vecs)
	}
	if s.Attributions, s.Sources, err = attribution.Find(t.Context(), s.Docs, attribution.Options{}); err != nil {
		t.Fatal(err)
	}
	if s.Links, err = link.Find(t.Context(), s.Docs, s.Vectors, link.Options{}); err != nil {
		t.Fatal(err)
	}
	s.Claims = claim.Join(s.Docs, s.Links)
	return s
}
