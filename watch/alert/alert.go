package alert

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// Schema names the form in which alerts are written: fields are added freely, none is renamed. alert-v1.json, beside
// this file, is the JSON Schema of it.
const Schema = "stemma/alert/v1"

// Alert is what somebody wanted to be told.
type Alert struct {
	Schema string `json:"schema"`
	// ID is a UUID, the same whenever the same rule speaks of the same thing.
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	Rule string    `json:"rule"`
	Kind Kind      `json:"kind"`
	// Summary says it in a line of English.
	Summary string `json:"summary"`
	Story   Story  `json:"story"`
	// Source is whom the article cites, as the rule calls it and as the article does (cites).
	Source *Source `json:"source,omitempty"`
	// Claim is the claim of the rule, and Score how sure it is that the article says it (claim).
	Claim string  `json:"claim,omitempty"`
	Score float64 `json:"score,omitempty"`
	// Relation is how the sentence stands to the claim: "says", "denies", or "differs" in a number, date, name or place
	// (claim).
	Relation string `json:"relation,omitempty"`
	// Change is what became of a hedge on the way from one report to the other (hedge).
	Change *Change `json:"change,omitempty"`
	// Sentences show it.
	Sentences []Sentence `json:"sentences"`

	// Subject is what the alert is about beside its story; with the rule and the story it is what it is told once for. That
	// of a hedge is told once whatever story it is in: stories split and merge, and the two sentences stay what they are.
	Subject string `json:"-"`
}

// Story is the story that an alert is about, as it stood then.
type Story struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Lang      string `json:"lang,omitempty"`
	Articles  int    `json:"articles"`
	Outlets   int    `json:"outlets"`
	Languages int    `json:"languages"`
	// Origins is how many origins its tree has, where there is one.
	Origins int `json:"origins,omitempty"`
	// TreeReports is how many reports that tree has, where they are too many for a tree of all: the first ones.
	TreeReports int       `json:"tree_reports,omitempty"`
	First       time.Time `json:"first,omitzero"`
	Last        time.Time `json:"last,omitzero"`
	// Undated says that no report of it has a date: First and Last are when reports came in.
	Undated bool `json:"undated,omitempty"`
}

// Source is a source that is cited.
type Source struct {
	Name string            `json:"name"`
	As   string            `json:"as"`
	Kind stemma.SourceKind `json:"kind"`
}

// Change is a hedge, or a negation, that was there before and is not after.
type Change struct {
	// Detail says which: "hedge dropped", "negation dropped".
	Detail string  `json:"detail"`
	Before string  `json:"before"`
	After  string  `json:"after"`
	Score  float64 `json:"score"`
}

// Role says what a sentence shows.
type Role string

// The roles of sentences.
const (
	RoleReport Role = "report" // how a report begins
	RoleCites  Role = "cites"  // it cites the source
	RoleBefore Role = "before" // the parent's, with the hedge
	RoleAfter  Role = "after"  // the child's, without
	RoleSays   Role = "says"   // it says the claim
)

// Sentence is a sentence of an article, with where it stands in the article's text: byte offsets, as in a trace. URL is an
// address of the web, or empty.
type Sentence struct {
	Role      Role      `json:"role"`
	Article   string    `json:"article"`
	Outlet    string    `json:"outlet,omitempty"`
	Title     string    `json:"title,omitempty"`
	URL       string    `json:"url,omitempty"`
	Lang      string    `json:"lang,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Text      string    `json:"text"`
	Start     int       `json:"start"`
	End       int       `json:"end"`
}

// maxSentence is the longest text of a sentence in an alert, in bytes.
const maxSentence = 2000

// sentence is the n-th sentence of an article, or its title if n is negative.
func sentence(role Role, a *stemma.Article, n int) Sentence {
	s := Sentence{Role: role, Article: a.ID, Outlet: a.Outlet, Title: a.Title, URL: webAddress(a.URL), Lang: a.Lang, Published: a.Published}
	if n < 0 { // the title
		s.Text = short(a.Title, maxSentence)
	} else if n < len(a.Sentences) {
		s.Start, s.End = a.Sentences[n].Start, a.Sentences[n].End
		s.Text = short(strings.Join(strings.Fields(a.Text[s.Start:s.End]), " "), maxSentence)
	}
	return s
}

// short cuts a text where it is too long.
func short(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

// Key is what an alert is told once for.
func (a *Alert) Key() string {
	if a.Kind == Hedge {
		return Key(string(Hedge), a.Rule, a.Subject)
	}
	return Key(a.Story.ID, a.Rule, a.Subject)
}

// Key is that of an alert of a rule on a story: the story's id, a slash, and a hash. Keys of a story begin alike.
func Key(story, rule, subject string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %s %d %s", len(rule), rule, len(subject), subject)
	return story + "/" + hex.EncodeToString(h.Sum(nil)[:10])
}

// finish gives an alert what follows from the rest.
func (a *Alert) finish(r *Rule, now time.Time) {
	a.Schema, a.Rule, a.Kind, a.Time = Schema, r.Name, r.Kind, now.UTC().Truncate(time.Second)
	a.Summary = oneLine(a.Summary)
	a.ID = uuid(a.Key())
}

// uuid is the one of version 8 (RFC 9562, 5.8) that a hash of a text gives.
func uuid(s string) string {
	b := sha256.Sum256([]byte("stemma/alert\x00" + s))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// JSON is the alert as one line, which a terminal can show.
func (a *Alert) JSON() ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return nil, fmt.Errorf("write an alert: %w", err)
	}
	return Escaped([]byte(strings.TrimSuffix(b.String(), "\n"))), nil
}
