package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// where tells which page links lead to. The zero value is a page on which all is: every link stays on it.
type where struct {
	// base is the address of the page of the result, below which lines, claims and reports have theirs.
	base string
	// story is true on the page of the result itself, texts where it holds the texts of the reports.
	story, texts bool
	// rows are the rows of a line's page, by the sentences that they show.
	rows map[rowKey]int
}

// rowKey is a sentence of a report.
type rowKey struct {
	article  string
	sentence int
}

// isLarge is true on the page of a result on which a story would take too much room with all that there is to say of it:
// then the pages of its lines, claims and reports say it.
func (p *storyPages) isLarge() bool { return p.base != "" && p.story && p.Reports() > maxTexts }

// onPage is where an id is that the page of the result has.
func (w *where) onPage(id string) string {
	if w.base == "" || w.story {
		return "#" + id
	}
	return w.base + "#" + id
}

// atMember is where a report or a lost source is told of.
func (p *storyPages) atMember(m *family.Member) string { return p.onPage(p.member(m)) }

// atLine is where a line of the tree is.
func (p *storyPages) atLine(m *family.Member, parent string) string {
	if p.base == "" || p.ByID[parent] == nil {
		return p.onPage(p.line(m, parent))
	}
	return p.base + "/lines/" + url.PathEscape(p.pathName(m)) + "/" + url.PathEscape(p.pathName(p.ByID[parent]))
}

// bySource is before the name of a lost source in an address: its id is another one in the next trace.
const bySource = "source:"

// pathName is what an address calls a member: the second source of a name by its id.
func (p *storyPages) pathName(m *family.Member) string {
	if m.Source != nil && m.Source.Name != "" && p.called(bySource+m.Source.Name) == m {
		return bySource + m.Source.Name
	}
	return m.ID
}

// called is the member that an address names: by its id, or a lost source by its name.
func (p *storyPages) called(name string) *family.Member {
	if m := p.ByID[name]; m != nil {
		return m
	}
	name, ok := strings.CutPrefix(name, bySource)
	for _, m := range p.Members {
		if ok && m.Source != nil && m.Source.Name == name {
			return m
		}
	}
	return nil
}

// maxAnchor is how many characters of a name the id of a lost source has.
const maxAnchor = 40

// lostNames are ids of lost sources by what they are called, so that a link to one leads to it in the next trace, too. Of two of
// one name the second has a number.
func lostNames(f *family.Family) map[*family.Member]string {
	out, taken := map[*family.Member]string{}, map[string]int{}
	for _, m := range f.Members {
		if m.Source == nil {
			continue
		}
		name := "lost-" + anchor(family.SourceName(m.Source))
		if taken[name]++; taken[name] > 1 {
			name = fmt.Sprintf("%s-%d", name, taken[name])
		}
		out[m] = name
	}
	return out
}

// lastingName is the id of a report for an address: as it is where it is short and plain, else a hash of it.
func lastingName(id string) string {
	plain := len(id) <= maxAnchor && id != ""
	for _, r := range id {
		plain = plain && (r == '-' || r == '_' || r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	}
	if plain {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:6])
}

// anchor is a name in letters, digits and hyphens.
func anchor(name string) string {
	var b strings.Builder
	n := 0
	for _, r := range name {
		switch {
		case n == maxAnchor:
			return b.String()
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte('-')
		}
		n++
	}
	return b.String()
}

// atPair is where two members are beside each other that no line joins: only a server has a page of them.
func (p *storyPages) atPair(m, up *family.Member) string {
	if p.base == "" {
		return ""
	}
	return p.atLine(m, up.ID)
}

// atClaim is where a claim is that several reports make.
func (p *storyPages) atClaim(cl *stemma.Claim) string {
	if p.base == "" {
		return p.onPage(p.claim(cl))
	}
	return p.base + "/claims/" + url.PathEscape(p.claimPath(cl))
}

// claimPath is what an address calls a claim: a sentence that makes it, as "ID.3", since its number is another one in the next
// trace. Where each of its sentences makes others before it, it is its number.
func (p *storyPages) claimPath(cl *stemma.Claim) string {
	for _, passage := range cl.Passages {
		for _, i := range passage.Sentences {
			if p.makes[rowKey{passage.Article, i}] == cl {
				return fmt.Sprintf("%s.%d", passage.Article, i+1)
			}
		}
	}
	return p.claimName(cl)
}

// claimCalled is the claim that an address names: by a sentence that makes it, or by its number.
func (p *storyPages) claimCalled(name string) *stemma.Claim {
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		if n, err := strconv.Atoi(name[dot+1:]); err == nil {
			return p.makes[rowKey{name[:dot], n - 1}]
		}
	}
	for _, cl := range p.Shared {
		if p.claimName(cl) == name {
			return cl
		}
	}
	return nil
}

// claimName is the number of a claim, behind that of its story where there are several.
func (p *storyPages) claimName(cl *stemma.Claim) string {
	return fmt.Sprintf("%s%d", p.id, p.Number[cl.ID])
}

// atReport is where the text of a report is.
func (p *storyPages) atReport(m *family.Member) string {
	if p.base == "" || p.texts {
		return p.onPage(p.member(m))
	}
	return p.base + "/reports/" + url.PathEscape(m.ID)
}

// atSentence is where a sentence of a report is, by its number from 0.
func (p *storyPages) atSentence(m *family.Member, i int) string {
	if n, shown := p.rows[rowKey{m.ID, i}]; shown {
		return fmt.Sprintf("#r%d", n)
	}
	if p.base == "" || p.texts {
		return p.onPage(p.sentence(m, i))
	}
	return p.atReport(m) + "#" + p.sentence(m, i)
}
