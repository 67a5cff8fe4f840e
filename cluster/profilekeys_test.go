package cluster

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestProfileKeys: a name in two scripts is one, what an article says most often comes
// first, and the code is that of its direction.
func TestProfileKeys(t *testing.T) {
	read := func(lang, s string) *Profile {
		d := text.Read(stemma.Article{ID: lang, Lang: lang, Text: s})
		vecs := make([][]float32, len(d.Sentences))
		for i := range vecs {
			vecs[i] = []float32{0.5, -0.5, 0.5, 0.5}
		}
		return NewProfile(d, vecs, nil)
	}
	en := read("en", "Mayor Irina Kastrova opened the bridge. Kastrova thanked the builders of Velmora.")
	ru := read("ru", "Мэр Ирина Кастрова открыла мост. Кастрова поблагодарила строителей из Велморы.")
	if first := en.Names(1); len(first) != 1 || !slices.Contains(ru.Names(20), first[0]) {
		t.Errorf("%v is not in %v", first, ru.Names(20))
	}
	if all := en.Names(100); len(all) != 2 || !slices.Equal(all[:2], en.Names(2)) {
		t.Errorf("%v, %v", all, en.Names(2))
	}
	if c := en.Code(); c != [4]uint64{0b1101} {
		t.Errorf("%b", c)
	}
}
