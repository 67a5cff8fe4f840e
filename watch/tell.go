package watch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/atom"
	"github.com/stemma-news/stemma/watch/webhook"
)

// Names in the archive's state, and in its outbox.
const (
	toldState   = "alert/"        // and alert.Key: what was told
	recentState = "watch/recent"  // the last alerts, for the feed
	feedIDState = "watch/feed-id" // of the Atom feed
	linesTopic  = "alert/lines"
	hookTopic   = "alert/webhook/"
)

// maxRecent is how many alerts the Atom feed has.
const maxRecent = 100

// teller tells what somebody wants to be told, each thing once.
type teller struct {
	archive *store.Archive
	judge   *alert.Judge
	indexer *search.Indexer
	claims  *search.Claims
	outlets *attribution.Outlets
	asked   *attribution.Asked // the sources that the rules name
	out     io.Writer
	topics  []string // of webhooks
	feed    string
	self    string
	feedID  string
	recent  []json.RawMessage
	wake    chan struct{} // for those that send
	printed *printed
	log     *slog.Logger
}

func newTeller(ctx context.Context, w *watcher) (*teller, error) {
	t := &teller{
		archive: w.Archive, outlets: w.Outlets, out: w.Alerts, feed: w.Feed, self: w.FeedAddress,
		wake: make(chan struct{}, 1), printed: &w.printed, log: w.Log,
	}
	var err error
	if t.indexer, err = search.NewIndexer(); err != nil {
		return nil, err
	}
	for _, h := range w.Webhooks {
		t.topics = append(t.topics, topicOf(h))
	}
	if err := w.readRules(); err != nil {
		return nil, err
	}
	if err := t.setRules(ctx, w.rules); err != nil {
		return nil, err
	}
	if err := t.unsent(ctx, w.Webhooks); err != nil {
		return nil, err
	}
	return t, t.recall(ctx)
}

// readRules reads the rules. Those of before hold on where these cannot be read.
func (w *watcher) readRules() error {
	if w.Rules == nil {
		return nil
	}
	rules, err := w.Rules()
	switch {
	case err == nil:
		w.rules = rules
	case w.rules != nil:
		w.Log.Error("rules", "problem", err, "remedy", "the rules of before hold on")
		return nil
	}
	return err
}

// topicOf is the name of a webhook in the outbox. Its address may hold what is secret.
func topicOf(h *webhook.Endpoint) string { return hookTopic + stateName(h.Address()) }

// setRules begins to use other rules.
func (t *teller) setRules(ctx context.Context, rules []alert.Rule) error {
	judge := alert.NewJudge(rules, t.outlets.Same)
	claims, err := t.indexer.NewClaims(ctx, judge.Claims())
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	asked, err := t.outlets.Asked(judge.Sources())
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	t.judge, t.claims, t.asked = judge, claims, asked
	return nil
}

// recall reads what the feed of alerts had, and gives it an id where it has none.
func (t *teller) recall(ctx context.Context) error {
	if t.feed == "" {
		return nil
	}
	b, _, err := t.archive.State(ctx, recentState)
	if err != nil {
		return err
	}
	if b != nil && json.Unmarshal(b, &t.recent) != nil {
		t.recent = nil // damaged
	}
	id, ok, err := t.archive.State(ctx, feedIDState)
	if err != nil {
		return err
	}
	if !ok {
		id = []byte(randomUUID())
		err = putLead(ctx, t.archive, map[string][]byte{feedIDState: id})
	}
	t.feedID = "urn:uuid:" + string(id)
	return err
}

// randomUUID is one of version 4 (RFC 9562, 5.4).
func randomUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// articles holds articles that were placed, and their stories, against the rules.
func (t *teller) articles(ctx context.Context, read []reading) ([]alert.Alert, error) {
	now := time.Now()
	var all []alert.Alert
	stories := map[string]alert.Story{}
	var order []string
	for i := range read {
		r := &read[i]
		id, ok, err := t.archive.StoryOf(ctx, r.Article.ID)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		s, known := stories[id]
		if !known {
			st, _, err := t.archive.Story(ctx, id)
			if err != nil {
				return nil, err
			}
			s = storyOf(&st)
			stories[id], order = s, append(order, id)
		}
		all = append(all, t.judge.Cited(s, &r.Article, r.attributions, r.sources, now)...)
		said, err := t.said(ctx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, t.judge.Saying(s, &r.Article, said, now)...)
	}
	for _, id := range order {
		reached, err := t.reached(ctx, stories[id], now)
		if err != nil {
			return nil, err
		}
		all = append(all, reached...)
	}
	return all, nil
}

// said is how an article stands to the claims of the rules.
func (t *teller) said(ctx context.Context, r *reading) ([]alert.Said, error) {
	matches, err := t.claims.Match(ctx, r.doc, r.vectors)
	if err != nil {
		return nil, fmt.Errorf("hold %s to the claims of the rules: %w", r.Article.ID, err)
	}
	said := make([]alert.Said, len(matches))
	for i, m := range matches {
		said[i] = alert.Said{Claim: m.Claim, Sentence: m.Sentence, Relation: string(m.Relation), Score: m.Score}
	}
	return said, nil
}

func storyOf(s *store.Story) alert.Story {
	return alert.Story{ID: s.ID, Title: s.Title, Lang: s.Lang, Articles: s.Articles, Outlets: s.Outlets, Languages: s.Langs, First: s.First, Last: s.Last, Undated: !s.Dated}
}

// reached are the alerts of a story by its size that were not given, with reports that show it.
func (t *teller) reached(ctx context.Context, s alert.Story, now time.Time) ([]alert.Alert, error) {
	var all []alert.Alert
	for _, a := range t.judge.Reach(s, now) {
		told, err := t.told(ctx, &a)
		if err != nil {
			return nil, err
		}
		if told {
			continue
		}
		var failed error
		a.Show(func(yield func(stemma.Article) bool) {
			for article, err := range t.archive.StoryArticles(ctx, s.ID) {
				if err != nil {
					failed = err
					continue
				}
				if !yield(text.Article(article)) {
					return
				}
			}
		})
		if _, damaged := errors.AsType[*store.ArticleError](failed); failed != nil && !damaged {
			return nil, failed
		}
		all = append(all, a)
	}
	return all, nil
}

// told reports whether an alert was given.
func (t *teller) told(ctx context.Context, a *alert.Alert) (bool, error) {
	_, ok, err := t.archive.State(ctx, toldState+a.Key())
	return ok, err
}

// tree holds the tree of a story against the rules.
func (t *teller) tree(ctx context.Context, tree *Tree) ([]alert.Alert, error) {
	now := time.Now()
	s := storyOf(&tree.Story)
	s.Origins = tree.origins()
	if tree.LeftOut > 0 {
		s.TreeReports = tree.Story.Articles - tree.LeftOut
	}
	reached, err := t.reached(ctx, s, now)
	if err != nil {
		return nil, err
	}
	return append(reached, t.judge.Traced(s, tree.Result, now)...), nil
}

// give puts alerts that were not given before into the outbox, together with other state, and then gives what need not
// wait. It returns how many there are.
func (t *teller) give(ctx context.Context, alerts []alert.Alert, state map[string][]byte) (int, error) {
	u := store.Update{Lead: true, State: state}
	if u.State == nil {
		u.State = map[string][]byte{}
	}
	var given []*alert.Alert
	for i := range alerts {
		a := &alerts[i]
		key := toldState + a.Key()
		if _, now := u.State[key]; now {
			continue
		}
		if told, err := t.told(ctx, a); err != nil || told {
			if err != nil {
				return 0, err
			}
			continue
		}
		u.State[key] = toldValue(a)
		if err := t.enqueue(&u, a); err != nil {
			return 0, err
		}
		given = append(given, a)
	}
	if len(given) > 0 && t.feed != "" {
		b, err := json.Marshal(t.recent)
		if err != nil {
			return 0, err
		}
		u.State[recentState] = b
	}
	if len(u.State) == 0 {
		return 0, nil
	}
	if err := t.archive.Update(context.WithoutCancel(ctx), u); err != nil || len(given) == 0 {
		return 0, err
	}
	for _, a := range given {
		t.log.Info("alert", "rule", a.Rule, "kind", string(a.Kind), "story", a.Story.ID, "summary", a.Summary)
	}
	return len(given), t.flush(ctx)
}

// enqueue adds an alert to what is to be sent.
func (t *teller) enqueue(u *store.Update, a *alert.Alert) error {
	b, err := a.JSON()
	if err != nil {
		return err
	}
	if t.out != nil {
		u.Outbox = append(u.Outbox, store.Message{Topic: linesTopic, ID: a.ID, Body: b})
	}
	if len(t.topics) > 0 {
		body, err := hookBody(a, b)
		if err != nil {
			return err
		}
		for _, topic := range t.topics {
			u.Outbox = append(u.Outbox, store.Message{Topic: topic, ID: a.ID, Body: body})
		}
	}
	if t.feed != "" {
		t.recent = append([]json.RawMessage{b}, t.recent...)
		t.recent = t.recent[:min(len(t.recent), maxRecent)]
	}
	return nil
}

// hookBody is what a webhook gets: the form that Standard Webhooks recommends, with the alert as its data.
func hookBody(a *alert.Alert, data []byte) ([]byte, error) {
	return json.Marshal(struct {
		Type      string          `json:"type"`
		Timestamp time.Time       `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}{"stemma.alert." + string(a.Kind), a.Time, data})
}

// printed are the lines that were printed, which the archive could not be told: they are not to be printed again.
type printed []int64

// note tells the archive.
func (p *printed) note(ctx context.Context, a *store.Archive) error {
	if len(*p) == 0 {
		return nil
	}
	err := a.Update(ctx, store.Update{Done: *p})
	if err == nil {
		*p = nil
	}
	return err
}

// flush prints the alerts that were not printed, writes the feed, and wakes those who send. Lines are printed at least
// once: a process that is killed right after printing prints them again.
func (t *teller) flush(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	select {
	case t.wake <- struct{}{}:
	default: // they are awake
	}
	if t.feed != "" {
		if err := atom.WriteFile(t.feed, t.atom()); err != nil {
			t.log.Error("alerts", "problem", err) // the next one writes all
		}
	}
	for t.out != nil {
		if err := t.printed.note(ctx, t.archive); err != nil {
			return err
		}
		due, err := t.archive.Due(ctx, linesTopic, time.Now(), maxRecent)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, m := range due {
			if _, err := fmt.Fprintf(t.out, "%s\n", m.Body); err != nil {
				return errors.Join(fmt.Errorf("print an alert: %w", err), t.printed.note(ctx, t.archive))
			}
			*t.printed = append(*t.printed, m.N)
		}
	}
	return nil
}

// atom is the feed of the last alerts.
func (t *teller) atom() atom.Feed {
	f := atom.Feed{
		ID: t.feedID, Title: "stemma: alerts", Subtitle: "What stemma watch was asked to tell", Author: "stemma", Self: t.self,
		Updated: time.Unix(0, 0),
	}
	for _, b := range t.recent {
		var a alert.Alert
		if json.Unmarshal(b, &a) != nil {
			continue
		}
		if a.Time.After(f.Updated) {
			f.Updated = a.Time
		}
		f.Entries = append(f.Entries, a.Entry())
	}
	return f
}
