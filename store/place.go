package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Placement is what became of a batch of arrivals.
type Placement struct {
	// Upto is the number of the last arrival that was dealt with: reading goes on behind
	// it. 0 leaves it as it is, for changes of stories that no arrival made.
	Upto int64
	// Placed are the arrivals, each with what belongs to it.
	Placed []Placed
	// Events are what happened to the stories, applied in this order.
	Events []StoryEvent
	// Update is written with them.
	Update
}

// Placed is an arrival that was placed in a story.
type Placed struct {
	// N and Article are the number of the arrival and the id of its article.
	N       int64
	Article string
	// Profile is what it is compared by (Active gives it back); nil for none.
	Profile []byte
	// Index is what it is found by; nil for nothing new.
	Index *IndexEntry
}

// StoryEventKind is what happened to a story.
type StoryEventKind string

// The kinds of event.
const (
	// StoryFounded: Article, which may be in another story, founds Story.
	StoryFounded StoryEventKind = "founded"
	// StoryJoined: Article, which is in no story, joins Story.
	StoryJoined StoryEventKind = "joined"
	// StoryMoved: Article goes from Story to Into.
	StoryMoved StoryEventKind = "moved"
	// StoryMerged: all articles of Story go to Into, whose id Story's stands for from
	// then on.
	StoryMerged StoryEventKind = "merged"
	// StoryClosed: no more articles are awaited in Story. Its profiles are dropped. One that
	// comes all the same, or a story that is merged into it, opens it again.
	StoryClosed StoryEventKind = "closed"
)

// StoryEvent is one change of the stories.
type StoryEvent struct {
	Kind                 StoryEventKind
	Story, Article, Into string
}

// ErrPlaced says that arrivals were placed already.
var ErrPlaced = errors.New("what is to be placed was placed already: read the archive anew")

// Place writes what became of a batch of arrivals: all of it, or nothing, as Add does. An
// article of Placed that is in a story and in no event is there in a further form, which
// counts as a change of the story.
//
// The stories are the same however arrivals were cut into batches.
func (a *Archive) Place(ctx context.Context, p Placement) error {
	err := a.alone(ctx, func(t *transaction) error {
		return (&placing{transaction: t, archive: a, stories: map[int64]*storyRow{}, byID: map[string]*storyRow{}, articles: map[string]*articleRow{}}).all(ctx, &p)
	})
	if err != nil {
		return fmt.Errorf("place %d articles in the stories of the archive %s: %w", len(p.Placed), a.name, err)
	}
	return nil
}

// placing is one transaction that places.
type placing struct {
	*transaction
	archive  *Archive
	now      int64 // when the last article that was dealt with came
	stories  map[int64]*storyRow
	byID     map[string]*storyRow
	articles map[string]*articleRow
}

func (p *placing) all(ctx context.Context, pl *Placement) error {
	if err := p.begin(ctx, pl); err != nil {
		return err
	}
	for _, e := range pl.Events {
		if err := p.event(ctx, e); err != nil {
			return fmt.Errorf("%s story %q: %w", e.Kind, e.Story, err)
		}
	}
	for i := range pl.Placed {
		if err := p.profile(ctx, &pl.Placed[i]); err != nil {
			return fmt.Errorf("article %q: %w", pl.Placed[i].Article, err)
		}
	}
	if err := p.index(ctx, pl.Placed); err != nil {
		return fmt.Errorf("index for search: %w", err)
	}
	if err := p.update(ctx, &pl.Update); err != nil {
		return err
	}
	return p.flush(ctx)
}

// begin moves the cursor, and learns where the articles are.
func (p *placing) begin(ctx context.Context, pl *Placement) error {
	var upto, last int64
	err := p.one(ctx, `SELECT upto, coalesce((SELECT added FROM revision WHERE n <= upto ORDER BY n DESC LIMIT 1), 0), coalesce((SELECT max(n) FROM revision), 0)
		FROM placed`, nil, &upto, &p.now, &last)
	switch {
	case err != nil:
		return err
	case pl.Upto == 0:
	case pl.Upto <= upto:
		return ErrPlaced
	case pl.Upto > last:
		return fmt.Errorf("there is no arrival %d: the last is %d", pl.Upto, last)
	default:
		if err := p.exec(ctx, "UPDATE placed SET upto = ?", pl.Upto); err != nil {
			return err
		}
	}
	for i := range pl.Placed {
		v := &pl.Placed[i]
		r, err := p.article(ctx, v.Article)
		if err != nil {
			return err
		}
		r.revision, r.fresh = v.N, true
		if err := p.one(ctx, "SELECT added FROM revision WHERE n = ? AND article = ?", []any{v.N, r.n}, &r.added); err != nil {
			return fmt.Errorf("article %q is not arrival %d: %w", v.Article, v.N, err)
		}
	}
	return nil
}

// event applies one event.
func (p *placing) event(ctx context.Context, e StoryEvent) error {
	switch e.Kind {
	case StoryFounded:
		s, err := p.found(ctx, e.Story)
		if err != nil {
			return err
		}
		return p.move(ctx, e.Article, s)
	case StoryJoined, StoryMoved:
		to := e.Story
		if e.Kind == StoryMoved {
			to = e.Into
		}
		s, err := p.story(ctx, to)
		if err != nil {
			return err
		}
		return p.move(ctx, e.Article, s)
	case StoryMerged:
		return p.merge(ctx, e.Story, e.Into)
	case StoryClosed:
		return p.close(ctx, e.Story)
	}
	return errors.New("there is no event of this kind")
}

// profile keeps what an article is compared by as long as its story is open, and makes it
// a change of the story where no event has named it.
func (p *placing) profile(ctx context.Context, v *Placed) error {
	r, err := p.article(ctx, v.Article)
	if err != nil {
		return err
	}
	if r.story != 0 && r.fresh {
		s, err := p.storyAt(ctx, r.story)
		if err == nil {
			err = p.moveRow(ctx, r, s)
		}
		if err != nil {
			return err
		}
	}
	if err := p.exec(ctx, "DELETE FROM profile WHERE article = ?", r.n); err != nil {
		return err
	}
	if v.Profile == nil || r.story == 0 || p.stories[r.story].closed {
		return nil
	}
	return p.exec(ctx, "INSERT INTO profile (n, article, data) VALUES (?,?,?)", v.N, r.n, v.Profile)
}

func (p *placing) index(ctx context.Context, placed []Placed) error {
	var x *indexing
	for i := range placed {
		v := &placed[i]
		if v.Index == nil {
			continue
		}
		if x == nil {
			var err error
			if x, err = newIndexing(ctx, p.tx); err != nil {
				return err
			}
		}
		if err := x.put(ctx, p.articles[v.Article].n, v.N, v.Index); err != nil {
			return fmt.Errorf("article %q: %w", v.Article, err)
		}
	}
	if x == nil {
		return nil
	}
	return x.done(ctx)
}

// articleRow is an article and its place in a story.
type articleRow struct {
	n, revision, added int64
	outlet, lang       string // as they are counted
	at                 int64
	dated              bool
	story              int64 // 0 where it is in none
	// was is what the member has been counted as; outlet and lang are what it is to be
	// counted as.
	was   struct{ outlet, lang string }
	fresh bool // a new form, and its story has not been changed by it yet
}

// article looks an article up.
func (p *placing) article(ctx context.Context, id string) (*articleRow, error) {
	if r := p.articles[id]; r != nil {
		return r, nil
	}
	r := &articleRow{}
	var url, outlet, lang string
	var published sql.NullInt64
	err := p.one(ctx, `SELECT a.n, a.url, a.outlet, a.lang, a.published, coalesce(m.revision, a.latest), f.added, coalesce(m.story, 0),
			coalesce(m.outlet, ''), coalesce(m.lang, '')
		FROM article a JOIN revision f ON f.article = a.n AND f.number = 1 LEFT JOIN member m ON m.article = a.n WHERE a.n = `+numberOfID, []any{id},
		&r.n, &url, &outlet, &lang, &published, &r.revision, &r.added, &r.story, &r.was.outlet, &r.was.lang)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("there is no article %q", id)
	}
	if err != nil {
		return nil, err
	}
	r.at = r.added
	if published.Valid && published.Int64 <= r.at {
		r.at, r.dated = published.Int64, true
	}
	r.outlet, r.lang = countedOutlet(outlet, url), foldLang(lang)
	p.articles[id] = r
	return r, nil
}
