package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// unknown says why nothing passes a filter: no report is in such a language, or of such an outlet, and which are
// like it; or none is of that time. A typo is not to look like an answer.
func unknown(ctx context.Context, a *store.Archive, langs, outlets []string, since time.Time) ([]string, error) {
	var why []string
	for _, f := range []struct {
		asked []string
		all   func(context.Context) ([]store.Counted, error)
		none  string
		like  func(context.Context, *store.Archive, string, []store.Counted) ([]string, error)
	}{
		{langs, a.Languages, "no report is in the language %q", likeLanguages},
		{outlets, a.Outlets, "no report is of an outlet %q", likeOutlets},
	} {
		if len(f.asked) == 0 {
			continue
		}
		all, err := f.all(ctx)
		if err != nil {
			return nil, err
		}
		for _, name := range f.asked {
			if name = strings.TrimSpace(name); hasName(all, name) {
				continue
			}
			like, err := f.like(ctx, a, name, all)
			if err != nil {
				return nil, err
			}
			why = append(why, fmt.Sprintf(f.none, name)+didYouMean(like))
		}
	}
	if since.IsZero() {
		return why, nil
	}
	newest, err := a.Stories(ctx, store.StoryFilter{Sort: store.StoryRecent, Limit: 1})
	if err == nil && len(newest) == 1 && newest[0].Last.Before(since) {
		why = append(why, "the last report is of "+newest[0].Last.Format(time.DateOnly))
	}
	return why, err
}

func hasName(all []store.Counted, name string) bool {
	folded := strings.Join(strings.Fields(text.Fold(name)), " ")
	return slices.ContainsFunc(all, func(c store.Counted) bool { return c.Name == folded || c.Name == primaryLang(folded) })
}

func primaryLang(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return lang
}

func didYouMean(like []string) string {
	if len(like) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(like, " or ") + "?"
}

// likeLanguages are the tags of languages that somebody means by a name ("English", "Deutsch") or another
// tag ("eng", "de_AT"); else some of those that there are.
func likeLanguages(_ context.Context, _ *store.Archive, name string, all []store.Counted) ([]string, error) {
	const most = 8
	meant := ""
	if tag, err := language.Parse(strings.ReplaceAll(name, "_", "-")); err == nil {
		base, _ := tag.Base()
		meant = base.String()
	}
	var like, others []string
	for _, c := range all {
		tag, err := language.Parse(c.Name)
		if err != nil {
			continue
		}
		english, own := display.English.Languages().Name(tag), display.Self.Name(tag)
		shown := fmt.Sprintf("%s (%s)", c.Name, english)
		if c.Name == meant || beginsSame(name, english) || beginsSame(name, own) {
			like = append(like, shown)
		}
		others = append(others, shown)
	}
	if len(like) > 0 {
		return like, nil
	}
	return others[:min(len(others), most)], nil
}

// beginsSame says that one of two names begins with the other: "portug" and "Portuguese".
func beginsSame(a, b string) bool {
	const least = 3 // letters
	a, b = text.Fold(a), text.Fold(b)
	return min(len([]rune(a)), len([]rune(b))) >= least && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// likeOutlets are up to three names of outlets that are like a name, or have it in them.
func likeOutlets(ctx context.Context, a *store.Archive, name string, all []store.Counted) ([]string, error) {
	const most, least = 3, 0.8
	type named struct {
		name  string
		alike float64
	}
	folded := strings.Join(strings.Fields(text.Fold(name)), " ")
	if folded == "" {
		return nil, nil
	}
	var near []named
	for _, c := range all {
		alike := text.NameSimilarity(folded, c.Name)
		if strings.Contains(c.Name, folded) || strings.Contains(folded, c.Name) {
			alike = max(alike, least)
		}
		if alike >= least {
			near = append(near, named{c.Name, alike})
		}
	}
	slices.SortStableFunc(near, func(x, y named) int { return cmp.Compare(y.alike, x.alike) })
	var like []string
	for _, n := range near[:min(len(near), most)] {
		written, err := a.OutletName(ctx, n.name)
		if err != nil {
			return nil, err
		}
		like = append(like, fmt.Sprintf("%q", oneLine(written)))
	}
	return like, nil
}
