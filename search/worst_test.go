package search_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// TestHostileQueries asks an archive of 120 reports what is meant to be slow: as
// much as a query may hold, of words that all reports have, of beginnings that
// thousands of words have, of scripts without spaces, and of what other languages of
// queries would take for orders. Each has an answer or an error, and takes at most
// 200 times an ordinary one.
func TestHostileQueries(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time")
	}
	r := rand.New(rand.NewPCG(3, 4))
	var articles []stemma.Article
	for k := range 120 {
		var b strings.Builder
		for range 12 {
			b.WriteString("The harbour fire of Larsk")
			for range 8 {
				fmt.Fprintf(&b, " %c%c%c", 'a'+rune(r.IntN(26)), 'a'+rune(r.IntN(26)), 'a'+rune(r.IntN(26)))
			}
			b.WriteString(". ")
		}
		articles = append(articles, stemma.Article{ID: fmt.Sprint("a", k), Lang: "en", Outlet: fmt.Sprint("Herald ", k%20), Published: day.Add(time.Duration(k) * time.Minute), Text: b.String()})
	}
	_, s := archived(t, articles...)
	ask := func(query string) time.Duration {
		start := time.Now()
		q, err := search.Parse(query)
		if err == nil {
			_, err = s.Find(t.Context(), q, search.Options{})
		}
		if err != nil && !errors.Is(err, search.ErrLong) && !errors.Is(err, search.ErrEmpty) {
			t.Errorf("%.40q: %v", query, err)
		}
		return time.Since(start)
	}
	ask("harbour fire")
	ordinary := max(min(ask("harbour fire"), ask("harbour fire")), 5*time.Millisecond)
	var prefixes, letters strings.Builder
	for k := range 32 {
		fmt.Fprintf(&prefixes, "%c%c* ", 'a'+rune(k%26), 'a'+rune(k/26))
	}
	for letters.Len() < 4000 {
		fmt.Fprintf(&letters, "%c%c%c ", 'a'+rune(r.IntN(26)), 'a'+rune(r.IntN(26)), 'a'+rune(r.IntN(26)))
	}
	for name, query := range map[string]string{
		"one word":         strings.Repeat("harbour ", 500),
		"all words":        letters.String(),
		"beginnings":       prefixes.String(),
		"phrases":          strings.Repeat(`"harbour fire of Larsk" `, 32),
		"one phrase":       `"` + strings.Repeat("harbour fire ", 300) + `"`,
		"exclusions":       "harbour " + strings.Repeat("-fire ", 32),
		"ideographs":       strings.Repeat("渡港火", 450),
		"marks":            strings.Repeat("a\u0301", 1300),
		"one letter":       strings.Repeat("a ", 2000),
		"one long word":    strings.Repeat("x", 4096),
		"quotation marks":  strings.Repeat(`"`, 4096),
		"orders":           `harbour" OR 1=1; DROP TABLE articles; -- {title body} : NEAR(a b, 99999) ^x * () '`,
		"nothing in UTF-8": strings.Repeat("\xff\xfe", 2048),
		"a zero byte":      "harbour\x00fire",
	} {
		t.Run(name, func(t *testing.T) {
			if took := min(ask(query), ask(query)); took > 200*ordinary {
				t.Errorf("%v, and an ordinary query takes %v", took, ordinary)
			} else {
				t.Logf("%v, and an ordinary query takes %v", took, ordinary)
			}
		})
	}
}

// TestHostileClaims asks who says what nobody says: a claim of as many numbers,
// names or quotation marks as one may have.
func TestHostileClaims(t *testing.T) {
	_, s := archived(t, fire()...)
	for name, claim := range map[string]string{
		"numbers":         strings.Repeat("12 injured ", 180),
		"names":           strings.Repeat("Vera Holm ", 190),
		"one word":        strings.Repeat("fire ", 390),
		"one long word":   "fire at " + strings.Repeat("x", 1900),
		"quotation marks": "fire at Larsk " + strings.Repeat("“", 600),
		"negations":       strings.Repeat("not never no ", 150),
		"dates":           strings.Repeat("on 12 March 2025 ", 115),
		"ideographs":      strings.Repeat("渡港火", 220),
		"marks":           "fire at Larsk " + strings.Repeat("\u0301\u200b\u202e", 240),
		"too long":        strings.Repeat("fire ", 5000),
	} {
		start := time.Now()
		if _, err := s.Claim(t.Context(), claim, search.Options{}); err != nil && !errors.Is(err, search.ErrClaim) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", name, took)
		} else {
			t.Logf("%s: took %v", name, took)
		}
	}
}
