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
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// goldDir holds stories with a known tree; it lies beside the repository.
const goldDir = "../../shared/eval/lineage"

// goldStory is a story's known tree.
type goldStory struct {
	Name     string
	Articles []struct {
		ID      string
		Parents []string
		Cites   string
		Lang    string
		Units   []struct {
			Unit       *int
			Start, End int
		}
	}
	Lost []struct {
		ID, Outlet        string
		Parents, Children []string
	}
	Origins int
}

// readGold returns the known trees of a level of editing ("" for all).
func readGold(t testing.TB, level string) []*goldStory {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(goldDir, level+"*.gold.json"))
	if len(files) == 0 {
		t.Skip("no development set beside the repository")
	}
	var all []*goldStory
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		g := &goldStory{}
		if err := json.Unmarshal(b, g); err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
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

// score is how far a tree is right, by the rules of the development set.
type score struct {
	articles, origins, stories int
	right                      float64
	second                     [3]int // right, extra, missed
}

func (x *score) add(g *goldStory, t Tree) {
	parents := map[string][]string{}
	children := map[string]map[string]bool{}
	article := map[string]string{}
	for _, s := range t.Sources {
		article[s.ID] = s.Article
	}
	for _, e := range t.Edges {
		p := e.Parent
		if article[p] != "" {
			p = article[p]
		}
		parents[e.Child] = append(parents[e.Child], p)
		if e.Primary {
			if children[p] == nil {
				children[p] = map[string]bool{}
			}
			children[p][e.Child] = true
		}
	}
	known := map[string]bool{}
	for _, a := range g.Articles {
		known[a.ID] = true
	}
	for _, a := range g.Articles {
		x.articles++
		have := parents[a.ID]
		x.right += g.rate(a.Parents, have, known, children)
		x.addSecond(a.Parents, have)
	}
	x.stories++
	if t.Origins == g.Origins {
		x.origins++
	}
}

func (x *score) addSecond(want, have []string) {
	w, h := map[string]bool{}, map[string]bool{}
	for _, p := range want[min(1, len(want)):] {
		w[p] = true
	}
	for _, p := range have[min(1, len(have)):] {
		h[p] = true
		if w[p] {
			x.second[0]++
		} else {
			x.second[1]++
		}
	}
	for p := range w {
		if !h[p] {
			x.second[2]++
		}
	}
}

// rate is 1 for the right parent; a lost one is right when the two share half
// of their children.
func (g *goldStory) rate(want, have []string, known map[string]bool, children map[string]map[string]bool) float64 {
	switch {
	case len(want) == 0 && len(have) == 0:
		return 1
	case len(want) == 0:
		return 0
	case known[want[0]]:
		if len(have) > 0 && have[0] == want[0] {
			return 1
		}
		return 0
	case len(have) == 0:
		return 0.5
	case known[have[0]]:
		return 0
	}
	for _, l := range g.Lost {
		if l.ID != want[0] {
			continue
		}
		common := 0
		for _, c := range l.Children {
			if children[have[0]][c] {
				common++
			}
		}
		if 2*common >= len(l.Children)+len(children[have[0]])-common {
			return 1
		}
	}
	return 0.5
}

func (x *score) parent() float64 { return x.right / float64(max(1, x.articles)) }

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
	articles := readGoldArticles(t, g.Name)
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	var s Story
	for _, a := range g.Articles {
		d := text.Read(articles[a.ID])
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
