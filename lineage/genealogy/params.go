package genealogy

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Params are how one story spreads. Draw draws them from wide priors, so that
// what is learnt on many stories does not hang on how any one of them was made.
type Params struct {
	// Articles is how many reports there are, the lost ones among them: from
	// what a reader finds by searching to what a monitor collects in a day.
	Articles int
	// Origins is how many newsrooms tell the event without having it from
	// another; Overlap is the share of the sentences that more than one of
	// them has, each in its own words.
	Origins int
	Overlap float64
	// Languages is how many languages the story is told in, at most.
	Languages int

	// Who is copied. A report is taken from another with weight
	// size^BySize · (1 + children)^ByFame · e^(−age/Recent) · SameLang if both
	// are in one language: an agency's star (BySize), imitation (ByFame; the
	// preferential attachment of Barabási & Albert 1999) and recency, which makes
	// chains and bursts (Recent, in reports). With imitation or recency alone news
	// does not spread as it does (Leskovec, Backstrom & Kleinberg 2009).
	BySize, ByFame, Recent, SameLang float64

	// Lag is the median time from a report to what is made of it, LagSpread
	// the standard deviation of its logarithm: most within hours, some days
	// later, as people's delays are (Stouffer, Malmgren & Amaral 2006).
	Lag       time.Duration
	LagSpread float64
	// Dates are the weights of giving the second, the minute, the day, the
	// month or nothing; WrongZone is the share of outlets whose clock is wrong
	// by whole hours.
	Dates     [5]float64
	WrongZone float64

	// Machine is the share of translations that one and the same machine made:
	// two of them are word for word the same without one being the other's
	// source. People's are different.
	Machine float64
	// Rewrite is the share of retellings in one language that are in other
	// words throughout; Verbatim the share that are reprinted as they are, if
	// from an agency (of others, a third of that: it is not done).
	Rewrite, Verbatim float64
	// Edits are how heavily the rest are edited.
	Edits Edits

	// Cite is how often a report says whom it has its news from. Agencies are
	// named more often, being owed it, and so are the lost ones among them: what
	// is not among the articles and not named is mostly never missed. Of three
	// in four of those, nearly all who have text from them say so.
	// CiteOrigin of
	// those name whom their parent names (or the origin) instead of the parent,
	// CiteBoth name both. Carry is how often a source line is copied along.
	// CiteAgain is how often who names a source does so twice, Unnamed how
	// often an origin rests on a source that has no name.
	Cite, CiteOrigin, CiteBoth, CiteAgain, Unnamed, Carry float64
	// Forms are the weights of line, lead, tail, dateline, credit and day.
	Forms [6]float64

	// Lost is the share of reports with descendants that are not among the
	// articles, LostOrigin the same for origins.
	Lost, LostOrigin float64
	// Mix is the share of retellings that draw on a second report, as desks do
	// that have two agencies; MixCited is how often they say so. Digest is the
	// share of round-ups: the tops of two reports, one after the other.
	Mix, MixCited, Digest float64
	// Updated is the share of articles that change after others took them,
	// Redated of those that bear the date of a later day on which they were put
	// out again, Twins of those there twice, FollowUps of those with a later
	// article of the same outlet.
	Updated, Redated, Twins, FollowUps float64
	// Background is the share of reports that add a paragraph from the archive
	// which others have too: common text that shows no descent.
	Background float64
	// Addresses says whether articles have a URL.
	Addresses bool
}

// Edits are the rates at which a retelling changes what it is made from.
type Edits struct {
	// Cut is how often the end is cut off (news is written so that it can be),
	// Brief how often so that little is left; Drop is the share of sentences left
	// out, Move how often a block is moved.
	Cut, Brief, Drop, Move float64
	// Words is the share of sentences with small changes of wording, Split and
	// Merge of those divided and joined.
	Words, Split, Merge float64
	// Number and Name are how often a figure or the spelling of a name changes,
	// per retelling.
	Number, Name float64
	// Insert is how often sentences of one's own are added, Headline how often
	// the headline is another.
	Insert, Headline float64
}

// Kinds are the sorts of story that can be drawn. The first three differ in
// how heavily retellings are edited and have a little of everything; of the
// others each has much of one thing.
var kinds = []string{
	"light", "medium", "heavy", "dates", "mixed", "independent", "lost", "updated", "twins", "silent", "star", "chain", "one", "small", "digest", "large",
}

// Kinds lists the sorts of story that Draw knows.
func Kinds() []string { return slices.Clone(kinds) }

// Draw draws the parameters of a story of one kind.
func Draw(kind string, seed uint64) (Params, error) {
	if !slices.Contains(kinds, kind) {
		return Params{}, fmt.Errorf("no kind of story %q: give one of %v", kind, kinds)
	}
	d := newDice(seed, 1)
	p := d.params()
	level := d.IntN(3)
	if k := slices.Index(kinds, kind); k < 3 {
		level = k
	}
	p.Edits = d.edits([]float64{0.06, 0.16, 0.36}[level])
	p.Verbatim = d.share([]float64{0.2, 0.08, 0.03}[level], 1)
	p.Rewrite = d.share([]float64{0.03, 0.05, 0.08}[level], 1)
	if d.chance(0.2) {
		p.Edits.Brief = d.share(0.05, 1)
	}
	d.stress(kind, &p)
	return p, nil
}

// params draws all but the editing.
func (d dice) params() Params {
	p := Params{
		Articles: int(d.scale(5, 20)), Origins: 1, Languages: d.between(3, 12), Overlap: d.share(0.15, 2),
		BySize: d.spread(0, 0.4), ByFame: d.spread(0, 0.5), Recent: d.scale(6, 100), SameLang: d.scale(0.5, 2),
		Lag: time.Duration(d.scale(50, 600)) * time.Minute, LagSpread: d.spread(0.5, 1.6),
		WrongZone: d.share(0.02, 1),
		Machine:   d.share(0.85, 1),
		Cite:      d.share(0.58, 3), CiteOrigin: d.share(0.02, 1), CiteBoth: d.share(0.04, 1), CiteAgain: d.share(0.2, 1), Unnamed: d.share(0.06, 1), Carry: d.share(0.08, 1),
		Lost: d.share(0.04, 1), LostOrigin: d.share(0.12, 0.6),
		Mix: d.share(0.03, 1), MixCited: d.share(0.4, 1), Digest: d.share(0.01, 1),
		Updated: d.share(0.03, 1), Twins: d.share(0.02, 1), FollowUps: d.share(0.02, 1), Background: d.share(0.05, 1),
		Addresses: d.chance(0.5),
	}
	if d.chance(0.08) {
		p.Languages = 1
	}
	if d.chance(0.1) {
		p.Origins = d.between(2, 3)
	}
	for i, mean := range [...]float64{8, 3, 1.6, 0.05, 0.6} {
		p.Dates[i] = mean * d.ExpFloat64()
	}
	for i := range p.Forms {
		p.Forms[i] = d.ExpFloat64()
	}
	return p
}

// edits draws how a story is edited around a level.
func (d dice) edits(level float64) Edits {
	return Edits{
		Cut: d.share(0.1+level/2, 1.5), Drop: d.share(level, 3), Move: d.share(0.05+level, 1.5),
		Words: d.share(0.08+level*1.1, 1.5), Split: d.share(level/5, 1), Merge: d.share(level/5, 1),
		Number: d.share(0.04+level/1.6, 1), Name: d.share(level/3, 1),
		Insert: d.share(0.06+level, 1.5), Headline: d.share(0.1+level, 1),
	}
}

// stress makes much of what a kind of story is there for.
func (d dice) stress(kind string, p *Params) {
	switch kind {
	case "dates":
		p.WrongZone, p.Redated = d.share(0.2, 2), d.share(0.03, 1)
		p.Dates = [5]float64{d.ExpFloat64(), d.ExpFloat64(), 3 * d.ExpFloat64(), d.ExpFloat64() / 2, 2 * d.ExpFloat64()}
	case "mixed":
		p.Mix = d.spread(0.2, 0.6)
		p.Origins = d.between(1, 2)
	case "independent":
		p.Articles, p.Origins = int(d.scale(2, 14)), d.between(2, 3)
		p.Mix = d.share(0.15, 2)
	case "lost":
		p.Lost, p.LostOrigin = d.spread(0.1, 0.4), d.spread(0.4, 0.95)
		if d.chance(0.3) { // an agency that is named in passing, at the head and again further down
			p.Forms = [6]float64{1: d.ExpFloat64(), 2: d.ExpFloat64()}
			p.CiteAgain = d.spread(0.3, 0.9)
			p.Dates[4] += 3 * d.ExpFloat64()
		}
	case "updated":
		p.Updated = d.spread(0.2, 0.6)
	case "twins":
		p.Twins, p.FollowUps = d.spread(0.1, 0.3), d.spread(0.05, 0.3)
		p.Addresses = true
	case "silent":
		p.Cite, p.Carry, p.MixCited, p.Unnamed = 0, 0, 0, 0 // a Cite of 0 names nobody, lost or not
	case "star":
		p.BySize, p.ByFame, p.Recent = 2.5, d.spread(1, 2), 1000
	case "chain":
		p.BySize, p.ByFame, p.Recent = 0, 0, d.scale(0.3, 1)
	case "one":
		p.Languages = 1
	case "small":
		p.Articles, p.Origins = d.between(2, 5), 1
		if d.chance(0.3) {
			p.Origins = 2
		}
	case "digest":
		p.Articles, p.Origins, p.Digest = int(d.scale(3, 12)), d.between(2, 3), d.spread(0.2, 0.7)
		p.Overlap, p.MixCited = d.share(0.05, 1), d.share(0.6, 1)
		p.Dates[2], p.Dates[4] = p.Dates[2]+4*d.ExpFloat64(), p.Dates[4]+3*d.ExpFloat64()
	case "large":
		p.Articles = int(d.scale(40, 120))
	}
	if p.Origins > 1 && p.Articles > 6 || kind == "lost" {
		p.Articles = max(p.Articles, 6)
	}
}

// lag draws the time from a report to what is made of it.
func (d dice) lag(p *Params) time.Duration {
	lag := float64(p.Lag) * math.Exp(p.LagSpread*d.NormFloat64())
	lag = min(max(lag, float64(time.Minute)), float64(20*24*time.Hour))
	return time.Duration(lag).Truncate(time.Second)
}
