package batch

import (
	"context"
	"encoding/binary"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/stemma-news/stemma"
)

// Placing says how articles come into blocks.
type Placing struct {
	// Window is how many days are joined by one worker, and Block how many articles
	// are traced by one at a time, at most.
	Window int `json:"window"`
	Block  int `json:"block"`
	// Whole says that all articles fit one block.
	Whole bool `json:"whole"`
	// Undated is how many articles have no day: they are joined by the hundred thousands.
	Undated int64 `json:"undated,omitempty"`
}

const (
	// defaultWindow is as long as what is told as one story may be apart, so that its articles
	// are in one window or in two that follow each other, and short enough for one worker:
	// docs/SCALE.md reckons the ties of so many days of the largest crawl of news there is.
	defaultWindow = defaultStoryDays
	// defaultBlock needs about half a gigabyte and ten seconds of a core.
	defaultBlock = 1000
	// undatedEach is how many articles without a day are joined by one worker, about: as many as four
	// days of that crawl have. Ties between those of two workers are left out.
	undatedEach = 1_500_000
)

// window is the one that an article is joined in.
func (o *Placing) window(id string, d Day) window {
	w := windowOf(d, o.Window)
	if parts := o.Undated/undatedEach + 1; !w.dated() && parts > 1 {
		w -= window(hash(id) % uint64(parts)) //nolint:gosec // more than 0, and less than there are articles
	}
	return w
}

// place takes articles and what they have in common to the block that each is traced
// in, and returns pairs of a block's name and an article; and the articles of no block.
func place(s beam.Scope, articles, edges beam.PCollection, o Placing) (blocks, alone beam.PCollection) {
	s = s.Scope("place")
	if o.Whole {
		return beam.ParDo2(s, &together{}, articles)
	}
	ties, across := beam.ParDo2(s, &byWindow{Placing: o}, edges)
	for _, parts := range steps {
		ties = beam.ParDo(s, &thinning{Into: parts}, beam.GroupByKey(s, ties))
	}
	borders := beam.ParDo(s, &nearest{Placing: o}, beam.GroupByKey(s, across))
	windows := beam.GroupByKey(s, beam.Flatten(s, ties, borders))
	parts, halves := beam.ParDo2(s, &joinWindow{Placing: o}, windows)
	offers := beam.ParDo(s, &meeting{}, beam.GroupByKey(s, halves))
	guests := beam.ParDo(s, &choose{}, beam.CoGroupByKey(s, parts, offers))
	joined := beam.ParDo(s, &admission{Placing: o}, beam.GroupByKey(s, guests))
	names := beam.ParDo(s, &packing{Placing: o}, beam.GroupByKey(s, joined))
	return beam.ParDo2(s, &assign{}, beam.CoGroupByKey(s, beam.ParDo(s, &byID{}, articles), names))
}

// together puts all articles into one block.
type together struct{}

func (*together) ProcessElement(ctx context.Context, a stemma.Article, emit func(string, stemma.Article), _ func(stemma.Article)) {
	count(ctx, "bytes_blocks", int64(articleSize(&a)))
	emit(wholeBlock, a)
}

// byWindow sends an edge of two articles of a window to its part of the window's, and one across a
// border to the article at its odd end.
type byWindow struct {
	Placing Placing

	sheaves sheaves
}

// ProcessElement takes an edge.
func (f *byWindow) ProcessElement(ctx context.Context, e Edge, ties func([]byte, sheaf), across func([]byte, Edge)) {
	a, b := f.Placing.window(e.A, e.DayA), f.Placing.window(e.B, e.DayB)
	switch {
	case a == b:
		f.sheaves.add(partKey(a, partOf(&e)), e, ties)
	case !a.dated() || !b.dated() || a-b > 1 || b-a > 1:
		count(ctx, "edges_too_far_apart", 1)
	default:
		odd := e.A
		if b.odd() {
			odd = e.B
		}
		count(ctx, "bytes_windows", edgeSize(&e)+int64(len(odd)))
		across([]byte(odd), e)
	}
}

// FinishBundle sends what is gathered.
func (f *byWindow) FinishBundle(ctx context.Context, ties func([]byte, sheaf), _ func([]byte, Edge)) {
	f.sheaves.finish(ctx, ties)
}

// finish sends what is gathered, and counts all that was sent.
func (s *sheaves) finish(ctx context.Context, emit func([]byte, sheaf)) {
	s.flush(emit)
	count(ctx, "bytes_windows", s.bytes)
	s.bytes = 0
}

// partKey is a part of the edges of a window.
func partKey(w window, part int) []byte {
	return append(binary.AppendVarint(nil, int64(w)), byte(part)) //nolint:gosec // less than dealt
}

func partOfKey(b []byte) (w window, part int, err error) {
	r := reader{b: b}
	w, part = window(r.varint()), int(r.byte())
	return w, part, r.end()
}

// thinning keeps of the edges of a part those of its forests, and brings parts together.
type thinning struct{ Into int }

// ProcessElement takes a part of the edges of a window.
func (f *thinning) ProcessElement(ctx context.Context, key []byte, in func(*sheaf) bool, emit func([]byte, sheaf)) error {
	w, part, err := partOfKey(key)
	if err != nil {
		return err
	}
	p, came := newPool(), 0
	for s := (sheaf{}); in(&s); s = (sheaf{}) {
		came += len(s.Edges)
		for i := range s.Edges {
			p.tie(&s.Edges[i])
		}
	}
	p.thin()
	var out sheaves
	to := partKey(w, part%f.Into)
	p.edges(func(e Edge) { out.add(to, e, emit) })
	out.finish(ctx, emit)
	count(ctx, "edges_in_no_forest", int64(came-len(p.ties)))
	largest(ctx, "largest_part_of_a_window", int64(came))
	return nil
}

// nearest keeps of an article's edges across the borders of its window the surest: the component that
// it will be in joins one other (borders.go).
type nearest struct {
	Placing Placing

	sheaves sheaves
}

// ProcessElement takes the edges of an article of an odd window to those of even ones.
func (f *nearest) ProcessElement(id []byte, in func(*Edge) bool, emit func([]byte, sheaf)) {
	var best, e Edge
	from := string(id)
	for some := false; in(&e); some = true {
		if !some || closer(from, &e, &best) < 0 {
			best = e
		}
	}
	for _, w := range []window{f.Placing.window(best.A, best.DayA), f.Placing.window(best.B, best.DayB)} {
		f.sheaves.add(partKey(w, 0), best, emit)
	}
}

// FinishBundle sends what is gathered.
func (f *nearest) FinishBundle(ctx context.Context, emit func([]byte, sheaf)) {
	f.sheaves.finish(ctx, emit)
}

// joinWindow joins the articles of a window, and says of ties that lead out of it
// which component is at their end.
type joinWindow struct{ Placing Placing }

// ProcessElement takes the edges of a window that are in its forests, and those across its borders.
func (f *joinWindow) ProcessElement(ctx context.Context, key []byte, in func(*sheaf) bool, emit func([]byte, component), cross func([]byte, crossing)) error {
	here, _, err := partOfKey(key)
	if err != nil {
		return err
	}
	p, came := newPool(), 0
	type border struct {
		end  string
		edge Edge
	}
	var borders []border
	for s := (sheaf{}); in(&s); s = (sheaf{}) {
		came += len(s.Edges)
		for i := range s.Edges {
			e := &s.Edges[i]
			a, b := f.Placing.window(e.A, e.DayA), f.Placing.window(e.B, e.DayB)
			if a == b {
				p.tie(e)
				continue
			}
			end, day := e.A, e.DayA
			if b == here {
				end, day = e.B, e.DayB
			}
			p.article(end, day)
			borders = append(borders, border{end, *e})
		}
	}
	largest(ctx, "largest_window", int64(came))
	parts, of, cut := p.components(f.Placing.Block)
	var bytes int64
	for _, c := range parts {
		bytes += c.size()
		emit([]byte(c.name()), c)
	}
	for _, b := range borders {
		c := parts[of[p.number[b.end]]]
		bytes += edgeSize(&b.edge) + int64(len(c.name()))
		cross(tieName(&b.edge), crossing{Component: c.name(), Odd: here.odd(), Kind: sureness(b.edge.Kind), Score: b.edge.Score})
	}
	count(ctx, "bytes_components", bytes)
	count(ctx, "components", int64(len(parts)))
	count(ctx, "edges_cut_for_size", int64(cut))
	return nil
}

// tieName names an edge: an edge of either sort that two articles have.
func tieName(e *Edge) []byte {
	return append(appendString(appendString(nil, e.A), e.B), sureness(e.Kind))
}

// meeting brings the two halves of a tie together.
type meeting struct{}

func (*meeting) ProcessElement(_ []byte, in func(*crossing) bool, emit func([]byte, offer)) {
	var halves []crossing
	var h crossing
	for in(&h) {
		halves = append(halves, h)
	}
	if odd, o, ok := meet(halves); ok {
		emit([]byte(odd), o)
	}
}

// choose sends a component to the one that it joins, or to itself.
type choose struct{}

func (*choose) ProcessElement(ctx context.Context, name []byte, parts func(*component) bool, offers func(*offer) bool, emit func([]byte, guest)) {
	var best, o offer
	for offers(&o) {
		if best.Host == "" || better(o, best) < 0 {
			best = o
		}
	}
	var c component
	for parts(&c) {
		count(ctx, "bytes_guests", c.size()+int64(len(best.Host)))
		if best.Host == "" {
			emit(name, guest{Component: c})
			continue
		}
		emit([]byte(best.Host), guest{Component: c, At: best})
	}
}

// admission joins components across a border.
type admission struct{ Placing Placing }

func (f *admission) ProcessElement(ctx context.Context, name []byte, in func(*guest) bool, emit func(int64, component)) {
	var guests []guest
	var g guest
	for in(&g) {
		guests = append(guests, g)
	}
	out := admit(string(name), guests, f.Placing.Block)
	for _, c := range out {
		count(ctx, "bytes_packs", c.size())
		emit(int64(f.Placing.window(c.name(), c.day())), c)
	}
	count(ctx, "components_joined_across_borders", int64(len(guests)-len(out)))
}

// packing puts the components of a window into blocks.
type packing struct{ Placing Placing }

func (f *packing) ProcessElement(ctx context.Context, w int64, in func(*component) bool, emit func([]byte, string)) {
	var parts []component
	var c component
	var came int64
	for in(&c) {
		parts, came = append(parts, c), came+c.size()
	}
	largest(ctx, "largest_pack", came)
	var bytes int64
	pack(window(w), f.Placing.Window, parts, f.Placing.Block, func(id, block string) {
		bytes += int64(len(id) + len(block))
		emit([]byte(id), block)
	})
	count(ctx, "bytes_places", bytes)
}

// byID keys an article by its id.
type byID struct{}

func (*byID) ProcessElement(ctx context.Context, a stemma.Article, emit func([]byte, stemma.Article)) {
	count(ctx, "bytes_placing", int64(len(a.ID)+articleSize(&a)))
	emit([]byte(a.ID), a)
}

// assign sends an article to its block.
type assign struct{}

func (*assign) ProcessElement(ctx context.Context, _ []byte, articles func(*stemma.Article) bool, blocks func(*string) bool, emit func(string, stemma.Article), alone func(stemma.Article)) {
	var block string
	placed := blocks(&block)
	var a stemma.Article
	for articles(&a) {
		if placed {
			count(ctx, "bytes_blocks", int64(len(block)+articleSize(&a)))
			emit(block, a)
			continue
		}
		alone(a)
		count(ctx, "articles_in_no_block", 1)
	}
}
