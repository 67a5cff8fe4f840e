package genealogy

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

// oneScribe is a tradition without losses: every copy can be held against its
// exemplar.
func oneScribe() Copying {
	return Copying{
		Witnesses: 12, Words: 600, ByFame: 0.5, Recent: 20, Rate: 0.02, Readings: 2,
		Kinds: [5]float64{1, 1, 1, 1, 1},
	}
}

// TestCopiesAreNearTheirExemplar holds that copies differ from their exemplars
// in few words, and more from others.
func TestCopiesAreNearTheirExemplar(t *testing.T) {
	s, err := Copy(ownTexts(t), oneScribe(), 5)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string][]string{}
	for _, a := range s.Articles {
		words[a.ID] = strings.Fields(a.Text)
	}
	if len(s.Articles) != 12 || len(s.Tree.Lost) != 0 || s.Tree.Origins != 1 {
		t.Fatalf("%d copies, %d lost, %d origins", len(s.Articles), len(s.Tree.Lost), s.Tree.Origins)
	}
	for _, a := range s.Tree.Articles {
		for _, p := range a.Parents {
			own := distance(words[a.ID], words[p])
			if own == 0 || own > len(words[p])/10 {
				t.Errorf("%s differs from its exemplar in %d of %d words", a.ID, own, len(words[p]))
			}
		}
	}
}

// distance counts the words that one bag has more or fewer of than another.
func distance(a, b []string) int {
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	for _, w := range b {
		count[w]--
	}
	sum := 0
	for _, n := range count {
		sum += max(n, -n)
	}
	return sum / 2
}

// TestContaminated holds that a copy after two exemplars has readings of both.
func TestContaminated(t *testing.T) {
	p := oneScribe()
	p.Contaminated, p.Rate = 1, 0.05
	s, err := Copy(ownTexts(t), p, 2)
	if err != nil {
		t.Fatal(err)
	}
	two := 0
	for _, a := range s.Tree.Articles {
		if len(a.Parents) == 2 {
			two++
		}
	}
	if two < 3 {
		t.Errorf("%d of %d copies have two exemplars", two, len(s.Articles))
	}
}

// TestLostCopiesLeaveHeirs holds that a lost copy of the gold has two heirs.
func TestLostCopiesLeaveHeirs(t *testing.T) {
	p := oneScribe()
	p.Witnesses, p.Lost, p.LostOrigin = 40, 0.6, 1
	s, err := Copy(ownTexts(t), p, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Tree.Lost) < 3 {
		t.Fatalf("%d lost copies", len(s.Tree.Lost))
	}
	for _, l := range s.Tree.Lost {
		if heirs(&s.Tree, l.ID) < 2 {
			t.Errorf("the lost copy %s has %d heirs", l.ID, heirs(&s.Tree, l.ID))
		}
	}
}

func heirs(t *truth.Tree, id string) int {
	n := 0
	for _, a := range t.Articles {
		for _, p := range a.Parents {
			if p == id {
				n++
			}
		}
	}
	for _, l := range t.Lost {
		for _, p := range l.Parents {
			if p == id {
				n++
			}
		}
	}
	return n
}
