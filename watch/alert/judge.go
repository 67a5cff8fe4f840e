package alert

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Judge holds what comes in against the rules. It is not safe for concurrent use.
type Judge struct {
	rules []Rule
	names []nameIndex // of rules that ask for sources
	same  Same
}

// Same says whether two names of outlets stand for one (attribution.Outlets has it).
type Same func(a, b string) bool

// NewJudge returns what holds articles and stories against rules.
func NewJudge(rules []Rule, same Same) *Judge {
	j := &Judge{rules: rules, same: same, names: make([]nameIndex, len(rules))}
	for i := range rules {
		j.names[i] = newNameIndex(rules[i].Sources)
	}
	return j
}

// Rules is how many there are.
func (j *Judge) Rules() int { return len(j.rules) }

// Asks reports whether a rule is of a kind.
func (j *Judge) Asks(k Kind) bool {
	for i := range j.rules {
		if j.rules[i].Kind == k {
			return true
		}
	}
	return false
}

// AsksForTrees reports whether a rule needs the trees of stories.
func (j *Judge) AsksForTrees() bool {
	for i := range j.rules {
		if j.rules[i].Kind == Hedge || j.rules[i].Origins > 0 {
			return true
		}
	}
	return false
}

// Claims are the claims of the rules, in their order.
func (j *Judge) Claims() []string {
	var all []string
	for i := range j.rules {
		if j.rules[i].Kind == Claim {
			all = append(all, j.rules[i].Claim)
		}
	}
	return all
}

// Sources are the names of all sources that rules ask for.
func (j *Judge) Sources() []string {
	var all []string
	for i := range j.rules {
		all = append(all, j.rules[i].Sources...)
	}
	return all
}

// Reach gives the alerts of a story by its size. Origins is how many its tree has, 0 where it is not known; then rules
// that ask for it wait. The reports that show it are for the caller to add (Show), who knows which alerts were given.
func (j *Judge) Reach(s Story, now time.Time) []Alert {
	var all []Alert
	for i := range j.rules {
		r := &j.rules[i]
		if r.Kind != Reach || !r.reached(&s) {
			continue
		}
		a := Alert{Story: s, Summary: reachSummary(&s)}
		a.finish(r, now)
		all = append(all, a)
	}
	return all
}

// Show adds how reports begin, the first of each outlet, in the order given.
func (a *Alert) Show(reports iter.Seq[stemma.Article]) {
	seen := map[string]bool{}
	for report := range reports {
		if outlet := text.Fold(who(&report)); !seen[outlet] {
			seen[outlet] = true
			a.Sentences = append(a.Sentences, sentence(RoleReport, &report, lead(&report)))
		}
		if len(a.Sentences) >= maxShown {
			return
		}
	}
}

func (r *Rule) reached(s *Story) bool {
	return s.Outlets >= r.Outlets && s.Languages >= r.Languages && s.Articles >= r.Articles &&
		(r.Origins == 0 || s.Origins > 0 && s.Origins <= r.Origins)
}

// lead is the first sentence of an article that is not boilerplate.
func lead(a *stemma.Article) int {
	for n, s := range a.Sentences {
		if s.Len() > 0 && !within(s, a.Boilerplate) {
			return n
		}
	}
	return 0
}

func within(s stemma.Span, spans []stemma.Span) bool {
	for _, b := range spans {
		if 2*s.Overlap(b) > s.Len() {
			return true
		}
	}
	return false
}

func reachSummary(s *Story) string {
	line := fmt.Sprintf("%s from %s in %s tell one story", counted(s.Articles, "report"), counted(s.Outlets, "outlet"), counted(s.Languages, "language"))
	if s.Origins > 0 {
		line += ", which goes back to " + counted(s.Origins, "origin")
	}
	return line + titled(s.Title)
}

func titled(title string) string {
	if title == "" {
		return ""
	}
	return ": " + short(title, 200)
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Cited gives the alerts of an article by whom it cites. s is its story.
func (j *Judge) Cited(s Story, a *stemma.Article, attributions []stemma.Attribution, sources []stemma.Source, now time.Time) []Alert {
	var all []Alert
	for i := range j.rules {
		r := &j.rules[i]
		if r.Kind != Cites || !r.counts(a.Lang) {
			continue
		}
		for k := range sources {
			if name, ok := j.names[i].find(&sources[k], j.same); ok {
				all = append(all, r.cited(s, a, name, &sources[k], attributions, now))
			}
		}
	}
	return all
}

// counts reports whether articles in a language count. "zh" stands for "zh-Hant", too.
func (r *Rule) counts(lang string) bool {
	for _, l := range r.Langs {
		if strings.EqualFold(lang, l) || len(lang) > len(l) && lang[len(l)] == '-' && strings.EqualFold(lang[:len(l)], l) {
			return true
		}
	}
	return len(r.Langs) == 0
}

// maxShown is how many sentences or reports an alert shows.
const maxShown = 10

func (r *Rule) cited(s Story, a *stemma.Article, name string, source *stemma.Source, attributions []stemma.Attribution, now time.Time) Alert {
	out := Alert{Story: s, Subject: r.subject(text.Fold(name), a), Source: &Source{Name: name, As: source.Name, Kind: source.Kind}}
	out.Summary = fmt.Sprintf("%s cites %s%s", who(a), name, titled(a.Title))
	shown := map[int]bool{}
	for i := range attributions {
		at := &attributions[i]
		if at.Source.Source == source.ID && at.Article == a.ID && !shown[at.Sentence] && len(shown) < maxShown {
			shown[at.Sentence] = true
			out.Sentences = append(out.Sentences, sentence(RoleCites, a, at.Sentence))
		}
	}
	if len(out.Sentences) == 0 { // a byline or the like, which is in no sentence
		out.Sentences = append(out.Sentences, sentence(RoleCites, a, lead(a)))
	}
	out.finish(r, now)
	return out
}

// who is what an article is called by.
func who(a *stemma.Article) string {
	for _, s := range []string{a.Outlet, a.URL, a.ID} {
		if s != "" {
			return s
		}
	}
	return "a report"
}

// Said is how an article stands to a claim: the number of the claim in Claims, the sentence (-1 the title), the relation
// of the two (Rule.Relations), and how sure that is.
type Said struct {
	Claim, Sentence int
	Relation        string
	Score           float64
}

// Saying gives the alerts of an article by which claims it says.
func (j *Judge) Saying(s Story, a *stemma.Article, said []Said, now time.Time) []Alert {
	var all []Alert
	n := -1
	for i := range j.rules {
		r := &j.rules[i]
		if r.Kind != Claim {
			continue
		}
		n++
		if best, ok := r.bestOf(said, n); ok && r.counts(a.Lang) {
			out := Alert{Story: s, Claim: r.Claim, Score: best.Score, Relation: best.Relation, Summary: who(a) + stands(best.Relation) + fmt.Sprintf("%q", r.Name) + titled(a.Title)}
			if best.Relation != DefaultRelation {
				out.Subject = best.Relation
			}
			out.Subject = r.subject(out.Subject, a)
			out.Sentences = []Sentence{sentence(RoleSays, a, best.Sentence)}
			out.finish(r, now)
			all = append(all, out)
		}
	}
	return all
}

// subject is what an alert is told once for, in a story, where it is about a report: what the rule asks for, and whose
// report it is if the rule wants to be told of each.
func (r *Rule) subject(what string, a *stemma.Article) string {
	switch r.Each {
	case EachOutlet:
		return what + "\x00outlet " + text.Fold(who(a))
	case EachReport:
		return what + "\x00report " + a.ID
	case EachStory:
	}
	return what
}

// stands says in words how an article stands to a claim.
func stands(relation string) string {
	switch relation {
	case "denies":
		return " denies the claim "
	case "differs":
		return " says with another number, date, name or place the claim "
	}
	return " says the claim "
}

// bestOf is the surest sentence that stands to a claim as the rule asks for.
func (r *Rule) bestOf(said []Said, claim int) (best Said, ok bool) {
	for _, s := range said {
		if s.Claim == claim && slices.Contains(r.Relations, s.Relation) && (!ok || s.Score > best.Score) {
			best, ok = s, true
		}
	}
	return best, ok
}

// Traced gives the alerts of a story by its tree: hedges that were dropped on the way from a parent to a child.
func (j *Judge) Traced(s Story, result *stemma.Result, now time.Time) []Alert {
	if !j.Asks(Hedge) || len(result.Stories) == 0 {
		return nil
	}
	articles := make(map[string]*stemma.Article, len(result.Articles))
	for i := range result.Articles {
		articles[result.Articles[i].ID] = &result.Articles[i]
	}
	var all []Alert
	for i := range j.rules {
		r := &j.rules[i]
		if r.Kind != Hedge {
			continue
		}
		for k := range result.Stories[0].Claims {
			for c := range result.Stories[0].Claims[k].Changes {
				change := &result.Stories[0].Claims[k].Changes[c]
				parent, child := articles[change.From], articles[change.To]
				if parent != nil && child != nil && r.dropped(change) && r.counts(child.Lang) {
					all = append(all, r.hedged(s, change, parent, child, now))
				}
			}
		}
	}
	return all
}

// dropped reports a change that is the loss of a hedge along an edge of the tree.
func (r *Rule) dropped(c *stemma.Change) bool {
	return c.Kind == stemma.ChangeHedge && strings.HasSuffix(c.Detail, "dropped") && !c.Alternative && !c.Sibling && c.Score >= r.MinScore &&
		c.FromSentence != nil && c.ToSentence != nil
}

func (r *Rule) hedged(s Story, c *stemma.Change, parent, child *stemma.Article, now time.Time) Alert {
	after := sentence(RoleAfter, child, *c.ToSentence)
	quoted := ""
	if after.Text != "" {
		quoted = `: "` + shortWords(after.Text, 160) + `"`
	}
	out := Alert{
		Story: s, Change: &Change{Detail: c.Detail, Before: c.Before, After: c.After, Score: c.Score},
		Subject:   child.ID + " " + text.Fold(after.Text),
		Summary:   fmt.Sprintf("%s has it without %q, which %s says%s", who(child), short(c.Before, 80), who(parent), quoted),
		Sentences: []Sentence{sentence(RoleBefore, parent, *c.FromSentence), after},
	}
	out.finish(r, now)
	return out
}

// shortWords cuts a text between two words where it is too long, if it has spaces there.
func shortWords(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	if i := strings.LastIndexByte(s[:limit], ' '); i > limit/2 {
		return s[:i] + "…"
	}
	return short(s, limit)
}
