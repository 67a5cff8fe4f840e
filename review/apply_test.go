package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// shown says where the verdicts stand on a tree: "parent>child state" of each edge, "child!" of what has another parent,
// "a~b state" of each link, "open n" of those without a place.
func shown(x *Reviewed) string {
	var all []string
	for _, s := range x.Result.Stories {
		var ids []string
		for id := range x.find.parents {
			ids = append(ids, id)
			if len(x.find.parents[id]) == 0 && x.EdgeState("", id) != "" {
				all = append(all, fmt.Sprintf(">%s %s", id, x.EdgeState("", id)))
			}
		}
		slices.Sort(ids)
		for _, e := range s.Edges {
			if state := x.EdgeState(e.Parent, e.Child); state != "" {
				all = append(all, fmt.Sprintf("%s>%s %s", e.Parent, e.Child, state))
			}
		}
		for _, id := range ids {
			for _, v := range x.Redirects(id) {
				to := v.From
				if v.Redirect != nil {
					to = *v.Redirect
				}
				found, _ := x.Find(to)
				all = append(all, fmt.Sprintf("%s!%s", id, found))
			}
		}
		for _, l := range s.Links {
			if state := x.LinkState(l.B, l.BSentences, l.A, l.ASentences); state != "" {
				all = append(all, fmt.Sprintf("%s%v~%s%v %s", l.A, l.ASentences, l.B, l.BSentences, state))
			}
		}
	}
	for range x.Open() {
		all = append(all, "open")
	}
	return strings.Join(all, ", ")
}

// TestApply: what is given on one tree is found on that which is drawn later.
func TestApply(t *testing.T) {
	link := func(opinion Opinion, s int) Draft {
		return Draft{Subject: Link, Opinion: opinion, A: "herald", ASentences: []int{s}, B: "bote", BSentences: []int{s}}
	}
	confirmed, rejected := onEdge(Confirmed, "herald", "bote", ""), onEdge(Rejected, "herald", "bote", "")
	for _, c := range []struct {
		name   string
		drafts []Draft
		change func(*stemma.Result)
		want   string
	}{
		{name: "as it was", drafts: []Draft{confirmed, link(Rejected, 1)}, want: "herald>bote confirmed, herald[1]~bote[1] rejected"},
		{name: "to another report", drafts: []Draft{onEdge(Redirected, "herald", "bote", "taka")}, want: "herald>bote redirected, bote!taka"},
		{name: "to nothing", drafts: []Draft{onEdge(Redirected, "herald", "bote", "")}, want: "herald>bote redirected, bote!"},
		{name: "to a source that nobody cites", drafts: []Draft{{Opinion: Redirected, Parent: "herald", Child: "bote", RedirectName: "Quayside Radio"}}, want: "herald>bote redirected, bote!"},
		{
			name: "the ids of lost sources change", drafts: []Draft{onEdge(Confirmed, "s1", "herald", ""), onEdge(Rejected, "s2", "taka", "")},
			change: func(r *stemma.Result) {
				r.Sources[0].ID, r.Sources[1].ID = "s8", "s1"
				r.Stories[0].Edges[0].Parent, r.Stories[0].Edges[2].Parent = "s8", "s1"
			},
			want: "s8>herald confirmed, s1>taka rejected",
		},
		{
			name: "a lost source is called by another of its names", drafts: []Draft{onEdge(Confirmed, "s1", "herald", "")},
			change: func(r *stemma.Result) {
				r.Sources[0].Name, r.Sources[0].Aliases = "NORLINK  agency", []string{"norlink"}
			},
			want: "s1>herald confirmed",
		},
		{
			name: "a lost source comes in as a report", drafts: []Draft{onEdge(Confirmed, "s1", "herald", "")},
			change: func(r *stemma.Result) {
				r.Articles = append(r.Articles, article("norlink", "The ferry Alva is aground."))
				r.Sources[0].Article, r.Sources[0].Lost = "norlink", false
				r.Stories[0].Articles = append(r.Stories[0].Articles, "norlink")
				r.Stories[0].Edges[0].Parent = "norlink"
			},
			want: "norlink>herald confirmed",
		},
		{
			name: "an unnamed source is worded otherwise", drafts: []Draft{onEdge(Confirmed, "s2", "taka", "")},
			change: func(r *stemma.Result) { r.Sources[1].Name = "a person with knowledge of it" },
			want:   "s2>taka confirmed",
		},
		{
			name: "an unnamed source of other reports is not the same", drafts: []Draft{onEdge(Confirmed, "s2", "taka", "")},
			change: func(r *stemma.Result) {
				r.Sources[1].CitedBy = []string{"bote"}
				r.Stories[0].Edges[2] = stemma.Edge{Parent: "herald", Child: "taka", Primary: true}
			},
			want: "taka!",
		},
		{
			name: "the report was revised", drafts: []Draft{confirmed, link(Confirmed, 1), link(Rejected, 2)},
			change: func(r *stemma.Result) {
				r.Articles[0] = article("herald", "Update. "+strings.Replace(heraldText, "212", "214", 1))
				for i := range r.Stories[0].Links {
					l := &r.Stories[0].Links[i]
					if l.A == "herald" {
						l.ASentences[0]++
					} else {
						l.BSentences[0]++
					}
				}
			},
			want: "herald>bote confirmed, herald[2]~bote[1] confirmed, open",
		},
		{
			name: "sentences are cut otherwise", drafts: []Draft{link(Confirmed, 1), link(Rejected, 2)},
			change: func(r *stemma.Result) {
				s := r.Articles[0].Sentences // two in one, which leaves one less
				s[0].End = s[1].End
				r.Articles[0].Sentences = slices.Delete(s, 1, 2)
				r.Stories[0].Links = []stemma.Link{
					{A: "herald", ASentences: []int{0}, B: "bote", BSentences: []int{0, 1}}, {A: "herald", ASentences: []int{1}, B: "bote", BSentences: []int{2}},
				}
			},
			want: "herald[0]~bote[0 1] confirmed, herald[1]~bote[2] rejected",
		},
		{
			name: "the sentence is gone", drafts: []Draft{link(Confirmed, 2)},
			change: func(r *stemma.Result) { r.Articles[0] = article("herald", "The ferry Alva ran aground off Larn.") },
			want:   "open",
		},
		{
			name: "the tree agrees by now", drafts: []Draft{onEdge(Redirected, "herald", "bote", "taka")},
			change: func(r *stemma.Result) { r.Stories[0].Edges[1].Parent = "taka" },
			want:   "taka>bote confirmed",
		},
		{
			name: "an edge that was confirmed is gone", drafts: []Draft{confirmed},
			change: func(r *stemma.Result) { r.Stories[0].Edges[1].Parent = "s1" },
			want:   "bote!herald",
		},
		{
			name: "an edge that was rejected is gone", drafts: []Draft{rejected},
			change: func(r *stemma.Result) { r.Stories[0].Edges[1].Parent = "s1" },
			want:   "open",
		},
		{
			name: "the report is gone", drafts: []Draft{confirmed},
			change: func(r *stemma.Result) {
				r.Articles = r.Articles[:1]
				r.Stories[0].Articles, r.Stories[0].Edges, r.Stories[0].Links = r.Stories[0].Articles[:1], r.Stories[0].Edges[:1], nil
			},
			want: "open",
		},
		{
			name: "stories are merged", drafts: []Draft{confirmed},
			change: func(r *stemma.Result) {
				r.Articles = append(r.Articles, article("rook", "The ferry Alva is afloat."))
				r.Stories[0].ID, r.Stories[0].Articles = "other", append([]string{"rook"}, r.Stories[0].Articles...)
			},
			want: "herald>bote confirmed",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var all []Verdict
			for i, d := range c.drafts {
				all = append(all, given(t, ferry(), "Ada", i, d))
			}
			r := ferry()
			if c.change != nil {
				c.change(r)
			}
			if have := shown(Apply(r, all)); have != c.want {
				t.Errorf("have %s\nwant %s", have, c.want)
			}
		})
	}
}

// TestReviewers: the last word of each reviewer counts, all of them stay, and it is seen where they disagree.
func TestReviewers(t *testing.T) {
	confirmed, rejected := onEdge(Confirmed, "herald", "bote", ""), onEdge(Rejected, "herald", "bote", "")
	moved, origin := onEdge(Redirected, "herald", "bote", "taka"), onEdge(Redirected, "herald", "bote", "")
	type by struct {
		reviewer string
		Draft
	}
	for _, c := range []struct {
		name      string
		given     []by
		want      string
		overruled int
	}{
		{"nothing", nil, "", 0},
		{"one mind", []by{{"Ada", confirmed}, {"Ben", confirmed}}, "herald>bote confirmed", 0},
		{"two minds", []by{{"Ada", confirmed}, {"Ben", rejected}}, "herald>bote disputed", 0},
		{"a change of mind", []by{{"Ada", confirmed}, {"Ben", rejected}, {"Ada", rejected}}, "herald>bote rejected", 1},
		{"it is another", []by{{"Ada", rejected}, {"Ben", moved}}, "herald>bote redirected, bote!taka", 0},
		{"two others", []by{{"Ada", moved}, {"Ben", origin}}, "herald>bote disputed, bote!, bote!taka", 0},
		{"unsaid", []by{{"Ada", moved}, {"Ada", confirmed}}, "herald>bote confirmed", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ferry()
			var all []Verdict
			for i, g := range c.given {
				all = append(all, given(t, r, g.reviewer, i, g.Draft))
			}
			x := Apply(r, all)
			if have := shown(x); have != c.want {
				t.Errorf("have %s, want %s", have, c.want)
			}
			overruled := 0
			for _, v := range all {
				if x.Overruled(v) {
					overruled++
				}
			}
			if overruled != c.overruled {
				t.Errorf("%d overruled, want %d", overruled, c.overruled)
			}
			if have := x.OfEdge("herald", "bote"); len(have) != len(all) || len(all) > 0 && have[0].ID != all[len(all)-1].ID {
				t.Errorf("of the edge: %v", have)
			}
		})
	}
}

// TestOrigin: that a report has its news from nobody can be said, too.
func TestOrigin(t *testing.T) {
	r := ferry()
	r.Stories[0].Edges = r.Stories[0].Edges[1:] // the Herald is an origin
	all := []Verdict{given(t, r, "Ada", 0, onEdge(Confirmed, "", "herald", "")), given(t, r, "Ben", 1, onEdge(Redirected, "", "herald", "s1"))}
	if have, want := shown(Apply(r, all)), ">herald disputed, herald!s1"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
	if have, want := shown(Apply(ferry(), all)), "s1>herald confirmed, herald!"; have != want {
		t.Errorf("traced anew: have %s, want %s", have, want)
	}
}

// TestEarlier: a verdict on a report that has another text by now is marked.
func TestEarlier(t *testing.T) {
	v := given(t, ferry(), "Ada", 0, onEdge(Confirmed, "herald", "bote", ""))
	r := ferry()
	if Apply(r, []Verdict{v}).Earlier(v) {
		t.Error("marked though the text is the same")
	}
	r.Articles[0].Text += " It is afloat."
	if !Apply(r, []Verdict{v}).Earlier(v) {
		t.Error("not marked")
	}
}

// TestApplyChangesNothing of the result, and leaves what is withdrawn out.
func TestApplyChangesNothing(t *testing.T) {
	r := ferry()
	v := given(t, r, "Ada", 0, onEdge(Redirected, "herald", "bote", "s1"))
	w := given(t, r, "Ada", 1, onEdge(Rejected, "herald", "bote", ""))
	w.Withdrawn = &Withdrawal{By: "Ada", At: minute(2)}
	x := Apply(r, []Verdict{v, w})
	if diff := cmp.Diff(ferry(), r); diff != "" {
		t.Error(diff)
	}
	if have := x.OfEdge("herald", "bote"); len(have) != 1 || have[0].ID != v.ID || len(x.Open()) != 0 {
		t.Errorf("%v", have)
	}
}

// TestNilReviewed has no verdicts.
func TestNilReviewed(t *testing.T) {
	var x *Reviewed
	_, found := x.Find(End{Article: "a"})
	if found || x.OfEdge("a", "b") != nil || x.EdgeState("a", "b") != "" || x.OfLink("a", nil, "b", nil) != nil || x.LinkState("a", nil, "b", nil) != "" ||
		x.Redirects("a") != nil || x.Open() != nil || x.All() != nil || x.Earlier(Verdict{}) || x.Overruled(Verdict{}) {
		t.Error("a nil one has something")
	}
}

// TestNewRefuses what the tree does not have.
func TestNewRefuses(t *testing.T) {
	r := ferry()
	r.Sources = append(r.Sources, stemma.Source{ID: "s9", Name: "an unknown source", Kind: stemma.SourceUnnamed, Inferred: true})
	for _, c := range []struct {
		draft Draft
		field string
	}{
		{onEdge("maybe", "herald", "bote", ""), "verdict"},
		{Draft{Subject: "story", Opinion: Confirmed}, "subject"},
		{onEdge(Confirmed, "herald", "", ""), "child"},
		{onEdge(Confirmed, "herald", "none", ""), "child"},
		{onEdge(Confirmed, "none", "bote", ""), "parent"},
		{onEdge(Rejected, "taka", "bote", ""), "parent"},
		{onEdge(Confirmed, "s2", "bote", ""), "parent"}, // taka is another that it may have
		{onEdge(Confirmed, "", "bote", ""), "parent"},
		{onEdge(Redirected, "herald", "bote", "none"), "redirect"},
		{onEdge(Redirected, "herald", "bote", "herald"), "redirect"},
		{onEdge(Redirected, "herald", "bote", "bote"), "redirect"},
		{onEdge(Redirected, "herald", "bote", "s9"), "redirect"},
		{Draft{Opinion: Redirected, Parent: "herald", Child: "bote", Redirect: "taka", RedirectName: "Norlink"}, "redirect"},
		{Draft{Opinion: Redirected, Parent: "herald", Child: "bote", RedirectName: " \t"}, "redirect_name"},
		{Draft{Opinion: Redirected, Parent: "s1", Child: "herald", RedirectName: " norlink  AGENCY"}, "redirect"},
		{Draft{Opinion: Confirmed, Parent: "herald", Child: "bote", Note: strings.Repeat("x", MaxNote+1)}, "note"},
		{Draft{Opinion: Confirmed, Parent: "herald", Child: "bote", Note: "\xff"}, "note"},
		{Draft{Subject: Link, Opinion: Confirmed, A: "herald", ASentences: []int{0}, B: "none", BSentences: []int{0}}, "b"},
		{Draft{Subject: Link, Opinion: Confirmed, A: "herald", ASentences: []int{7}, B: "bote", BSentences: []int{0}}, "a_sentences"},
		{Draft{Subject: Link, Opinion: Confirmed, A: "herald", ASentences: []int{0}, B: "bote"}, "b_sentences"},
		{Draft{Subject: Link, Opinion: Rejected, A: "herald", ASentences: []int{0}, B: "bote", BSentences: []int{1}}, "a_sentences"},
		{Draft{Subject: Link, Opinion: Redirected, A: "herald", ASentences: []int{0}, B: "bote", BSentences: []int{0}, RedirectSentences: []int{-1}}, "redirect"},
	} {
		if _, err := New(r, c.draft); !isInvalid(err, c.field) {
			t.Errorf("%+v: %v, want what is wrong with %s", c.draft, err, c.field)
		}
	}
	elsewhere := article("rook", "The ferry Alva is aground.")
	v, err := New(r, Draft{Opinion: Redirected, Parent: "herald", Child: "bote", Redirect: "rook", Elsewhere: &elsewhere})
	if err != nil || v.Redirect.Article != "rook" || v.Redirect.Digest != Digest(elsewhere.Text) {
		t.Errorf("a report of another story: %+v, %v", v, err)
	}
}

// TestNearest: of a sentence that stands several times, the one nearest to where it stood is taken.
func TestNearest(t *testing.T) {
	const chorus = "Nobody was hurt."
	text := strings.Repeat(chorus+" And so on. ", 5)
	r := &stemma.Result{Articles: []stemma.Article{article("a", text), article("b", chorus)}}
	r.Stories = []stemma.Story{{Articles: []string{"a", "b"}, Links: []stemma.Link{{A: "a", ASentences: []int{4}, B: "b", BSentences: []int{0}}}}}
	v := given(t, r, "Ada", 0, Draft{Subject: Link, Opinion: Confirmed, A: "a", ASentences: []int{4}, B: "b", BSentences: []int{0}})
	s := r.Articles[0].Sentences // two in one, which leaves one less
	s[0].End = s[1].End
	r.Articles[0].Sentences = slices.Delete(s, 1, 2)
	r.Stories[0].Links[0].ASentences = []int{3}
	if have, want := shown(Apply(r, []Verdict{v})), "a[3]~b[0] confirmed"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

// TestLostSources: that a lost source has it from another can be judged, too, and is found though neither is a report.
func TestLostSources(t *testing.T) {
	traced := func(first, second string) *stemma.Result {
		r := ferry()
		r.Sources[0].ID, r.Sources[1].ID = first, second
		r.Stories[0].Edges[0].Parent, r.Stories[0].Edges[2].Parent = first, second
		r.Stories[0].Edges = append(r.Stories[0].Edges, stemma.Edge{Parent: second, Child: first, Primary: true})
		return r
	}
	all := []Verdict{given(t, traced("s1", "s2"), "Ada", 0, onEdge(Rejected, "s2", "s1", "")), given(t, traced("s1", "s2"), "Ben", 1, onEdge(Confirmed, "", "s2", ""))}
	if have, want := shown(Apply(traced("s7", "s5"), all)), ">s5 confirmed, s5>s7 rejected"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

// BenchmarkApply puts 2000 verdicts on a story of 300 reports with 20 sentences each.
func BenchmarkApply(b *testing.B) {
	r := &stemma.Result{Stories: make([]stemma.Story, 1)}
	s := &r.Stories[0]
	for i := range 300 {
		var text strings.Builder
		for k := range 20 {
			fmt.Fprintf(&text, "Sentence %d of report %d says that the ferry Alva ran aground off Larn. ", k, i)
		}
		id := fmt.Sprint("r", i)
		r.Articles = append(r.Articles, article(id, text.String()))
		s.Articles = append(s.Articles, id)
		if i > 0 {
			s.Edges = append(s.Edges, stemma.Edge{Parent: fmt.Sprint("r", i/2), Child: id, Primary: true})
			for k := range 20 {
				s.Links = append(s.Links, stemma.Link{A: fmt.Sprint("r", i/2), ASentences: []int{k}, B: id, BSentences: []int{k}})
			}
		}
	}
	var all []Verdict
	for i := range 2000 {
		e := s.Edges[1+i%298]
		d := onEdge(Confirmed, e.Parent, e.Child, "")
		if i%2 == 0 {
			d = Draft{Subject: Link, Opinion: Rejected, A: e.Parent, ASentences: []int{i % 20}, B: e.Child, BSentences: []int{i % 20}}
		}
		v, err := New(r, d)
		if err != nil {
			b.Fatal(err)
		}
		v.ID, v.At = newID(), minute(i)
		all = append(all, v)
	}
	for i := range r.Articles { // all sentences are to be looked for
		r.Articles[i].Sentences = r.Articles[i].Sentences[1:]
	}
	for b.Loop() {
		Apply(r, all)
	}
}
