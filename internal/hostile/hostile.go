// Package hostile writes articles that are made to be slow: what no outlet
// prints, and whoever wants a program to stand still would send. They are for
// tests, of the same bytes each time.
//
// Each attack grows with one number. A step that is safe from it takes twice as
// long for twice as much.
package hostile

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// Attack is a way to make articles that are slow to read, to compare or to
// place. Articles returns them: n is their length in bytes or, where Many is
// set, their number.
type Attack struct {
	Name     string
	Many     bool
	Articles func(n int) []stemma.Article
}

// Attacks returns all of them. First come those of a few articles without
// measure, then floods of articles.
func Attacks() []Attack { return append(Texts(), Floods()...) }

// Texts are attacks by what stands in two articles, or in one.
func Texts() []Attack {
	return []Attack{
		{"one word", false, pair(func(n, k int) string { return strings.Repeat("x", n) + string('a'+rune(k)) })},
		{"long words", false, pair(func(n, k int) string {
			return strings.Repeat(strings.Repeat("ab", 5000)+" ", n/10_000+1) + string('a'+rune(k)) + "."
		})},
		{"one ideograph", false, pair(func(n, k int) string { return strings.Repeat("渡", n/3) + string('甲'+rune(k)) })},
		{"opening quotation marks", false, pair(func(n, _ int) string { return strings.Repeat("“", n/3) })},
		{"straight quotation marks", false, pair(func(n, _ int) string { return strings.Repeat(`" `, n/2) })},
		{"quotation marks of all kinds", false, pair(func(n, _ int) string { return strings.Repeat("„a “b” «c» ‘d’ »e« 「f」 \"g ", n/43) })},
		{"short quotations", false, pair(func(n, _ int) string { return strings.Repeat(`"Yes," he said. "No," said Ana. `, n/31) })},
		{"nested quotations", false, pair(func(n, _ int) string {
			return strings.Repeat("“He said ‘", n/14) + "x" + strings.Repeat("’”", n/14)
		})},
		{"one sentence again and again", false, pair(func(n, _ int) string {
			return strings.Repeat("The mayor of Orvik said on Monday that 40 houses had burnt down. ", n/65)
		})},
		{"two sentences in turn", false, pair(func(n, k int) string {
			both := []string{"The mayor of Orvik said 40 houses burnt. ", "Nobody in Tarnow was hurt, police said. "}
			return strings.Repeat(both[k]+both[1-k], n/81)
		})},
		{"all names", false, pair(func(n, k int) string { return words(n, k, names) })},
		{"one name again and again", false, pair(func(n, _ int) string { return strings.Repeat("Ana Brandel ", n/12) })},
		{"names with one surname", false, pair(func(n, k int) string {
			return words(n, k, func(r *rand.Rand) string { return names(r) + " Brandel said. " })
		})},
		{"all numbers", false, pair(func(n, k int) string {
			return words(n, k, func(r *rand.Rand) string { return strconv.Itoa(r.IntN(1_000_000)) })
		})},
		{"one number without end", false, pair(func(n, k int) string { return strings.Repeat("1,234", n/5) + strconv.Itoa(k) })},
		{"dates", false, pair(func(n, k int) string {
			return words(n, k, func(r *rand.Rand) string { return fmt.Sprintf("on %d March %d,", 1+r.IntN(28), 1900+r.IntN(200)) })
		})},
		{"no end of a sentence", false, pair(func(n, k int) string { return words(n, k, word) })},
		{"two words at random", false, pair(func(n, k int) string {
			return words(n, k, func(r *rand.Rand) string { return []string{"ka", "mo"}[r.IntN(2)] })
		})},
		{"sentences of two words", false, pair(func(n, k int) string {
			return words(n, k, func(r *rand.Rand) string { return "Ka " + word(r) + "." })
		})},
		{"many sentences", false, pair(func(n, k int) string { return words(n, k, sentence) })},
		{"every other word in common", false, everyOther},
		{"every other word in common, no stops", false, everyOtherNoStops},
		{"verbs of saying", false, pair(func(n, _ int) string { return strings.Repeat("said says according to told ", n/28) })},
		{"citations of citations", false, pair(func(n, _ int) string { return strings.Repeat("Reuters said AFP said, citing Norlink, ", n/38) })},
		{"lines of a dialogue", false, pair(func(n, _ int) string { return strings.Repeat("— Ja, sagte er.\n— Nein.\n", n/31) })},
		{"empty lines and signs", false, pair(func(n, _ int) string { return strings.Repeat("\n \n- * # (", n/8) })},
		{"brackets", false, pair(func(n, _ int) string { return strings.Repeat("(Reuters [", n/20) + strings.Repeat("])", n/4) })},
		{"capitals and points", false, pair(func(n, _ int) string { return strings.Repeat("A.B. ", n/5) })},
		{"commas", false, pair(func(n, _ int) string { return strings.Repeat("Orvik, ", n/7) })},
		{"not, never and perhaps", false, pair(func(n, _ int) string { return strings.Repeat("not never perhaps reportedly no ", n/32) })},
		{"combining marks", false, pair(func(n, _ int) string { return "a" + strings.Repeat("\u0301", n/2) })},
		{"nothing to be seen", false, pair(func(n, _ int) string { return strings.Repeat("\u200b\u202e", n/6) })},
		{"no UTF-8", false, pair(func(n, _ int) string { return strings.Repeat("\xff\xfe said ", n/8) })},
		{"Arabic without stops", false, pair(func(n, _ int) string { return strings.Repeat("وقال رئيس البلدية إن ", n/38) })},
		{"Chinese quotations", false, pair(func(n, _ int) string { return strings.Repeat("市长说：“没有。”", n/24) })},
		{"Thai without spaces", false, pair(func(n, _ int) string {
			return strings.Repeat("นายกเทศมนตรีกล่าวว่า", n/57)
		})},
	}
}

// Floods are attacks by the number of articles.
func Floods() []Attack {
	return []Attack{
		{"near copies", true, nearCopies},
		{"copies", true, many(func(r *rand.Rand, _ int) string { return base })},
		{"permutations of sentences", true, permutations},
		{"one sentence each", true, many(func(r *rand.Rand, k int) string {
			return "The mayor of Orvik said on Monday that 40 houses had burnt down."
		})},
		{"one name in all, else nothing", true, many(func(r *rand.Rand, k int) string {
			return "Ana Brandel " + sentence(r) + " " + sentence(r)
		})},
		{"all cite one lost source", true, many(func(r *rand.Rand, k int) string {
			return fmt.Sprintf("%d houses burnt in Orvik, Norlink reported. %s According to Norlink, %s", r.IntN(1000), sentence(r), sentence(r))
		})},
		{"each cites a source of its own", true, many(func(r *rand.Rand, k int) string {
			return fmt.Sprintf("40 houses burnt in Orvik, the %s Herald reported on Monday. %s", names(r), sentence(r))
		})},
		{"each cites all others", true, citeOthers},
		{"nothing in them", true, many(func(*rand.Rand, int) string { return "" })},
	}
}

// pair makes two articles, a day apart.
func pair(text func(n, k int) string) func(n int) []stemma.Article {
	return func(n int) []stemma.Article {
		return []stemma.Article{Article(0, text(n, 0)), Article(1, text(n, 1))}
	}
}

func many(text func(r *rand.Rand, k int) string) func(n int) []stemma.Article {
	return func(n int) []stemma.Article {
		r, out := random(0), make([]stemma.Article, n)
		for k := range out {
			out[k] = Article(k, text(r, k))
		}
		return out
	}
}

// Article returns the k-th article, of an outlet of its own, a minute after the
// one before.
func Article(k int, text string) stemma.Article {
	return stemma.Article{
		ID: fmt.Sprintf("a%05d", k), Outlet: fmt.Sprintf("Herald %d", k), Text: text,
		Published: time.Date(2026, 3, 2, 8, k, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionMinute,
	}
}

func random(k int) *rand.Rand { return rand.New(rand.NewPCG(1, uint64(k))) }

// words writes what one returns until there are n bytes.
func words(n, k int, one func(*rand.Rand) string) string {
	var b strings.Builder
	for r := random(k); b.Len() < n; {
		b.WriteString(one(r))
		b.WriteByte(' ')
	}
	return b.String()
}

func word(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(3) {
		b.WriteByte("bdfgklmnprstv"[r.IntN(13)])
		b.WriteByte("aeiou"[r.IntN(5)])
	}
	return b.String()
}

func names(r *rand.Rand) string {
	w := word(r) + word(r)
	return strings.ToUpper(w[:1]) + w[1:]
}

func sentence(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(names(r))
	for range 6 + r.IntN(10) {
		b.WriteString(" " + word(r))
	}
	return b.String() + "."
}

// everyOther is two texts of the same and of other words in turn, in sentences
// that are cut at other places: nothing is a copy, and all is alike.
func everyOther(n int) []stemma.Article { return alternating(n, 11, 13) }

func everyOtherNoStops(n int) []stemma.Article { return alternating(n, n, n) }

func alternating(n int, cuts ...int) []stemma.Article {
	out := make([]stemma.Article, len(cuts))
	for k, cut := range cuts {
		both, own := random(0), random(1+k)
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString(word(both) + " " + word(own))
			if i%cut == 0 {
				b.WriteString(". Ka")
			}
			b.WriteByte(' ')
		}
		out[k] = Article(k, b.String())
	}
	return out
}

// base is an ordinary report of ten sentences.
const base = `Forty houses burnt down in Orvik on Monday night. The fire began in a warehouse by the harbour at about ten, police said. ` +
	`"We have never seen anything like it," said the mayor, Ana Brandel. Some 300 people spent the night in the school. ` +
	`According to Norlink, the warehouse belonged to a shipping company. The company did not answer questions. ` +
	`Two firemen were taken to hospital with burns. The wind drove the fire up the hill until two in the morning. ` +
	`Insurance experts put the damage at 12 million crowns. The school will stay closed for the rest of the week.`

// nearCopies are copies of which each has a word of its own or two.
func nearCopies(n int) []stemma.Article {
	return many(func(r *rand.Rand, _ int) string {
		w := strings.Fields(base)
		for range 1 + r.IntN(3) {
			w[r.IntN(len(w))] = word(r)
		}
		return strings.Join(w, " ")
	})(n)
}

// permutations are the sentences of one report, each time in another order.
func permutations(n int) []stemma.Article {
	return many(func(r *rand.Rand, _ int) string {
		s := strings.SplitAfter(base, ". ")
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		return strings.Join(s, " ")
	})(n)
}

// citeOthers are reports of which each cites the outlets of 20 others.
func citeOthers(n int) []stemma.Article {
	return many(func(r *rand.Rand, _ int) string {
		var b strings.Builder
		b.WriteString("Forty houses burnt down in Orvik on Monday night. ")
		for range 20 {
			fmt.Fprintf(&b, "Herald %d reported that %s ", r.IntN(n), sentence(r))
		}
		return b.String()
	})(n)
}
