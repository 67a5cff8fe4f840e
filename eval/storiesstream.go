package eval

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
)

// shuffles is how often the articles of a stretch of time are put in another order.
const shuffles = 10

// streamed measures what cluster.Stream makes of a set whose articles come one
// at a time: in order of time, B-cubed F1 and the number of stories as for the
// batch; and, where the articles of each hour, or each day, come in another
// order, how far the stories stay the same: B-cubed F1 of one order's stories
// against another's, the mean over all pairs of orders. For an archive that is
// filled in any order: B-cubed F1 of the stories of a set that is shuffled as a
// whole, and of one of which a random half comes after the other, each in order
// of time; the mean over some seeds.
func streamed(ctx context.Context, name, path string, gold map[string]string, m Models) ([]Figure, error) {
	arrivals, err := readArrivals(ctx, path, m.Vectors)
	if err != nil {
		return nil, err
	}
	predicted, err := play(ctx, arrivals)
	if err != nil {
		return nil, err
	}
	figures := []Figure{
		{name + ".stream.b3-f1", b3F1(gold, predicted)},
		{name + ".stream.stories-ratio", ratio(len(groups(predicted)), len(groups(gold)))},
	}
	for _, stretch := range []struct {
		name string
		long time.Duration
	}{{"hour", time.Hour}, {"day", 24 * time.Hour}} {
		agreement, err := shuffled(ctx, arrivals, stretch.long)
		if err != nil {
			return nil, err
		}
		figures = append(figures, Figure{name + ".stream.same-if-shuffled-by-" + stretch.name, agreement})
	}
	for _, way := range []struct {
		name  string
		order func(arrivals []arrival, seed uint64) []arrival
	}{{"any-order", anyOrder}, {"two-halves", twoHalves}} {
		f1, err := inOrders(ctx, gold, arrivals, way.order)
		if err != nil {
			return nil, err
		}
		figures = append(figures, Figure{name + ".stream." + way.name + ".b3-f1", f1})
	}
	return figures, nil
}

// orders is how many random orders of a whole set are tried.
const orders = 4

// inOrders returns the mean B-cubed F1 over some random orders.
func inOrders(ctx context.Context, gold map[string]string, arrivals []arrival, order func([]arrival, uint64) []arrival) (float64, error) {
	sum := 0.0
	for seed := range uint64(orders) {
		predicted, err := play(ctx, order(arrivals, seed))
		if err != nil {
			return 0, err
		}
		sum += b3F1(gold, predicted)
	}
	return sum / orders, nil
}

func anyOrder(arrivals []arrival, seed uint64) []arrival {
	out := slices.Clone(arrivals)
	rng := rand.New(rand.NewPCG(seed, 2))
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func twoHalves(arrivals []arrival, seed uint64) []arrival {
	out := anyOrder(arrivals, seed)
	for _, half := range [][]arrival{out[:len(out)/2], out[len(out)/2:]} {
		slices.SortStableFunc(half, inTime)
	}
	return out
}

func inTime(a, b arrival) int {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.item.ID, b.item.ID))
}

// arrival is an article as it comes.
type arrival struct {
	at   time.Time
	item cluster.Item
}

// readArrivals reads articles in order of time. model may be nil.
func readArrivals(ctx context.Context, path string, model trace.Vectorizer) ([]arrival, error) {
	articles, err := load(ctx, path)
	if err != nil {
		return nil, err
	}
	if model == nil {
		if model, err = vector.Default(); err != nil {
			return nil, err
		}
	}
	out := make([]arrival, len(articles))
	for i, a := range articles {
		profile, err := profileOf(ctx, a, model)
		if err != nil {
			return nil, err
		}
		out[i] = arrival{a.Published, cluster.Item{ID: a.ID, Profile: profile}}
	}
	slices.SortStableFunc(out, inTime)
	return out, nil
}

func profileOf(ctx context.Context, a stemma.Article, model trace.Vectorizer) (*cluster.Profile, error) {
	d := text.Read(a)
	sentences := make([]string, len(d.Sentences), len(d.Sentences)+1)
	for i := range d.Sentences {
		sentences[i] = d.Sentences[i].Text
	}
	title := cluster.Title(d)
	if title != "" {
		sentences = append(sentences, title)
	}
	vecs, err := model.Vectors(ctx, sentences)
	if err != nil {
		return nil, err
	}
	n := len(d.Sentences)
	if title == "" {
		return cluster.NewProfile(d, vecs, nil), nil
	}
	return cluster.NewProfile(d, vecs[:n], vecs[n]), nil
}

// play streams the articles in their order and returns the story of each.
func play(ctx context.Context, arrivals []arrival) (map[string]string, error) {
	s := cluster.NewStream(cluster.StreamOptions{})
	of, into := map[string]string{}, map[string]string{}
	for i, a := range arrivals {
		a.item.Arrival = int64(i + 1)
		events, err := s.Add(ctx, []cluster.Item{a.item})
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			switch e.Kind {
			case cluster.Founded, cluster.Joined:
				of[e.Article] = e.Story
			case cluster.Moved:
				of[e.Article] = e.Into
			case cluster.Merged:
				into[e.Story] = e.Into
			case cluster.Closed:
			}
		}
	}
	for article, story := range of {
		for into[story] != "" {
			story = into[story]
		}
		of[article] = story
	}
	return of, nil
}

// shuffled returns how far the stories of ten orders agree that differ within
// stretches of time.
func shuffled(ctx context.Context, arrivals []arrival, stretch time.Duration) (float64, error) {
	orders := make([]map[string]string, shuffles)
	for k := range orders {
		rng := rand.New(rand.NewPCG(uint64(k), 1))
		order := slices.Clone(arrivals)
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		slices.SortStableFunc(order, func(a, b arrival) int { return a.at.Truncate(stretch).Compare(b.at.Truncate(stretch)) })
		var err error
		if orders[k], err = play(ctx, order); err != nil {
			return 0, err
		}
	}
	sum, pairs := 0.0, 0.0
	for i, a := range orders {
		for _, b := range orders[:i] {
			sum += b3F1(a, b)
			pairs++
		}
	}
	return sum / pairs, nil
}

func b3F1(gold, predicted map[string]string) float64 {
	p, r := bcubed(gold, predicted)
	return 2 * p * r / (p + r)
}
