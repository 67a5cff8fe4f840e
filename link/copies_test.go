package link

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// printed are retellings of which some are printed again word for word. Where own
// is true the texts of the copies differ behind their last sentence, so that each
// is read on its own.
func printed(t *testing.T, own bool) []*text.Document {
	t.Helper()
	docs := retellings(t)
	for i, from := range []int{0, 2, 0, 3} {
		a := docs[from].Article
		a.ID, a.Sentences, a.Boilerplate = "copy-"+string(rune('a'+i)), nil, nil
		if own {
			a.Text += string([]byte("\n\n\n\n\n\n")[:i+1])
		}
		docs = append(docs, text.Read(a))
	}
	return docs
}

// TestCopiesAreReadOnce, at once and one by one, and are linked as if each had been
// read on its own.
func TestCopiesAreReadOnce(t *testing.T) {
	shared, apart := printed(t, false), printed(t, true)
	for name, at := range map[string][]int{"at once": {9}, "one by one": {3, 5, 6, 7, 8, 9}} {
		m, want := &Memory{}, &Memory{}
		var have, wanted []stemma.Link
		for _, n := range at {
			have, wanted = remember(t, m, shared[:n]), remember(t, want, apart[:n])
		}
		if diff := cmp.Diff(wanted, have); diff != "" {
			t.Errorf("%s: links differ (-each read +shared):\n%s", name, diff)
		}
		read := map[*float32]bool{}
		for k := range m.story.articles {
			read[&m.story.articles[k].vecs[0]] = true
		}
		if len(read) != 5 {
			t.Errorf("%s: %d articles were read, want 5", name, len(read))
		}
	}
}

// TestCopyOutlivesTheOriginal: what a copy took over from an article stays when that
// leaves the story, and later copies are read anew.
func TestCopyOutlivesTheOriginal(t *testing.T) {
	shared, apart := printed(t, false), printed(t, true)
	m, want := &Memory{}, &Memory{}
	var have, wanted []stemma.Link
	for _, places := range [][]int{{0, 1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 7}} {
		pick := func(docs []*text.Document) (out []*text.Document) {
			for _, p := range places {
				out = append(out, docs[p])
			}
			return out
		}
		have, wanted = remember(t, m, pick(shared)), remember(t, want, pick(apart))
	}
	if diff := cmp.Diff(wanted, have); diff != "" {
		t.Errorf("links differ (-each read +shared):\n%s", diff)
	}
}

// TestRevisionsMakeRoom: a report that was read anew many times is still shared by who prints it.
func TestRevisionsMakeRoom(t *testing.T) {
	first := retellings(t)[0]
	copyOf := func(id string) *text.Document {
		d := *first
		d.Article.ID = id
		return &d
	}
	m := &Memory{}
	for range maxForms + 2 {
		remember(t, m, []*text.Document{copyOf("revised")})
	}
	last := copyOf("revised")
	remember(t, m, []*text.Document{last})
	remember(t, m, []*text.Document{last, copyOf("printed"), copyOf("printed too")})
	read := map[*float32]bool{}
	for k := range m.story.articles {
		if a := &m.story.articles[k]; a.place != gone {
			read[&a.vecs[0]] = true
		}
	}
	if len(read) != 1 || len(m.story.read) != 1 {
		t.Errorf("%d readings of one text, by %d texts", len(read), len(m.story.read))
	}
}

// TestOtherFormsAreNoCopies: the same text with other boilerplate is read on its own.
func TestOtherFormsAreNoCopies(t *testing.T) {
	docs := retellings(t)[:2]
	other := &text.Document{Article: docs[0].Article, Sentences: slices.Clone(docs[0].Sentences)}
	other.Article.ID = "other"
	other.Sentences[1].Boilerplate = true
	m := &Memory{}
	for _, l := range remember(t, m, append(docs, other)) {
		if l.B == "other" && slices.Contains(l.BSentences, 1) {
			t.Errorf("boilerplate is linked: %+v", l)
		}
	}
}
