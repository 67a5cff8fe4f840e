package link

import (
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// checkLinks holds links to what every reader of them relies on.
func checkLinks(t *testing.T, docs []*text.Document, links []stemma.Link) {
	t.Helper()
	place := map[string]int{}
	for i, d := range docs {
		place[d.Article.ID] = i
	}
	type pair struct {
		a, b string
		i, j int
	}
	used := map[pair]bool{}
	for _, l := range links {
		if l.A == l.B || place[l.A] >= place[l.B] {
			t.Errorf("sides %q and %q", l.A, l.B)
		}
		if l.Score <= 0 || l.Score > 1 || l.Kind == "" || len(l.ASentences) == 0 || len(l.BSentences) == 0 {
			t.Errorf("impossible link %+v", l)
		}
		for k, at := range [][]int{l.ASentences, l.BSentences} {
			d := docs[place[[]string{l.A, l.B}[k]]]
			for _, s := range at {
				if s < 0 || s >= len(d.Sentences) {
					t.Fatalf("no sentence %d: %+v", s, l)
				}
			}
		}
		checkStretches(t, docs[place[l.A]], docs[place[l.B]], &l)
		for _, i := range l.ASentences {
			for _, j := range l.BSentences {
				if key := (pair{l.A, l.B, i, j}); used[key] {
					t.Errorf("sentences %d and %d of %s and %s are linked twice", i, j, l.A, l.B)
				} else {
					used[key] = true
				}
			}
		}
	}
}

// checkStretches wants them in range, on the boundaries of characters, inside
// the linked sentences, in order, and none over another.
func checkStretches(t *testing.T, a, b *text.Document, l *stemma.Link) {
	t.Helper()
	if l.Kind == stemma.LinkTranslation && len(l.Stretches) > 0 {
		t.Errorf("a translation shares words: %+v", l)
	}
	if l.Common < 0 || l.Common > 1 {
		t.Errorf("common %g", l.Common)
	}
	for k, s := range l.Stretches {
		if k > 0 && s.A.Start < l.Stretches[k-1].A.End {
			t.Errorf("stretches overlap or are out of order: %+v", l.Stretches)
		}
		for o := range k {
			if s.B.Overlap(l.Stretches[o].B) > 0 {
				t.Errorf("stretches overlap: %+v", l.Stretches)
			}
		}
		checkSpan(t, a, l.ASentences, s.A)
		checkSpan(t, b, l.BSentences, s.B)
	}
}

func checkSpan(t *testing.T, d *text.Document, sentences []int, s stemma.Span) {
	t.Helper()
	whole := d.Article.Text
	if s.Start < 0 || s.Start >= s.End || s.End > len(whole) {
		t.Fatalf("span %v of a text of %d bytes", s, len(whole))
	}
	if !utf8.RuneStart(whole[s.Start]) || s.End < len(whole) && !utf8.RuneStart(whole[s.End]) {
		t.Errorf("span %v cuts a character", s)
	}
	if first, last := d.Sentences[sentences[0]], d.Sentences[sentences[len(sentences)-1]]; s.Start < first.Start || s.End > last.End {
		t.Errorf("span %v is not in sentences %v", s, sentences)
	}
}
