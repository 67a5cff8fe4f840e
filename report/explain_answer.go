package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// answer says in a few sentences where the member comes from, and how sure
// that is.
func (e *Explanation) answer() []string {
	m := e.member
	if e.family == nil {
		return []string{m.inLine() + " belongs to no story: no other report tells its news, so it has no family tree."}
	}
	var out []string
	switch edges := e.edges(); {
	case m.edge == nil && m.guess != nil:
		out = append(out, fmt.Sprintf("Where %s comes from is uncertain; the best guess is %s.", m.inLine(), e.family.named(m.guess.Parent)))
		out = append(out, e.sureness(m.guess.Support))
	case len(edges) == 0 || m.edge == nil:
		out = append(out, e.originAnswer()...)
	default:
		out = append(out, e.family.verdict(m)+".", e.sureness(m.edge.Support))
	}
	if m.edge != nil && m.edge.DirectionUncertain {
		out = append(out, "Which of the two came first is uncertain: "+strings.TrimPrefix(e.family.eitherWay(m), "either way: ")+".")
	}
	if s := e.family.early(m); s != "" {
		out = append(out, m.inLine()+" is "+s+".")
	}
	out = append(out, e.rivalry()...)
	for _, edge := range m.also {
		also := "It also has"
		if edge.Support < weak {
			also = "It perhaps also has"
		}
		s := fmt.Sprintf("%s something from %s, support %s", also, e.family.named(edge.Parent), score(edge.Support))
		if n := len(edge.Sentences); n > 0 {
			s += ": " + count(n, "sentence")
		}
		out = append(out, s+".")
	}
	return out
}

// rivalry names the others that come near, or nearer.
func (e *Explanation) rivalry() []string {
	r := e.family.rivals(e.member)
	if r == "" {
		return nil
	}
	names := strings.ReplaceAll(strings.TrimPrefix(r, "or from "), ", or from ", " or ")
	support, _ := e.member.support()
	if others := e.family.others(e.member); len(others) > 0 && others[0].Support > support {
		return []string{"Taken by itself it may sooner come from " + names + "; all reports taken together, this tree fits best."}
	}
	return []string{"Others come near: " + names + "."}
}

// inLine is what a member is called in a sentence about it.
func (m *member) inLine() string {
	switch {
	case m.source != nil:
		return "◌ " + isolate(sourceName(m.source))
	case m.letter != "":
		return m.letter + " " + isolate(outlet(m.article))
	}
	return isolate(outlet(m.article))
}

// verdict says where a member with a parent comes from.
func (f *family) verdict(m *member) string {
	up, who, from, perhaps := f.byID[m.edge.Parent], m.inLine()+" ", f.named(m.edge.Parent), ""
	if m.edge.Support < weak {
		perhaps = "perhaps "
	}
	switch {
	case m.source != nil:
		return m.inLine() + ", which is not among the reports, " + perhaps + "has it from " + from
	case up.source != nil && up.source.Inferred:
		return who + perhaps + "goes back to a source that is not among the reports and that none of them cites"
	case up.source != nil:
		return who + perhaps + "goes back to " + from + ", which is not among the reports"
	case isTwin(m.edge):
		return who + "is the same report as " + from
	case m.edge.Kind == stemma.EdgeCitation:
		return who + perhaps + "has its news from " + from
	}
	return who + "is " + perhaps + "a " + edgeWord(m.edge.Kind) + " of " + from
}

func (e *Explanation) originAnswer() []string {
	m, n := e.member, e.family.story.Origins
	one := "the one origin of the story"
	if n != 1 {
		one = fmt.Sprintf("one of %s of the story", count(n, "origin"))
	}
	out := []string{fmt.Sprintf("%s derives from none of the other reports: it is %s.", m.inLine(), one)}
	if m.source != nil {
		out[0] = fmt.Sprintf("Nothing shows where %s has it from: it is %s.", m.inLine(), one)
	}
	if m.root != nil {
		out = append(out, e.sureness(m.root.Support))
	}
	for _, b := range m.below {
		if isTwin(b.edge) && b.edge.DirectionUncertain {
			out = append(out, b.inLine()+" is the same report; nothing shows which of the two came first.")
		}
	}
	if s := e.family.offspring(m); s != "" {
		out = append(out, s)
	}
	return out
}

// offspring names what derives from a member.
func (f *family) offspring(m *member) string {
	var first, also []string
	for _, b := range m.below {
		first = append(first, b.inLine())
	}
	for _, o := range f.members {
		if slices.ContainsFunc(o.also, func(e *stemma.Edge) bool { return e.Parent == m.id }) {
			also = append(also, o.inLine())
		}
	}
	var out []string
	if len(first) > 0 {
		out = append(out, list(first, maxLetters)+plural(len(first), " derives", " derive")+" from it.")
	}
	if len(also) > 0 {
		out = append(out, list(also, maxLetters)+plural(len(also), " has", " have")+" something from it.")
	}
	return strings.Join(out, " ")
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// sureness says what a support means.
func (e *Explanation) sureness(support float64) string {
	lead := "Support " + score(support) + ": "
	switch n := hundredths(support); {
	case n >= 99:
		return lead + "nearly all such lines are right."
	case support < weak:
		return lead + "that is less than even."
	default:
		return lead + fmt.Sprintf("of 100 such lines about %d are right.", n)
	}
}
