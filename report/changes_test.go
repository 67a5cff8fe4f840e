package report

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// siblings is a story of three: b and c derive from a.
func siblings() *draft {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	for _, id := range []string{"a", "b", "c"} {
		d.article(id, "Paper "+id, "en", "", "", "Some 300 kites rose over Orlow.", "The wind dropped at noon.", "Only in "+id+".")
	}
	d.edge("a", "b", stemma.EdgeRewrite, 1)
	d.edge("a", "c", stemma.EdgeRewrite, 1)
	return d
}

// TestMarksAreTold: a mark in the matrix that a report changed a claim has its
// line in the section of changes, and no change without a line has a mark.
func TestMarksAreTold(t *testing.T) {
	d := siblings()
	c := d.claim("a 0", "b 0", "c 0")
	c.Changes = []stemma.Change{
		changed("a", "b", stemma.ChangeNumber, "300", "500", 0, 0),
		changed("elsewhere", "c", stemma.ChangeNumber, "200", "300", 0, 0),
		changed("b", "c", stemma.ChangeNumber, "200", "300", 0, 0),
	}
	c.Changes[2].Alternative = true
	c = d.claim("a 1", "c 1")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeOmission, "The wind dropped at noon.", "", 1, -1)}
	page := string(asText(t, &d.Result, TextOptions{}))
	for _, want := range []string{"●  ◐  ●\n", "●  ·  ●\n", "number            300 → 500  claim 1\n", "left out          claim 2\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if strings.Count(page, "◐") != 2 || strings.Contains(page, "200") { // in the heading and the matrix
		t.Errorf("a change from elsewhere is marked or told in\n%s", page)
	}
}

// TestLongChangeKeepsItsClaim: before and after on lines of their own do not
// lose the number of the claim.
func TestLongChangeKeepsItsClaim(t *testing.T) {
	d := siblings()
	c := d.claim("a 0", "b 0")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeName, strings.Repeat("Orlow, ", 12), strings.Repeat("Orlau, ", 12), 0, 0)}
	page := string(asText(t, &d.Result, TextOptions{}))
	for _, want := range []string{"name              claim 1\n", "\n                     Orlow, Orlow", "\n                   → Orlau, Orlau"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// TestOmittedClaimsThatAreNotShown are counted as claims of several reports,
// not as sentences that one alone has.
func TestOmittedClaimsThatAreNotShown(t *testing.T) {
	d := siblings()
	for range maxClaims {
		d.claim("a 0", "b 0", "c 0")
	}
	c := d.claim("a 1", "c 1")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeOmission, "", "", 1, -1)}
	c = d.claim("a 2")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeOmission, "", "", 2, -1)}
	page := string(asText(t, &d.Result, TextOptions{}))
	if want := "left out          1 claim that fewer reports make, and 1 sentence that only A has\n"; !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
	page = string(asText(t, &d.Result, TextOptions{Evidence: true}))
	for _, want := range []string{
		"left out          claim 31\n                     A 2   The wind dropped at noon.\n",
		"left out          what only A says\n                     A 3   Only in a.\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// TestWhatOneReportAddsIsListed: a report that adds much is listed in one line
// a sentence, and what is left out of the list is counted.
func TestWhatOneReportAddsIsListed(t *testing.T) {
	d := siblings()
	long := "The kite makers spoke of the wind" + strings.Repeat(" and of the weather", 9) + "."
	own := make([]string, maxOwn+4)
	for i := range own {
		own[i] = long
	}
	d.article("m", "Paper m", "en", "", "", own...)
	for i := range own {
		d.claim("m " + strconv.Itoa(i))
	}
	_, page, _ := strings.Cut(string(asText(t, &d.Result, TextOptions{})), "Only in ")
	page, _, _ = strings.Cut(page, "\n\n")
	if n := strings.Count(page, "The kite makers"); n != maxOwn {
		t.Errorf("%d sentences listed, want %d", n, maxOwn)
	}
	if lines := strings.Count(page, "\n") + 1; lines != maxOwn+1 || !strings.HasSuffix(page, "and 4 more sentences") {
		t.Errorf("%d lines, want one a sentence and the count of the rest:\n%s", lines, page)
	}
}
