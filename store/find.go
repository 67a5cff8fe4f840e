package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// AddressError says that reports of several stories were at an address: what stood there at one time and at another.
type AddressError struct {
	Address string
	// Stories are the ids of these.
	Stories []string
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("reports of several stories were at %s: give one of them (%s)", e.Address, strings.Join(e.Stories, ", "))
}

// Meant is what somebody means who names a story.
type Meant struct {
	// Story has no id where there is none.
	Story Story
	// Report is the id of a report that is meant, and is in no story.
	Report string
}

// Find finds the story that is meant by its id, by the beginning of it, by the id of one that was merged into it, or by
// the id or the address of a report, perhaps without "https://". Where there are several, it is an *AmbiguousError or an
// *AddressError.
func (a *Archive) Find(ctx context.Context, what string) (Meant, error) {
	m := meaning{ctx: ctx, archive: a, what: strings.TrimSpace(what)}
	// As it is, for ids of reports may have capitals; ids of stories have none.
	for _, by := range []func() (string, error){
		func() (string, error) { return m.what, nil },
		m.byReport, m.byAddress,
		func() (string, error) { return strings.ToLower(m.what), nil },
	} {
		id, err := by()
		if err != nil {
			return Meant{}, err
		}
		if id == "" {
			continue
		}
		if s, ok, err := a.Story(ctx, id); err != nil || ok {
			return Meant{Story: s}, err
		}
	}
	return Meant{Report: m.report}, nil
}

// meaning looks for the story that somebody means.
type meaning struct {
	ctx     context.Context //nolint:containedctx // it lives for one call
	archive *Archive
	what    string
	report  string
}

// byReport is the story of the report whose id it is.
func (m *meaning) byReport() (string, error) {
	id, ok, err := m.archive.StoryOf(m.ctx, m.what)
	if err != nil || ok {
		return id, err
	}
	_, ok, err = m.archive.Article(m.ctx, m.what)
	if ok {
		m.report = m.what
	}
	return "", err
}

// byAddress is the story of the report that is or was at an address.
func (m *meaning) byAddress() (string, error) {
	at, err := m.archive.AtAddress(m.ctx, Address(m.what))
	if err != nil {
		return "", err
	}
	var stories []string
	for _, report := range at {
		m.report = report
		id, ok, err := m.archive.StoryOf(m.ctx, report)
		if err != nil {
			return "", err
		}
		if ok && !slices.Contains(stories, id) {
			stories = append(stories, id)
		}
	}
	if len(stories) > 1 {
		return "", &AddressError{Address: m.what, Stories: stories}
	}
	return strings.Join(stories, ""), nil
}

// Address is what was given as one, perhaps without "https://".
func Address(s string) string {
	host, _, ok := strings.Cut(s, "/")
	if strings.Contains(s, "://") || !ok || !strings.Contains(host, ".") {
		return s
	}
	return "https://" + s
}
