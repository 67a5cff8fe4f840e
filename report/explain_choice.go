package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// choice is a report or lost source that a reader can ask about, and the tree
// that it stands in, nil for a report that stands in none.
type choice struct {
	family *family.Family
	member *family.Member
	number int // of the story, from 1
}

// ChoiceError is a name that stands for no report or lost source, or for
// several.
type ChoiceError struct {
	Name string
	// Matches are those it stands for, or, when Unknown, all there are.
	Matches []string
	Unknown bool
}

// maxListed is how many reports an error lists.
const maxListed = 20

// Error lists what the name can stand for, a line each.
func (e *ChoiceError) Error() string {
	var b strings.Builder
	if e.Unknown {
		fmt.Fprintf(&b, "no report is called %q: give a letter of the tree, an id, an outlet, a file or a URL:", display.Clean(e.Name))
	} else {
		fmt.Fprintf(&b, "%q may be any of these; give the letter with its story, or more of the id, file or URL:", display.Clean(e.Name))
	}
	for i, m := range e.Matches {
		if i == maxListed {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Matches)-i)
			break
		}
		b.WriteString("\n  " + m)
	}
	return b.String()
}

func newChoiceError(name string, found, all []choice) *ChoiceError {
	e := &ChoiceError{Name: name, Unknown: len(found) == 0}
	if e.Unknown {
		found = all
	}
	for _, c := range found {
		e.Matches = append(e.Matches, c.label())
	}
	return e
}

// label tells a choice from all others.
func (c choice) label() string {
	parts := []string{c.member.Plain()}
	if c.family != nil && c.member.Letter != "" {
		parts = append(parts, c.place())
	}
	parts = append(parts, "id "+display.Cut(display.Clean(c.member.ID), family.MaxName))
	if a := c.member.Article; a != nil && a.Input != "" {
		parts = append(parts, display.Cut(display.Clean(a.Input), 2*family.MaxName))
	}
	return strings.Join(parts, ", ")
}

// place is a letter that no two stories share: "2:B".
func (c choice) place() string { return strconv.Itoa(c.number) + ":" + c.member.Letter }

// choose returns the choices that a name stands for: by letter (alone, or with
// the number of its story before it) or id, else by
// any other name in full, else by how one of them begins.
func choose(all []choice, name string) []choice {
	name = strings.TrimSpace(strings.TrimPrefix(name, "◌"))
	if name == "" {
		return nil
	}
	folded := strings.ToLower(name)
	for _, is := range []func(c choice) bool{
		func(c choice) bool { return c.member.ID == name && name != strings.ToUpper(name) }, // no letter as it is printed
		func(c choice) bool {
			return c.member.ID == name || strings.EqualFold(c.member.Letter, name) || c.member.Letter != "" && strings.EqualFold(c.place(), name)
		},
		func(c choice) bool { return slices.Contains(c.member.Names(), folded) },
		func(c choice) bool {
			return slices.ContainsFunc(append(c.member.Names(), strings.ToLower(c.member.ID)), func(n string) bool { return strings.HasPrefix(n, folded) })
		},
	} {
		var found []choice
		for _, c := range all {
			if is(c) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}
