package batch

import (
	"context"

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
}

const (
	// defaultWindow is long enough for most stories, which last two days, and short
	// enough for one worker: docs/SCALE.md reckons the ties of three days of the
	// largest crawl of news there is.
	defaultWindow = 3
	// defaultBlock needs about half a gigabyte and ten seconds of a core.
	defaultBlock = 1000
)

// place takes articles and what they have in common to the block that each is traced
// in, and returns pairs of a block's name and an article; and the articles of no block.
func place(s beam.Scope, articles, edges beam.PCollection, o Placing) (blocks, alone beam.PCollection) {
	s = s.Scope("place")
	if o.Whole {
		return beam.ParDo2(s, &together{}, articles)
	}
	windows := beam.GroupByKey(s, beam.ParDo(s, &byWindow{Days: o.Window}, edges))
	parts, halves := beam.ParDo2(s, &joinWindow{Days: o.Window, Size: o.Block}, windows)
	offers := beam.ParDo(s, &meeting{}, beam.GroupByKey(s, halves))
	guests := beam.ParDo(s, &choose{}, beam.CoGroupByKey(s, parts, offers))
	joined := beam.ParDo(s, &admission{Days: o.Window, Size: o.Block}, beam.GroupByKey(s, guests))
	names := beam.ParDo(s, &packing{Days: o.Window, Size: o.Block}, beam.GroupByKey(s, joined))
	return beam.ParDo2(s, &assign{}, beam.CoGroupByKey(s, beam.ParDo(s, &byID{}, articles), names))
}

// together puts all articles into one block.
type together struct{}

func (*together) ProcessElement(ctx context.Context, a stemma.Article, emit func(string, stemma.Article), _ func(stemma.Article)) {
	count(ctx, "bytes_blocks", int64(articleSize(&a)))
	emit(wholeBlock, a)
}

// byWindow sends an edge to the window of its articles, or to both.
type byWindow struct{ Days int }

func (f *byWindow) ProcessElement(ctx context.Context, e Edge, emit func(int64, Edge)) {
	a, b := windowOf(e.DayA, f.Days), windowOf(e.DayB, f.Days)
	switch {
	case a == b:
		count(ctx, "bytes_windows", edgeSize(&e))
		emit(int64(a), e)
	case a == undatedWindow || b == undatedWindow || a-b > 1 || b-a > 1:
		count(ctx, "edges_too_far_apart", 1)
	default:
		count(ctx, "bytes_windows", 2*edgeSize(&e))
		emit(int64(a), e)
		emit(int64(b), e)
	}
}

// joinWindow joins the articles of a window, and says of ties that lead out of it
// which component is at their end.
type joinWindow struct{ Days, Size int }

func (f *joinWindow) ProcessElement(ctx context.Context, w int64, edges func(*Edge) bool, emit func([]byte, component), cross func([]byte, crossing)) {
	p, here := newPool(), window(w)
	type border struct {
		end  string
		edge Edge
	}
	var borders []border
	var e Edge
	for edges(&e) {
		a, b := windowOf(e.DayA, f.Days), windowOf(e.DayB, f.Days)
		if a == b {
			p.tie(&e)
			continue
		}
		end, day := e.A, e.DayA
		if b == here {
			end, day = e.B, e.DayB
		}
		p.article(end, day)
		borders = append(borders, border{end, e})
	}
	parts, of, cut := p.components(f.Size)
	var bytes int64
	for _, c := range parts {
		bytes += c.size()
		emit([]byte(c.name()), c)
	}
	for _, b := range borders {
		c := parts[of[p.number[b.end]]]
		bytes += edgeSize(&b.edge) + int64(len(c.name()))
		cross(tieName(&b.edge), crossing{Component: c.name(), Odd: here&1 == 1, Kind: sureness(b.edge.Kind), Score: b.edge.Score})
	}
	count(ctx, "bytes_components", bytes)
	count(ctx, "components", int64(len(parts)))
	count(ctx, "edges_cut_for_size", int64(cut))
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
type admission struct{ Days, Size int }

func (f *admission) ProcessElement(ctx context.Context, name []byte, in func(*guest) bool, emit func(int64, component)) {
	var guests []guest
	var g guest
	for in(&g) {
		guests = append(guests, g)
	}
	out := admit(string(name), guests, f.Size)
	for _, c := range out {
		count(ctx, "bytes_packs", c.size())
		emit(int64(windowOf(c.day(), f.Days)), c)
	}
	count(ctx, "components_joined_across_borders", int64(len(guests)-len(out)))
}

// packing puts the components of a window into blocks.
type packing struct{ Days, Size int }

func (f *packing) ProcessElement(ctx context.Context, w int64, in func(*component) bool, emit func([]byte, string)) {
	var parts []component
	var c component
	for in(&c) {
		parts = append(parts, c)
	}
	var bytes int64
	pack(window(w), f.Days, parts, f.Size, func(id, block string) {
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
