package report

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// choice is a report or lost source that a reader can ask about, and the tree
// that it stands in, nil for a report that stands in none.
type choice struct {
	family *family
	member *member
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
		fmt.Fprintf(&b, "no report is called %q: give a letter of the tree, an id, an outlet, a file or a URL:", clean(e.Name))
	} else {
		fmt.Fprintf(&b, "%q may be any of these; give the letter with its story, or more of the id, file or URL:", clean(e.Name))
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
	parts := []string{c.member.plain()}
	if c.family != nil && c.member.letter != "" {
		parts = append(parts, c.place())
	}
	parts = append(parts, "id "+cut(clean(c.member.id), maxName))
	if a := c.member.article; a != nil && a.Input != "" {
		parts = append(parts, cut(clean(a.Input), 2*maxName))
	}
	return strings.Join(parts, ", ")
}

// place is a letter that no two stories share: "2:B".
func (c choice) place() string { return strconv.Itoa(c.number) + ":" + c.member.letter }

// plain is what a member is called where the page is not ours to lay out.
func (m *member) plain() string {
	if m.source != nil {
		return "◌ " + sourceName(m.source)
	}
	return strings.TrimSpace(m.letter + " " + outlet(m.article))
}

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
		func(c choice) bool { return c.member.id == name && name != strings.ToUpper(name) }, // no letter as it is printed
		func(c choice) bool {
			return c.member.id == name || strings.EqualFold(c.member.letter, name) || c.member.letter != "" && strings.EqualFold(c.place(), name)
		},
		func(c choice) bool { return slices.Contains(c.member.names(), folded) },
		func(c choice) bool {
			return slices.ContainsFunc(append(c.member.names(), strings.ToLower(c.member.id)), func(n string) bool { return strings.HasPrefix(n, folded) })
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

// names are what a member is called, but for its letter and id, in lower case.
func (m *member) names() []string {
	var out []string
	if s := m.source; s != nil {
		out = append([]string{sourceName(s), s.Name}, s.Aliases...)
	} else {
		a := m.article
		_, bare, _ := strings.Cut(a.URL, "://")
		out = []string{a.Outlet, outlet(a), a.Title, a.Input, path.Base(filepath.ToSlash(a.Input)), a.URL, bare, strings.TrimPrefix(bare, "www.")}
	}
	for i := range out {
		out[i] = strings.ToLower(clean(out[i]))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" || s == "." })
}
