package genealogy

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/lineage/truth"
)

// perKind is how many stories of each kind the tests look at.
const perKind = 8

func ownTexts(t testing.TB) Corpus {
	t.Helper()
	c, err := Own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func generate(t testing.TB, c Corpus, kind string, seed uint64) *Story {
	t.Helper()
	if kind == "copied" {
		s, err := Copy(c, DrawCopying(seed), seed)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	p, err := Draw(kind, seed)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Generate(c, p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eachStory calls look with stories of all kinds.
func eachStory(t *testing.T, look func(t *testing.T, s *Story)) {
	c := ownTexts(t)
	for _, kind := range append(Kinds(), "copied") {
		t.Run(kind, func(t *testing.T) {
			for seed := range uint64(perKind) {
				s := generate(t, c, kind, seed)
				s.Tree.Name = kind
				look(t, s)
			}
		})
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	c := ownTexts(t)
	for _, kind := range append(Kinds(), "copied") {
		var first, second, other bytes.Buffer
		for seed, b := range map[uint64]*bytes.Buffer{7: &first, 8: &other} {
			writeAll(t, generate(t, c, kind, seed), b)
		}
		writeAll(t, generate(t, c, kind, 7), &second)
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: the same seed makes another story", kind)
		}
		if bytes.Equal(first.Bytes(), other.Bytes()) {
			t.Errorf("%s: another seed makes the same story", kind)
		}
	}
}

func writeAll(t *testing.T, s *Story, b *bytes.Buffer) {
	t.Helper()
	if err := s.WriteArticles(b); err != nil {
		t.Fatal(err)
	}
	if err := s.WriteTree(b); err != nil {
		t.Fatal(err)
	}
}

// TestTreesAreTrees holds what every gold tree is: without cycles, with as many
// origins as it says, with lost sources that are something's parent.
func TestTreesAreTrees(t *testing.T) {
	eachStory(t, func(t *testing.T, s *Story) {
		parents := map[string][]string{}
		for _, a := range s.Tree.Articles {
			parents[a.ID] = a.Parents
		}
		children := map[string]int{}
		for _, l := range s.Tree.Lost {
			parents[l.ID] = l.Parents
		}
		origins := 0
		for id, list := range parents {
			if len(list) == 0 {
				origins++
			}
			for _, p := range list {
				children[p]++
				if _, known := parents[p]; !known {
					t.Errorf("%s has the parent %s, which is not there", id, p)
				}
			}
			if isOwnAncestor(parents, id) {
				t.Errorf("%s is its own ancestor", id)
			}
		}
		if origins != s.Tree.Origins {
			t.Errorf("%d origins, the gold says %d", origins, s.Tree.Origins)
		}
		if len(parents) != len(s.Tree.Articles)+len(s.Tree.Lost) || len(s.Articles) != len(s.Tree.Articles) {
			t.Error("an id stands for two")
		}
		for _, l := range s.Tree.Lost {
			if children[l.ID] == 0 && !isNamed(&s.Tree, l.ID) {
				t.Errorf("nothing derives from the lost source %s, and nobody names it", l.ID)
			}
			for _, c := range l.Children {
				if parents[c][0] != l.ID {
					t.Errorf("%s is listed under %s and is a child of %s", c, l.ID, parents[c][0])
				}
			}
		}
	})
}

func isNamed(t *truth.Tree, id string) bool {
	return slices.ContainsFunc(t.Articles, func(a truth.Article) bool {
		return slices.ContainsFunc(a.Citations, func(c truth.Citation) bool { return c.Node == id })
	})
}

func isOwnAncestor(parents map[string][]string, id string) bool {
	seen := map[string]bool{}
	for queue := slices.Clone(parents[id]); len(queue) > 0; queue = queue[1:] {
		if queue[0] == id {
			return true
		}
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, parents[queue[0]]...)
		}
	}
	return false
}

// TestGoldFitsText holds that what the gold says of the text stands in it.
func TestGoldFitsText(t *testing.T) {
	eachStory(t, func(t *testing.T, s *Story) {
		texts, truths := map[string]string{}, map[string]*truth.Article{}
		for i, a := range s.Articles {
			texts[a.ID] = a.Text
			truths[a.ID] = &s.Tree.Articles[i]
			if s.Tree.Articles[i].ID != a.ID {
				t.Fatal("articles and gold are not in one order")
			}
		}
		for _, a := range s.Tree.Articles {
			checkUnits(t, texts[a.ID], &a)
			for _, c := range a.Citations {
				if texts[a.ID][c.Start:c.End] != c.Name {
					t.Errorf("%s: %q stands where %q is cited", a.ID, texts[a.ID][c.Start:c.End], c.Name)
				}
			}
			for _, c := range a.NumberChanges {
				before, after := passage(texts[a.Parents[0]], truths[a.Parents[0]], c.Unit), passage(texts[a.ID], &a, c.Unit)
				if s.Tree.IsLost(a.Parents[0]) {
					continue
				}
				if !hasFigure(before, c.Before) || !hasFigure(after, c.After) {
					t.Errorf("%s: %s became %s in %q and %q", a.ID, c.Before, c.After, before, after)
				}
			}
		}
	})
}

func checkUnits(t *testing.T, text string, a *truth.Article) {
	t.Helper()
	end := 0
	for _, u := range a.Units {
		if u.Start < end || u.End <= u.Start || u.End > len(text) {
			t.Fatalf("%s: unit %d–%d after %d in a text of %d bytes", a.ID, u.Start, u.End, end, len(text))
		}
		if gap := text[end:u.Start]; strings.TrimSpace(gap) != "" {
			t.Errorf("%s: %q belongs to no unit", a.ID, gap)
		}
		end = u.End
		if u.From != "" && !slices.Contains(a.Parents, u.From) {
			t.Errorf("%s has a passage from %s and the parents %v", a.ID, u.From, a.Parents)
		}
	}
	if rest := text[end:]; strings.TrimSpace(rest) != "" {
		t.Errorf("%s: %q belongs to no unit", a.ID, rest)
	}
}

// passage returns what an article says of a unit.
func passage(text string, a *truth.Article, unit int) string {
	if a == nil {
		return ""
	}
	for _, u := range a.Units {
		if u.Unit != nil && *u.Unit == unit {
			return text[u.Start:u.End]
		}
	}
	return ""
}

// TestChildrenAreLater holds that what derives from something truly came out
// later, whatever the outlets say.
func TestChildrenAreLater(t *testing.T) {
	eachStory(t, func(t *testing.T, s *Story) {
		times := map[string]string{}
		for _, a := range s.Tree.Articles {
			times[a.ID] = a.Time
		}
		for _, l := range s.Tree.Lost {
			times[l.ID] = l.Time
		}
		for _, a := range s.Tree.Articles {
			for _, p := range a.Parents {
				if times[a.ID] < times[p] {
					t.Errorf("%s of %s derives from %s of %s", a.ID, times[a.ID], p, times[p])
				}
			}
		}
	})
}

// TestDescentsAddUp holds that no article has more from its origins than there
// is of it, and an origin all from itself.
func TestDescentsAddUp(t *testing.T) {
	eachStory(t, func(t *testing.T, s *Story) {
		for _, a := range s.Tree.Articles {
			sum := 0.0
			for _, d := range a.Descents {
				sum += d.Share
			}
			if sum > 1.0001 {
				t.Errorf("%s has %.2f of itself from its origins", a.ID, sum)
			}
			if len(a.Parents) == 0 && s.Tree.Name != "copied" && (len(a.Descents) == 0 || a.Descents[0].Origin != a.ID) {
				t.Errorf("the origin %s goes back to %v", a.ID, a.Descents)
			}
		}
	})
}

// TestKindsHaveWhatTheyAreFor counts what each kind of story is there for.
func TestKindsHaveWhatTheyAreFor(t *testing.T) {
	counts := map[string]map[string]int{}
	eachStory(t, func(_ *testing.T, s *Story) {
		c := counts[s.Tree.Name]
		if c == nil {
			c = map[string]int{}
			counts[s.Tree.Name] = c
		}
		for k, n := range features(s) {
			c[k] += n
		}
	})
	for kind, want := range map[string]string{
		"mixed": "second", "lost": "lost", "independent": "origins", "updated": "revised", "twins": "twins", "dates": "vague",
		"copied": "copy", "large": "cited", "digest": "second",
	} {
		// The parameters are of the same seeds: without the kind's own they would be the same.
		if have, usual := counts[kind][want], counts["medium"][want]; 2*have < 3*usual || have < perKind/2 {
			t.Errorf("%s: %d × %s in %d stories, which in medium ones is there %d times", kind, have, want, perKind, usual)
		}
	}
	if n := counts["one"]["languages"]; n != perKind {
		t.Errorf("stories in one language have %d languages in %d stories", n, perKind)
	}
	if n := counts["silent"]["cited"]; n > 0 {
		t.Errorf("silent stories name %d sources", n)
	}
}

func features(s *Story) map[string]int {
	c := map[string]int{"lost": len(s.Tree.Lost), "origins": s.Tree.Origins - 1}
	langs := map[string]bool{}
	for i, a := range s.Tree.Articles {
		langs[a.Lang] = true
		c[a.Kind]++
		c["cited"] += len(a.Citations)
		c["numbers"] += len(a.NumberChanges)
		if len(a.Parents) > 1 {
			c["second"]++
		}
		if a.Revised != "" {
			c["revised"]++
		}
		if a.TwinOf != "" || a.Follows != "" {
			c["twins"]++
		}
		if len(s.Articles[i].Published) < len("2006-01-02T15:04Z") {
			c["vague"]++
		}
	}
	c["languages"] = len(langs)
	return c
}

// TestWrittenFormIsThatOfTheScorers reads a story back as the scorers do.
func TestWrittenFormIsThatOfTheScorers(t *testing.T) {
	s := generate(t, ownTexts(t), "mixed", 3)
	s.Tree.Name = "mixed-003"
	dir := t.TempDir()
	if err := s.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	tree, err := truth.Read(dir + "/mixed-003.gold.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Articles) != len(s.Articles) || tree.Origins != s.Tree.Origins || tree.Name != "mixed-003" {
		t.Errorf("%d articles with %d origins came back as %d with %d", len(s.Articles), s.Tree.Origins, len(tree.Articles), tree.Origins)
	}
	var b bytes.Buffer
	if err := s.WriteTree(&b); err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(b.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	article := raw["articles"].([]any)[0].(map[string]any)
	for _, key := range []string{"id", "parents", "units", "number_changes"} {
		if article[key] == nil {
			t.Errorf("an article of the gold file has no %q: %v", key, slices.Sorted(maps.Keys(article)))
		}
	}
}

// TestDatesAsWritten lists how outlets give one moment.
func TestDatesAsWritten(t *testing.T) {
	moment := time.Date(2024, 2, 28, 22, 7, 9, 0, time.UTC)
	for _, c := range []struct {
		d    dateline
		want string
	}{
		{dateline{precision: 0}, "2024-02-28T22:07:09Z"},
		{dateline{precision: 0, zone: 3 * time.Hour, named: true}, "2024-02-29T01:07:09+03:00"},
		{dateline{precision: 1, zone: -5 * time.Hour, wrong: -5 * time.Hour}, "2024-02-28T17:07Z"},
		{dateline{precision: 2, zone: 2 * time.Hour}, "2024-02-29"},
		{dateline{precision: 3}, "2024-02"},
		{dateline{precision: 4}, ""},
	} {
		if have := c.d.write(moment); have != c.want {
			t.Errorf("%+v writes %q, want %q", c.d, have, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	if _, err := Draw("gossip", 1); err == nil || !strings.Contains(err.Error(), "gossip") {
		t.Errorf("a kind that is none: %v", err)
	}
	p, _ := Draw("light", 1)
	if _, err := Generate(nil, p, 1); err == nil {
		t.Error("a story of no text")
	}
	p.Articles = 0
	if _, err := Generate(ownTexts(t), p, 1); err == nil {
		t.Error("a story of no article")
	}
	if _, err := Copy(nil, DrawCopying(1), 1); err == nil {
		t.Error("copies of no text")
	}
	if _, err := Copy(ownTexts(t), Copying{}, 1); err == nil {
		t.Error("no copies")
	}
}

func BenchmarkGenerate(b *testing.B) {
	c := ownTexts(b)
	for i := range b.N {
		generate(b, c, "medium", uint64(i))
	}
}
