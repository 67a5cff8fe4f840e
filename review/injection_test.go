package review

import (
	"errors"
	"testing"
)

// hostile are words that would be a part of a statement, or stand for more than they are, where one is put together of what
// somebody has asked for.
var hostile = []string{
	"'; DROP TABLE verdict; --", "' OR 1=1 --", "') OR ('1'='1", "x' UNION SELECT body FROM verdict --", "%", "_", "?1", "?", "$1",
	"he said \\' OR true --", "\\", "a\x00", "a", `"id"`, `a","b`, "{news,NULL}", "*", "$$;SELECT 1;$$",
}

// TestStatements: a text by which somebody asks for verdicts is a text, whatever it says: it finds those that have it, and no others,
// changes nothing, and is no error.
func TestStatements(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		b := made().open(t)
		add(t, b, said("herald", "bote"), "first")
		ask(t, b, map[string]string{})
		there := map[string]string{} // child by word
		for _, word := range hostile {
			v := said("herald", word)
			v.Story, v.Reviewer = word, word
			kept, err := b.Add(t.Context(), v, word)
			if _, wrong := errors.AsType[*Invalid](err); wrong { // no name has characters of 0
				continue
			}
			if err != nil {
				t.Fatalf("%q: %v", word, err)
			}
			if again := add(t, b, v, word); again.ID != kept.ID {
				t.Errorf("by the key %q: another verdict", word)
			}
			there[word] = word
		}
		if len(there) < len(hostile)-1 {
			t.Errorf("%d of %d are kept", len(there), len(hostile))
		}
		ask(t, b, there)
		if faults, err := b.Check(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("check: %q, %v", faults, err)
		}
		if n, err := b.Count(t.Context()); err != nil || n != len(there)+1 {
			t.Errorf("%d verdicts, %v, want %d", n, err, len(there)+1)
		}
	})
}

// ask asks for each of the statements, of a book that has verdicts on some of them.
func ask(t *testing.T, b *Book, there map[string]string) {
	t.Helper()
	before := written(t, b)
	for _, word := range hostile {
		for name, f := range map[string]Filter{
			"story": {Stories: []string{word}}, "report": {Articles: []string{word}}, "story or report": {Stories: []string{word}, Articles: []string{word, "nobody"}},
			"reviewer": {Reviewer: word}, "newest": {Reviewer: word, Newest: true, Withdrawn: true, Limit: 5},
		} {
			if have := children(t, b, f); have != there[word] {
				t.Errorf("%s %q: %q, want %q", name, word, have, there[word])
			}
		}
		if _, err := b.List(t.Context(), Filter{After: word}); err == nil {
			t.Errorf("behind %q there is something", word)
		} else if _, wrong := errors.AsType[*Invalid](err); !wrong {
			t.Errorf("behind %q: %v", word, err)
		}
		if _, err := b.Verdict(t.Context(), word); !errors.Is(err, ErrUnknown) {
			t.Errorf("the verdict %q: %v", word, err)
		}
		if _, err := b.Withdraw(t.Context(), word, word); err == nil {
			t.Errorf("%q is taken back", word)
		}
		// An id may begin with "a".
		if some, err := b.Beginning(t.Context(), word, 100); err != nil || len(some) > 0 && word != "a" {
			t.Errorf("ids that begin with %q: %d, %v", word, len(some), err)
		}
	}
	if written(t, b) != before {
		t.Error("who asks has changed the book")
	}
}
