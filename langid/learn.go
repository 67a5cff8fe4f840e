package langid

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// LearnOptions are those of Learn; the zero value is ready to use.
type LearnOptions struct {
	// Bits is the logarithm of the number of buckets for the script with the
	// most languages; the others have buckets in proportion. 16 if zero.
	Bits int
	// Lines is how many lines of each language are drawn in an epoch; 15,000
	// if zero.
	Lines int
	// Epochs is how often; 6 if zero.
	Epochs int
	// Rate is the learning rate at the beginning; 0.5 if zero.
	Rate float64
	// Decay is the weight of the ridge, per step; 0 is none.
	Decay float64
	// Seed is that of the order and of the cuts.
	Seed uint64
}

// Learn makes a model file from lines of text by BCP 47 tag. A line counts for
// the script that most of it is in, so that quotations do no harm.
func Learn(ctx context.Context, text map[string][]string, o LearnOptions) ([]byte, error) {
	o.Bits = cmp.Or(o.Bits, 16)
	o.Lines = cmp.Or(o.Lines, 15_000)
	o.Epochs = cmp.Or(o.Epochs, 6)
	o.Rate = cmp.Or(o.Rate, 0.5)
	lessons := sortByScript(text)
	most := 0
	for _, l := range lessons {
		most = max(most, len(l.tags))
	}
	if most == 0 {
		return nil, errors.New("no script with two languages among the lines")
	}
	done := make([]*group, len(lessons))
	g, ctx := errgroup.WithContext(ctx)
	for i, l := range lessons {
		g.Go(func() error {
			bits := o.Bits - int(math.Log2(float64(most)/float64(len(l.tags))))
			var err error
			done[i], err = l.learn(ctx, bits, o)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	m := model{}
	for _, g := range done {
		m[g.script] = g
	}
	return m.encode()
}

// lesson is the text of the languages of one script.
type lesson struct {
	script string
	tags   []string
	lines  [][]string
}

func sortByScript(text map[string][]string) []*lesson {
	all := map[string]*lesson{}
	for _, tag := range slices.Sorted(maps.Keys(text)) {
		by := map[string][]string{}
		for _, line := range text[tag] {
			script := mainScript(line)
			by[script] = append(by[script], line)
		}
		for script, lines := range by {
			// A script that is not the language's own shows in a few lines only.
			if script == "" || singleLanguageScripts[script] != "" || 4*len(lines) < len(text[tag]) {
				continue
			}
			l := all[script]
			if l == nil {
				l = &lesson{script: script}
				all[script] = l
			}
			l.tags, l.lines = append(l.tags, tag), append(l.lines, lines)
		}
	}
	out := slices.SortedFunc(maps.Values(all), func(a, b *lesson) int { return strings.Compare(a.script, b.script) })
	return slices.DeleteFunc(out, func(l *lesson) bool { return len(l.tags) < 2 })
}

// learn fits the weights by stochastic gradient descent, with a rate for each
// bucket that falls as it is seen (Duchi et al. 2011, by bucket instead of by
// weight).
func (l *lesson) learn(ctx context.Context, bits int, o LearnOptions) (*group, error) {
	n := len(l.tags)
	d := descent{
		n: n, bits: bits, decay: float32(o.Decay), slopes: make([]float64, n),
		weights: make([]float32, n<<bits), seen: make([]float32, 1<<bits),
	}
	rng := rand.New(rand.NewPCG(o.Seed, uint64(n))) //nolint:gosec // repeatable by design
	share := sharesOf(l.lines)
	total := o.Epochs * o.Lines * n
	for step := range total {
		if step%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		want := share.draw(rng)
		lines := l.lines[want]
		rate := o.Rate * (1 - 0.9*float64(step)/float64(total))
		d.step(crop(lines[rng.IntN(len(lines))], rng), want, rate)
	}
	return quantise(l, bits, d.weights), nil
}

// descent is the state of learning.
type descent struct {
	n, bits int
	decay   float32
	weights []float32 // by bucket, then by language
	seen    []float32 // sum of the squares of the slopes of each bucket
	slopes  []float64 // of the languages in this step
	buckets []uint32  // of the line of this step
}

// step moves the weights of a line's buckets towards the language that it is in.
func (d *descent) step(line string, want int, rate float64) {
	d.buckets = d.buckets[:0]
	eachFeature(line, func(h uint32) { d.buckets = append(d.buckets, h>>(32-d.bits)) })
	if len(d.buckets) == 0 {
		return
	}
	norm := 1 / math.Sqrt(float64(len(d.buckets)))
	clear(d.slopes)
	for _, b := range d.buckets {
		for i, w := range d.row(b) {
			d.slopes[i] += float64(w) * norm
		}
	}
	softmax(d.slopes)
	d.slopes[want]--
	square := 0.0
	for _, v := range d.slopes {
		square += v * v
	}
	for _, b := range d.buckets {
		d.seen[b] += float32(square * norm * norm)
		at := float32(rate * norm / math.Sqrt(1e-3+float64(d.seen[b])))
		row := d.row(b)
		for i := range row {
			row[i] -= at*float32(d.slopes[i]) + d.decay*row[i]
		}
	}
}

func (d *descent) row(bucket uint32) []float32 {
	return d.weights[int(bucket)*d.n : (int(bucket)+1)*d.n]
}

// shares are how often the languages are drawn, summed up.
type shares []float64

// enoughLines is the number of lines from which a language is drawn as often as
// any other; with fewer, by the square root, so that a language of which little
// is written does not take the text of its neighbours.
const enoughLines = 40_000

func sharesOf(lines [][]string) shares {
	var s shares
	sum := 0.0
	for _, l := range lines {
		sum += math.Sqrt(min(1, float64(len(l))/enoughLines))
		s = append(s, sum)
	}
	return s
}

func (s shares) draw(rng *rand.Rand) int {
	i, _ := slices.BinarySearch(s, rng.Float64()*s[len(s)-1])
	return min(i, len(s)-1)
}

// crop cuts a line to some of its words, every second time, so that the model
// learns to read headlines.
func crop(line string, rng *rand.Rand) string {
	words := strings.Fields(line)
	if len(words) < 4 || rng.IntN(2) == 0 {
		return line
	}
	n := 2 + rng.IntN(min(len(words)-2, 9))
	at := rng.IntN(len(words) - n + 1)
	return strings.Join(words[at:at+n], " ")
}

// quantise keeps a byte of each weight, less the mean of its bucket, which
// does not matter to the softmax.
func quantise(l *lesson, bits int, weights []float32) *group {
	n := len(l.tags)
	g := &group{script: l.script, tags: l.tags, bits: bits, weights: make([]int8, len(weights))}
	var top float64
	for row := range slices.Chunk(weights, n) {
		mean := float32(0)
		for _, w := range row {
			mean += w / float32(n)
		}
		for i := range row {
			row[i] -= mean
			top = max(top, math.Abs(float64(row[i])))
		}
	}
	g.scale = top / clip / math.MaxInt8
	for i, w := range weights {
		g.weights[i] = int8(max(-math.MaxInt8, min(math.MaxInt8, math.Round(float64(w)/g.scale))))
	}
	return g
}

// clip is how much smaller than the largest weight the largest that is kept
// is: a few are far larger than the rest.
const clip = 2
