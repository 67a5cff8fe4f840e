package variant

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestPassages(t *testing.T) {
	book := NewBook()
	list := passagesOf(book, "the ferry left", "the old ferry left", "the ferry left", "")
	var got []string
	for _, p := range list {
		var words []string
		for _, w := range p.words {
			words = append(words, book.Form(w))
		}
		got = append(got, strings.Join(words, " "))
	}
	if want := []string{"the old ferry left", "the ferry left", ""}; !slices.Equal(got, want) {
		t.Fatalf("passages %q, want %q", got, want)
	}
	if !slices.Equal(list[1].who, []int{0, 2}) {
		t.Errorf("%v have the second, want the first and third", list[1].who)
	}
	long := strings.Repeat("on and on ", longestPassage)
	if list := passagesOf(NewBook(), long); len(list[0].words) != longestPassage {
		t.Errorf("%d words of a long one", len(list[0].words))
	}
}

func TestParts(t *testing.T) {
	list := passagesOf(NewBook(), "the old ferry left the quay at dawn", "the ferry left the quay at dawn", "le bac a quitté le quai", "le vieux bac a quitté le quai")
	parts, err := Parts(t.Context(), list)
	if err != nil || len(parts) != 2 || len(parts[0]) != 2 || len(parts[1]) != 2 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}

// TestPartsAreBounded: of hundreds of texts without a word in common each is a
// part of its own, and not each is compared with all.
func TestPartsAreBounded(t *testing.T) {
	var list []Passage
	for i := range 3 * maxWordings {
		list = append(list, passageOf([]int32{int32(i + 1)}, i))
	}
	list = append(list, passageOf([]int32{1}), passageOf([]int32{3 * maxWordings}))
	parts, err := Parts(t.Context(), list)
	if err != nil || len(parts) != 3*maxWordings+1 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}

func BenchmarkCollate(b *testing.B) {
	model := make([]string, 400)
	for i := range model {
		model[i] = "word" + strconv.Itoa(i%170*31)
	}
	var texts []string
	for w := range 24 {
		text := slices.Clone(model)
		for k := w; k < len(text); k += 17 + w%5 {
			text[k] += "e"
		}
		texts = append(texts, strings.Join(text, " "))
	}
	book := NewBook()
	part := passagesOf(book, texts...)
	for b.Loop() {
		c, err := Collate(b.Context(), part, book, 1<<20)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Tree(b.Context(), book); err != nil {
			b.Fatal(err)
		}
	}
}
