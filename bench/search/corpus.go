package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// pool are sentences of the development texts, line by line the same in all languages.
type pool struct {
	langs     []string
	sentences map[string][]string
	documents []string // by line
	halves    map[string][]half
}

// half is the beginning or the end of a sentence.
type half struct{ begin, end string }

func readPool(dir string) (*pool, error) {
	p := &pool{sentences: map[string][]string{}, halves: map[string][]half{}}
	files, err := filepath.Glob(filepath.Join(dir, "vectors", "*.txt"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		lines, err := readLines(name)
		if err != nil {
			return nil, err
		}
		lang := strings.TrimSuffix(filepath.Base(name), ".txt")
		if lang == "documents" {
			p.documents = lines
			continue
		}
		p.langs = append(p.langs, lang)
		p.sentences[lang] = lines
		for _, s := range lines {
			p.halves[lang] = append(p.halves[lang], cut(s))
		}
	}
	if len(p.langs) == 0 || len(p.documents) == 0 {
		return nil, fmt.Errorf("no development texts in %s", dir)
	}
	return p, nil
}

func readLines(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		out = append(out, s.Text())
	}
	return out, nil
}

// cut divides a sentence in the middle: at a space, or between two characters.
func cut(s string) half {
	if i := strings.IndexByte(s[len(s)/2:], ' '); i >= 0 {
		return half{s[:len(s)/2+i+1], s[len(s)/2+i+1:]}
	}
	runes := []rune(s)
	return half{string(runes[:len(runes)/2]), string(runes[len(runes)/2:])}
}

var began = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// gold are the documents themselves, each in each language.
func (p *pool) gold() []stemma.Article {
	var out []stemma.Article
	for _, lang := range p.langs {
		for from := 0; from < len(p.documents); {
			to := from
			for to < len(p.documents) && p.documents[to] == p.documents[from] {
				to++
			}
			a := stemma.Article{ID: p.documents[from] + "-" + lang, URL: "https://gold.example/" + lang + "/" + p.documents[from], Outlet: "gold." + lang + ".example", Lang: lang, Published: began}
			write(&a, p.sentences[lang][from:to])
			out = append(out, a)
			from = to
		}
	}
	return out
}

func write(a *stemma.Article, sentences []string) {
	var b strings.Builder
	for _, s := range sentences {
		from := b.Len()
		b.WriteString(s)
		a.Sentences = append(a.Sentences, stemma.Span{Start: from, End: b.Len()})
		b.WriteByte('\n')
	}
	a.Text = b.String()
}

// asked is how many of the sentences are asked for: those of the first half of the
// documents. The others are what articles are made up of.
func (p *pool) asked() int {
	n := len(p.documents) / 2
	for n < len(p.documents) && p.documents[n] == p.documents[n-1] {
		n++
	}
	return n
}

// pick says of which halves a sentence of a made-up article is.
type pick struct{ begin, end int }

// article makes up the n-th article: 8 to 22 sentences, each the beginning of one
// sentence of a language and the end of another. Half of them are from three
// documents, so that an article has a subject.
func (p *pool) article(n int) (stemma.Article, []pick) {
	r := rand.New(rand.NewPCG(uint64(n), 8)) //nolint:gosec // the same in each run
	lang := p.langs[r.IntN(len(p.langs))]
	all := p.halves[lang][p.asked():]
	about := [3]int{r.IntN(len(all)), r.IntN(len(all)), r.IntN(len(all))}
	near := func() int {
		if r.IntN(2) == 0 {
			return r.IntN(len(all))
		}
		return min(len(all)-1, about[r.IntN(3)]+r.IntN(12))
	}
	picks := make([]pick, 8+r.IntN(15))
	sentences := make([]string, len(picks))
	for i := range picks {
		picks[i] = pick{p.asked() + near(), p.asked() + near()}
		sentences[i] = p.halves[lang][picks[i].begin].begin + p.halves[lang][picks[i].end].end
	}
	a := stemma.Article{
		ID: fmt.Sprintf("m%07d", n), URL: fmt.Sprintf("https://outlet%d.example/%d", n%997, n), Outlet: fmt.Sprintf("Outlet %d", n%997), Lang: lang,
		Title: all[about[0]].begin, Published: began.Add(time.Duration(n) * 20 * time.Second), PublishedPrecision: stemma.PrecisionSecond,
	}
	write(&a, sentences)
	return a, picks
}
