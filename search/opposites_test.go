package search

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

// TestListedWords: a word that the list has is where it is listed, and on no axis whose words it is only near to, since
// those may be of another language.
func TestListedWords(t *testing.T) {
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	axes, err := newAxes(model, oppositeLines)
	if err != nil {
		t.Fatal(err)
	}
	w, _ := senseOf(model, "agreed")
	x := placeOf(axes, w.v)
	for k := range axes {
		if on := x.sides[k] >= 0; on != (axes[k].name == denialAxis) {
			t.Errorf("agreed on the axis %q: %v", axes[k].name, on)
		}
	}
}

// TestOpposites: words of languages that the list does not have are on the side of what they mean.
func TestOpposites(t *testing.T) {
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	axes, err := newAxes(model, oppositeLines)
	if err != nil {
		t.Fatal(err)
	}
	on := func(name, word string) int {
		for k := range axes {
			if axes[k].name == name {
				w, _ := senseOf(model, word)
				side, _ := axes[k].sideOf(w.v)
				return side
			}
		}
		t.Fatalf("no axis %s", name)
		return -1
	}
	for _, c := range []struct {
		axis, word string
		side       int
	}{
		{"denial", "abgelehnt", 0},
		{"denial", "rechazó", 0},
		{"denial", "отклонил", 0},
		{"denial", "menolak", 0},
		{"denial", "odrzucił", 0},
		{"denial", "approved", 1},
		{"denial", "одобрил", 1},
		{"denial", "resigned", 1},
		{"denial", "harbour", -1},
		{"guilt", "виновным", 0},
		{"guilt", "bersalah", 0},
		{"safe", "perigosa", 1},
		{"safe", "安全", 0},
		{"beat", "gewann", 0},
		{"beat", "perdu", 1},
	} {
		if got := on(c.axis, c.word); got != c.side {
			t.Errorf("%s, %s: side %d, want %d", c.axis, c.word, got, c.side)
		}
	}
	for _, lines := range []string{"no colon", "name: no bar", "name: | empty", "name: safe |"} {
		if _, err := newAxes(model, lines); err == nil {
			t.Errorf("%q is read", lines)
		}
	}
}

// TestTurned: what is negated twice, or about something else, denies nothing.
func TestTurned(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		claim, sentence string
		turned          bool
	}{
		{"The council of Velm approved the bridge over the river.", "The council of Velm rejected the bridge over the river.", true},
		{"The council of Velm approved the bridge over the river.", "The council of Velm did not reject the bridge over the river.", false},
		{"The council of Velm did not approve the bridge over the river.", "The council of Velm rejected the bridge over the river.", false},
		{"The council of Velm voted for the bridge over the river.", "The council of Velm voted against the bridge over the river.", true},
		{"The council of Velm approved the bridge over the river.", "The council of Velm approved the bridge over the river, and nobody from the railway company in Selm was present.", false},
		{"The team from Velm won the match in Brede.", "The team from Velm lost the match in Brede.", true},
	} {
		s, err := x.NewStatement(t.Context(), c.claim, "en")
		if err != nil {
			t.Fatal(err)
		}
		d := s.compare(newMemory(s), stemma.Article{ID: "report", Lang: "en"}, c.sentence, 1)
		if how := s.turned(d).how; (how == opposed) != c.turned {
			t.Errorf("%s %s: %v", c.claim, c.sentence, how)
		}
	}
}

// TestSensesBounded: a sentence of many words is compared by the first of them.
func TestSensesBounded(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	d := readOne(stemma.Article{ID: "a", Lang: "en"}, strings.Repeat("harbour warehouse fire ", 200))
	of := func(word string) (sense, bool) { return senseOf(x.model, word) }
	if n := len(sensesOf(of, d)); n != maxSenses {
		t.Errorf("%d words", n)
	}
}

// TestListsSayThingsOnce: no word stands twice on a side of an axis, on both sides of it, or in a list of the roles.
func TestListsSayThingsOnce(t *testing.T) {
	for line := range strings.Lines(oppositeLines + "\n" + roleLines) {
		name, words, _ := strings.Cut(strings.TrimSpace(line), ":")
		if strings.HasPrefix(name, "#") {
			continue
		}
		seen := map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			if seen[w] {
				t.Errorf("%s has %s twice", name, w)
			}
			seen[w] = true
		}
	}
}
