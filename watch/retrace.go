package watch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
)

const (
	// MaxTraced is how many reports a tree has at the most, the first ones of its story: the work grows with the square of
	// it. What a story goes back to is among the first; and they stay the same while the story grows.
	MaxTraced = 3000
	// maxHeld is how many reports the stories have that are held in memory: about 400 kB each.
	maxHeld = 750
	// treeForm is changed when trees of before are not to be used any more.
	treeForm = 1
)

// Tree is a story with what was found when it was traced.
type Tree struct {
	Story  store.Story
	Result *stemma.Result
	// Kept says that it was in the archive already.
	Kept bool
	// LeftOut is how many reports of the story are not in its tree: the last ones of more than MaxTraced.
	LeftOut int
}

// origins is how many origins the tree has, 0 where there is no tree.
func (t *Tree) origins() int {
	if t.Result == nil || len(t.Result.Stories) == 0 {
		return 0
	}
	return t.Result.Stories[0].Origins
}

// Trees traces stories of an archive, as far as they have changed since they were traced, and keeps the trees there. It
// is not safe for concurrent use.
type Trees struct {
	archive *store.Archive
	o       trace.Options
	key     string
	// Keep puts a tree into the archive; that of the archive itself if nil. In a database others wait for it to return: the story is
	// theirs then, and what is not in the archive by then is traced again.
	Keep func(context.Context, store.Trace) error
	// Held is how many reports the stories may have that are held in memory, ready to be traced on; 750 if 0.
	Held int
	// Again says that a tree of which a limit left something out is made again, though its story is as it was: for who has
	// more patience than those who made it.
	Again bool
	most  int // MaxTraced, but in tests
	// turn waits for the turn at a story of a database, which is kept until it is left: by then its tree is where others see it.
	turn func(ctx context.Context, story string) (leave func(), err error)
	// held are the stories that are ready to be traced on, order says which of them was used last.
	held  map[string]*trace.Story
	order []string
	// traced is what is known of the last trace of the stories of this run that are so large that they wait.
	traced map[string]traced
	// rest is until when no large story is due: they take a third of the time at the most, and the many small ones the other
	// two. Without it a dozen stories of 150 reports that grow by the minute keep thousands waiting. It is that of the process which
	// traces.
	rest time.Time
}

// traced is when a story was traced, with how many reports, at which version, and how long that took.
type traced struct {
	at       time.Time
	articles int
	version  int64
	took     time.Duration
}

// due reports whether a story that has changed is worth tracing now.
func (t *Trees) due(st *store.Story, now time.Time) bool {
	if st.Articles >= largeStory && now.Before(t.rest) {
		return false
	}
	last, ok := t.traced[st.ID]
	if ok && st.Articles > t.most {
		return now.Sub(last.at) >= hugePause
	}
	return !ok || trace.Due(last.articles, int(st.Version-last.version), now.Sub(last.at), last.took)
}

// largeStory is how many reports a story has for which it is remembered when it was traced; smaller ones are due always.
const largeStory = 100

// hugePause is how long the tree of a story with more than MaxTraced reports stays as it is at the least: of what comes,
// next to nothing belongs to it, and to trace it takes minutes.
const hugePause = time.Hour

// note remembers when a story was traced, and how long that took.
func (t *Trees) note(st *store.Story, took time.Duration) {
	if st.Articles >= largeStory {
		t.traced[st.ID] = traced{time.Now(), st.Articles, st.Version, took}
	}
}

// did notes that a story was traced here: the next large one waits.
func (t *Trees) did(st *store.Story, took time.Duration) {
	if t.note(st, took); st.Articles >= largeStory {
		t.rest = time.Now().Add(2 * took)
	}
}

// effort is what is kept with the tree of a large story in a database: the one that leads says when it is worth another trace, and others
// have made this one. In a folder it is the same process, and an archive holds nothing that differs from run to run.
type effort struct {
	Seconds float64 `json:"seconds"`
}

// effortOf is what is kept of how long a tree took.
func (t *Trees) effortOf(st *store.Story, took time.Duration) []byte {
	if st.Articles < largeStory || !t.archive.Shared() {
		return nil
	}
	b, _ := json.Marshal(effort{took.Seconds()}) // never fails
	return b
}

// tookOf is how long a tree took, 0 where that is not known.
func tookOf(kept *store.Trace) time.Duration {
	var e effort
	if json.Unmarshal(kept.Work, &e) != nil || !(e.Seconds > 0) {
		return 0
	}
	return min(time.Duration(min(e.Seconds, jobLimit.Seconds())*float64(time.Second)), jobLimit)
}

// NewTrees returns what traces the stories of an archive. kind tells how the options differ from others in a way that
// they do not say themselves: of a table of outlets, for instance.
func NewTrees(a *store.Archive, o trace.Options, kind string) (*Trees, error) {
	t := &Trees{archive: a, o: o, most: MaxTraced, held: map[string]*trace.Story{}, traced: map[string]traced{}, Keep: a.PutTrace}
	t.turn = func(ctx context.Context, story string) (func(), error) { return turnAt(ctx, a, story) }
	names, err := namesOf(o)
	if err != nil {
		return nil, err
	}
	t.key = strings.Join([]string{strconv.Itoa(treeForm), names, strconv.Itoa(cmp.Or(o.Rounds, lineage.DefaultRounds)), strconv.FormatUint(o.Seed, 10), kind}, "|")
	return t, nil
}

// namesOf are the models of sentence vectors that trees rest on.
func namesOf(o trace.Options) (string, error) {
	first := o.Vectors
	if first == nil {
		m, err := vector.Default()
		if err != nil {
			return "", fmt.Errorf("open the built-in vectors: %w", err)
		}
		first = m
	}
	if o.Judge == nil {
		return first.Name(), nil
	}
	return first.Name() + "+" + o.Judge.Name(), nil
}

// Trace returns the tree of a story, by its id or the beginning of it; nil where there is no such story. The tree that
// the archive has is taken where nothing has changed since.
//
// Of several processes that want the tree of a story in a database, one traces it.
func (t *Trees) Trace(ctx context.Context, id string) (*Tree, error) {
	tree, current, err := t.look(ctx, id)
	if err != nil || current {
		return tree, err
	}
	if t.archive.Shared() {
		leave, err := t.turn(ctx, tree.Story.ID)
		if err != nil {
			return nil, err
		}
		defer leave()
		if tree, current, err = t.look(ctx, id); err != nil || current {
			return tree, err
		}
	}
	return t.make(ctx, tree)
}

// look returns what the archive has of a story, nil where there is no such story, and whether that is as it is now.
func (t *Trees) look(ctx context.Context, id string) (tree *Tree, current bool, err error) {
	st, ok, err := t.archive.Story(ctx, id)
	if err != nil || !ok {
		return nil, true, err
	}
	kept, previous, err := t.kept(ctx, &st)
	if err != nil {
		return nil, false, err
	}
	tree = &Tree{Story: st, Result: previous, Kept: true, LeftOut: max(0, st.Articles-t.most)}
	return tree, previous != nil && kept.Version == st.Version && (!t.Again || !InPart(previous)), nil
}

// make traces a story anew, or on.
func (t *Trees) make(ctx context.Context, tree *Tree) (*Tree, error) {
	st, previous := tree.Story, tree.Result
	again := t.Again && InPart(previous)
	began := time.Now()
	articles, err := t.articles(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	if again || tree.LeftOut == 0 || previous == nil || !sameArticles(previous.Articles, articles) {
		tree.Kept = false
		if tree.Result, err = t.update(ctx, st.ID, previous, articles); err != nil {
			return nil, fmt.Errorf("trace story %s: %w", st.ID, err)
		}
	}
	tree.sayLeftOut()
	took := time.Since(began)
	if err := t.keep(ctx, &st, tree.Result, took); err != nil {
		return nil, err
	}
	t.did(&st, took)
	return tree, nil
}

// Kept returns the tree of a story as it is now, whoever has made it; nil where the archive has none.
func (t *Trees) Kept(ctx context.Context, st *store.Story) (*Tree, error) {
	kept, ok, err := t.archive.Trace(ctx, st.ID)
	if err != nil || !ok || kept.Key != t.key || kept.Version < st.Version {
		return nil, err
	}
	r, ok := Read(kept)
	if !ok {
		return nil, nil // damaged: it is made again
	}
	t.note(st, tookOf(&kept))
	return &Tree{Story: *st, Result: r, Kept: true, LeftOut: max(0, st.Articles-t.most)}, nil
}

// InPart says that a limit left something out of a tree, which may be nil.
func InPart(r *stemma.Result) bool {
	return r != nil && len(r.Partial) > 0
}

// Key says what trees depend on besides their stories: the models, the options, the form in which they are kept.
func (t *Trees) Key() string { return t.key }

// BuiltIn says that they rest on the built-in model of sentence vectors alone, which is quick and asks no server.
func (t *Trees) BuiltIn() bool {
	built, err := namesOf(trace.Options{})
	names, other := namesOf(t.o)
	return err == nil && other == nil && names == built
}

// Read returns the tree that an archive keeps, as Keep has it, and false where it is damaged, or of a form that is no more.
// It may be of another key, and of an earlier version of its story.
func Read(kept store.Trace) (*stemma.Result, bool) {
	if form, _, _ := strings.Cut(kept.Key, "|"); form != strconv.Itoa(treeForm) {
		return nil, false
	}
	r := &stemma.Result{}
	return r, json.Unmarshal(kept.Result, r) == nil
}

// kept is the tree that the archive has, if it was made in this way, and is needed: to read that of a story of 500 reports
// takes longer than to trace another report, and what is held knows more.
func (t *Trees) kept(ctx context.Context, st *store.Story) (store.Trace, *stemma.Result, error) {
	if t.held[st.ID] != nil && st.Articles <= t.most {
		if head, ok, err := t.archive.TraceHead(ctx, st.ID); err != nil || !ok || head.Version != st.Version {
			return store.Trace{}, nil, err
		}
	}
	kept, ok, err := t.archive.Trace(ctx, st.ID)
	if err != nil || !ok || kept.Key != t.key {
		return kept, nil, err
	}
	r, ok := Read(kept)
	if !ok {
		return kept, nil, nil // damaged: it is made again
	}
	return kept, r, nil
}

// articles are those of a story, the first of them where there are too many.
func (t *Trees) articles(ctx context.Context, id string) ([]stemma.Article, error) {
	var all []stemma.Article
	for a, err := range t.archive.StoryArticles(ctx, id) {
		if err != nil {
			if _, damaged := errors.AsType[*store.ArticleError](err); damaged {
				continue // archive check tells of it
			}
			return nil, err
		}
		if all = append(all, a); len(all) == t.most {
			break
		}
	}
	return all, nil
}

// errFault is one of the program, which no further try mends.
var errFault = errors.New("a fault of stemma itself")

// update traces a story with the articles that it has now. A fault of the program in one story is an error of that story.
func (t *Trees) update(ctx context.Context, id string, previous *stemma.Result, articles []stemma.Article) (r *stemma.Result, err error) {
	s := t.story(id, previous)
	defer func() {
		if fault := recover(); fault != nil {
			r, err = nil, fmt.Errorf("%w (%v): please report it with the reports of this story", errFault, fault)
		}
		if err != nil {
			t.drop(id)
		}
	}()
	r, err = s.Update(ctx, articles)
	t.bound()
	return r, err
}

// story is what traces a story on.
func (t *Trees) story(id string, previous *stemma.Result) *trace.Story {
	s := t.held[id]
	switch {
	case s != nil:
		t.order = slices.DeleteFunc(t.order, func(o string) bool { return o == id })
	case previous != nil:
		s = trace.ResumeStory(previous, t.o)
	default:
		s = trace.NewStory(t.o)
	}
	t.held[id], t.order = s, append(t.order, id)
	return s
}

func (t *Trees) drop(id string) {
	delete(t.held, id)
	t.order = slices.DeleteFunc(t.order, func(o string) bool { return o == id })
}

// bound drops the stories that were not used for longest.
func (t *Trees) bound() {
	n := 0
	for i, id := range slices.Backward(t.order) {
		n += max(1, t.held[id].Len())
		if n > cmp.Or(t.Held, maxHeld) && i < len(t.order)-1 {
			for _, old := range t.order[:i+1] {
				delete(t.held, old)
			}
			t.order = slices.Delete(t.order, 0, i+1)
			return
		}
	}
}

// keep puts a tree into the archive.
func (t *Trees) keep(ctx context.Context, st *store.Story, r *stemma.Result, took time.Duration) error {
	if t.Keep == nil {
		return nil
	}
	var b bytes.Buffer
	if err := report.JSONLine(&b, r); err != nil {
		return fmt.Errorf("keep the tree of story %s: %w", st.ID, err)
	}
	return t.Keep(context.WithoutCancel(ctx), store.Trace{Story: st.ID, Version: st.Version, Key: t.key, Result: bytes.TrimSpace(b.Bytes()), Work: t.effortOf(st, took)})
}
