package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

//go:embed same.txt
var sameLines string

// gold says which lines say the same as which, besides translations.
type gold map[[2]int]string

func readGold() (gold, error) {
	g := gold{}
	lines := bufio.NewScanner(strings.NewReader(sameLines))
	for lines.Scan() {
		var how string
		var a, b int
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		if _, err := fmt.Sscan(lines.Text(), &how, &a, &b); err != nil {
			return nil, fmt.Errorf("same.txt: %w", err)
		}
		g[[2]int{a, b}] = how
	}
	return g, lines.Err()
}

func (g gold) of(claim, line int) string {
	if claim == line {
		return "same"
	}
	return g[[2]int{claim, line}]
}

// sentenceOf is a line as an article of one sentence.
type sentenceOf struct {
	lang   string
	line   int
	text   string
	vector []float32
	other  int // the line that is joined to it, 0 for none
	// event and report are those of an invented report.
	event  string
	report int
}

// tally counts how pairs are judged, by their score.
type tally struct {
	right, wrong [21]int // that say it, by score in steps of 1/20 and what is above
	kinds        map[search.Relation][2]int
	all          int // translations that there are
}

func (t *tally) add(j search.Judgement, same bool) {
	k := t.kinds[j.Relation]
	i := 0
	if !same {
		i = 1
	}
	k[i]++
	t.kinds[j.Relation] = k
	if j.Relation != search.Says && j.Relation != search.Near {
		return
	}
	if step := int(j.Score * 20); same {
		t.right[step]++
	} else {
		t.wrong[step]++
	}
}

func (t *tally) merge(o *tally) {
	for i := range t.right {
		t.right[i] += o.right[i]
		t.wrong[i] += o.wrong[i]
	}
	for r, k := range o.kinds {
		mine := t.kinds[r]
		t.kinds[r] = [2]int{mine[0] + k[0], mine[1] + k[1]}
	}
	t.all += o.all
}

func (t *tally) print(title string) {
	fmt.Printf("%s: %d sentences say the same\n", title, t.all)
	for _, r := range []search.Relation{search.Says, search.Differs, search.Denies, search.Near} {
		fmt.Printf("  %-8s %5d that do, %5d that do not\n", r, t.kinds[r][0], t.kinds[r][1])
	}
	right, wrong := 0, 0
	for i := len(t.right) - 1; i >= 6; i-- {
		right, wrong = right+t.right[i], wrong+t.wrong[i]
		fmt.Printf("  probability %.2f: precision %.3f recall %.3f\n", float64(i)/20, float64(right)/float64(max(1, right+wrong)), float64(right)/float64(max(1, t.all)))
	}
}

// claims measures how often it is right who says a claim: each fourth English line is a claim,
// all lines of all languages are articles of one sentence.
func claims(ctx context.Context, eval string, every int) error {
	g, err := readGold()
	if err != nil {
		return err
	}
	x, err := search.NewIndexer()
	if err != nil {
		return err
	}
	all, english, err := linesOf(ctx, filepath.Join(eval, "vectors"))
	if err != nil {
		return err
	}
	said, err := judgeClaims(ctx, x, g, all, english, every)
	if err != nil {
		return err
	}
	said.print("claims as they are")
	longer, err := longerLines(ctx, all)
	if err != nil {
		return err
	}
	if said, err = judgeClaims(ctx, x, g, longer, english, every); err != nil {
		return err
	}
	said.print("claims in longer sentences")
	for i, l := range english {
		english[i] = otherFigure(l)
	}
	other, err := judgeClaims(ctx, x, g, all, english, every)
	if err != nil {
		return err
	}
	other.print("claims with another figure (what says the same is to differ)")
	return nil
}

func linesOf(ctx context.Context, dir string) (all []sentenceOf, english []string, err error) {
	model, err := vector.Default()
	if err != nil {
		return nil, nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "??.txt"))
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		b, err := os.ReadFile(f) //nolint:gosec // named by the user
		if err != nil {
			return nil, nil, err
		}
		lines := strings.Split(strings.TrimSpace(string(b)), "\n")
		vectors, err := model.Vectors(ctx, lines)
		if err != nil {
			return nil, nil, err
		}
		lang := strings.TrimSuffix(filepath.Base(f), ".txt")
		for i, l := range lines {
			all = append(all, sentenceOf{lang: lang, line: i, text: l, vector: vectors[i]})
		}
		if lang == "en" {
			english = lines
		}
	}
	return all, english, nil
}

// longerLines joins each line with the next of its language, so that what says a claim goes on to say
// something else, or has said it before.
func longerLines(ctx context.Context, all []sentenceOf) ([]sentenceOf, error) {
	out := slices.Clone(all)
	for i := range out {
		if i+1 == len(all) || all[i+1].lang != all[i].lang {
			continue
		}
		switch next := all[i+1].text; i % 3 {
		case 0:
			out[i].text = joined(all[i].text, next, true)
		case 1:
			out[i].text = joined(all[i].text, next, false)
		default:
			out[i].text = joined(next, all[i].text, true)
		}
		out[i].other = all[i+1].line
	}
	return out, addVectors(ctx, out)
}

func judgeClaims(ctx context.Context, x *search.Indexer, g gold, all []sentenceOf, english []string, every int) (*tally, error) {
	tallies := make([]*tally, len(english))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for n := 0; n < len(english); n += max(1, every) {
		if len(text.Words(english[n])) < 5 {
			continue
		}
		group.Go(func() error {
			st, err := x.NewStatement(ctx, english[n], "en")
			if errors.Is(err, search.ErrQuestion) {
				return nil
			}
			if err != nil {
				return err
			}
			tallies[n] = judgeClaim(st, n, g, all)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	sum := &tally{kinds: map[search.Relation][2]int{}}
	for _, t := range tallies {
		if t != nil {
			sum.merge(t)
		}
	}
	return sum, nil
}

func judgeClaim(st *search.Statement, n int, g gold, all []sentenceOf) *tally {
	t := &tally{kinds: map[search.Relation][2]int{}}
	c := st.Comparer()
	for i := range all {
		s := &all[i]
		how := g.of(n, s.line)
		if also := g.of(n, s.other); s.other > 0 && also != "" && how != "same" {
			how = also
		}
		if s.lang == "en" && s.line == n || how == "unsure" {
			continue
		}
		if how == "same" {
			t.all++
		}
		if j, ok := c.Judge(stemma.Article{ID: "report", Lang: s.lang}, s.text, s.vector); ok {
			t.add(j, how == "same")
		}
	}
	return t
}

// otherFigure puts another number in the place of the first of at least two digits that is no
// year; "" where there is none.
func otherFigure(line string) string {
	words := strings.Fields(line)
	for i, w := range words {
		n, err := strconv.Atoi(w)
		if err == nil && n >= 10 && (n < 1900 || n > 2100) {
			words[i] = strconv.Itoa(2*n + 3)
			return strings.Join(words, " ")
		}
	}
	return ""
}
