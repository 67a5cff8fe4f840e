package report

import (
	"fmt"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// answer says in a few sentences where the member comes from, and how sure
// that is.
func (e *Explanation) answer() []string {
	m := e.member
	if e.family == nil {
		out := []string{m.InLine() + " belongs to no story: no other report tells its news, so it has no family tree."}
		return append(out, e.cautions(family.NewIndex(e.result))...)
	}
	var out []string
	switch edges := e.edges(); {
	case m.Edge == nil && m.Guess != nil:
		out = append(out, fmt.Sprintf("Where %s comes from is uncertain; the best guess is %s.", m.InLine(), e.family.Named(m.Guess.Parent)))
		out = append(out, e.sureness(m.Guess.Support))
	case len(edges) == 0 || m.Edge == nil:
		out = append(out, e.originAnswer()...)
	default:
		out = append(out, e.family.Verdict(m)+".", e.sureness(m.Edge.Support))
	}
	if m.Edge != nil && m.Edge.DirectionUncertain {
		out = append(out, "Which of the two came first is uncertain: "+strings.TrimPrefix(e.family.EitherWay(m), "either way: ")+".")
	}
	if s := e.family.Early(m); s != "" {
		out = append(out, m.InLine()+" is "+s+".")
	}
	out = append(out, e.rivalry()...)
	for _, edge := range m.Also {
		also := "It also has"
		if edge.Support < family.Weak {
			also = "It perhaps also has"
		}
		s := fmt.Sprintf("%s something from %s, support %s", also, e.family.Named(edge.Parent), display.Score(edge.Support))
		if n := len(edge.Sentences); n > 0 {
			s += ": " + display.Count(n, "sentence")
		}
		out = append(out, s+".")
	}
	return append(out, e.cautions(e.family.Index)...)
}

// maxCautionsTold is how many cautions of either kind an answer tells.
const maxCautionsTold = 4

// cautions say what the tree does not go by in the member and in those that it may
// come from, and what a limit left out of the work.
func (e *Explanation) cautions(x *family.Index) []string {
	ids := []string{e.member.ID}
	for _, edge := range e.edges() {
		ids = append(ids, edge.Parent)
	}
	partial := x.PartialAlone()
	if e.family != nil {
		partial = e.family.Partial()
	}
	return append(told(family.NotReliedOn, x.DistrustedAlone(ids)), told(family.LeftOut, partial)...)
}

// told are the first lines of a kind of cautions, behind its title.
func told(title string, lines []string) []string {
	var out []string
	for i, l := range lines {
		if i == maxCautionsTold {
			return append(out, fmt.Sprintf("%s: %d more.", title, len(lines)-i))
		}
		out = append(out, title+": "+l+".")
	}
	return out
}

// rivalry names the others that come near, or nearer.
func (e *Explanation) rivalry() []string {
	r := e.family.Rivals(e.member)
	if r == "" {
		return nil
	}
	names := strings.ReplaceAll(strings.TrimPrefix(r, "or from "), ", or from ", " or ")
	support, _ := e.member.Support()
	if others := e.family.Others(e.member); len(others) > 0 && others[0].Support > support {
		return []string{"Taken by itself it may sooner come from " + names + "; all reports taken together, this tree fits best."}
	}
	return []string{"Others come near: " + names + "."}
}

func (e *Explanation) originAnswer() []string {
	m, n := e.member, e.family.Story.Origins
	one := "the one origin of the story"
	if n != 1 {
		one = fmt.Sprintf("one of %s of the story", display.Count(n, "origin"))
	}
	out := []string{fmt.Sprintf("%s derives from none of the other reports: it is %s.", m.InLine(), one)}
	if m.Source != nil {
		out[0] = fmt.Sprintf("Nothing shows where %s has it from: it is %s.", m.InLine(), one)
	}
	if m.Root != nil {
		out = append(out, e.sureness(m.Root.Support))
	}
	for _, b := range m.Below {
		if family.IsTwin(b.Edge) && b.Edge.DirectionUncertain {
			out = append(out, b.InLine()+" is the same report; nothing shows which of the two came first.")
		}
	}
	if s := e.family.Offspring(m); s != "" {
		out = append(out, s)
	}
	return out
}

// sureness says what a support means.
func (e *Explanation) sureness(support float64) string {
	lead := "Support " + display.Score(support) + ": "
	switch n := display.Hundredths(support); {
	case n >= 99:
		return lead + "nearly all such lines are right."
	case support < family.Weak:
		return lead + "that is less than even."
	default:
		return lead + fmt.Sprintf("of 100 such lines about %d are right.", n)
	}
}
