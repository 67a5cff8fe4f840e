package copies

import (
	"math/rand/v2"
	"sort"
	"strings"
)

// language is an invented language: words of its syllables, drawn with the
// frequencies of a real one.
type language struct {
	tag       string // of a real language in the same script, for programs that want one
	separator string // between words
	stop      string
	comma     string
	function  []string // short words that make up a third of the text
	content   []string // by rank
	weights   []float64
	formulas  []sentence
}

// spelling is what an invented language is made of. The lists are fixed: the
// corpus of a seed is the same on every machine.
type spelling struct {
	tag, separator, stop, comma string
	onsets, vowels, codas       string
	function                    string
}

// spellings returns the invented languages, three in Latin script and one each
// in Cyrillic, Greek, Arabic and Devanagari; with cjk one without spaces, too.
func spellings(cjk bool) []spelling {
	all := []spelling{
		{
			"en", " ", ".", ",", "b br d dr f g gr h k l m n p pl r s st t tr v w", "a e i o u ea ou", "- - - n r l nd st t ck m",
			"ta ve lo en ir om sa du wen po ka ith ol fen ma re su ni",
		},
		{
			"de", " ", ".", ",", "b d f g h k kr l m n pf r sch schw t w z zw", "a e i o u ä ö ü ei au", "- - n r l ng cht st rf",
			"ul ez dro fam ik nau bel to pe war ös min ja ach le du ke sol",
		},
		{
			"tr", " ", ".", ",", "b c ç d g h k l m n p r s ş t v y z", "a e ı i o ö u ü", "- - - k n r l m t ş",
			"bu ye ki ol da şu ga ne ben ir öt la mi süt ek ya ur az",
		},
		{
			"ru", " ", ".", ",", "б в г гр д ж з к кр л м н п пр р с ст т х ч ш", "а е и о у ы я ю", "- - - н р л т к ль сть",
			"ва не по ко ту зи у да бо ми ре эл ас то жу ки со ла",
		},
		{
			"el", " ", ".", ",", "β γ δ ζ θ κ λ μ ν ξ π ρ σ τ φ χ στ πρ", "α ε η ι ο υ ω ου αι ά έ ί ό", "- - - ν ρ ς",
			"τα κε λο με σι πο ρα ντε ζω χα φι νο αλ ειν ως γε μα βι",
		},
		{
			"ar", " ", ".", "،", "ب ت ث ج ح خ د ر ز س ش ص ط ع غ ف ق ك ل م ن ه", "ا و ي - - ا", "- - ر ن م ل د ب ة",
			"لو في من تا كا بل قد هو ثم عن ذا يا مع حي سو نا را ما",
		},
		{
			"hi", " ", "।", ",", "क ख ग घ च ज ट ड त थ द न प ब म य र ल व श स ह", "ा ि ी ु े ो - -", "- - - न र ल त स",
			"का से में जो तू पर ना ही भी ला वे को रा या गो नी मे दो",
		},
	}
	if cjk {
		all = append(all, spelling{
			"zh", "", "。", "，", "山 水 火 木 土 金 月 日 天 地 人 口 手 目 心 力 王 石 田 米 竹 雨 風 雲 星 海 河 林 花 草 鳥 魚 馬 牛 羊 車 舟 門 戸 道", "- 東 西 南 北 中 上 下 大 小 高 長 新 古 白 青", "- - - 家 場 所 員 会",
			"之 也 乎 者 其 且 若 而 於 与",
		})
	}
	return all
}

const (
	vocabulary = 12000 // content words of a language
	// flatten is Mandelbrot's offset to Zipf's law: without it the few most
	// frequent words make up so much of the text that runs of eight words
	// would be shared by chance.
	flatten = 20
)

func newLanguage(s spelling, rng *rand.Rand) *language {
	l := &language{tag: s.tag, separator: s.separator, stop: s.stop, comma: s.comma, function: strings.Fields(s.function)}
	l.content = inventWords(s, rng)
	sum := 0.0
	for rank := range l.content {
		sum += 1 / float64(rank+1+flatten)
		l.weights = append(l.weights, sum)
	}
	for _, words := range []int{13, 32} {
		l.formulas = append(l.formulas, l.formula(words, rng))
	}
	return l
}

// inventWords returns the content words: the frequent ones are short.
func inventWords(s spelling, rng *rand.Rand) []string {
	onsets, vowels, codas := strings.Fields(s.onsets), strings.Fields(s.vowels), strings.Fields(s.codas)
	used := map[string]bool{}
	for w := range strings.FieldsSeq(s.function) {
		used[w] = true
	}
	var words []string
	for tries := 0; len(words) < vocabulary; tries++ {
		syllables := 1 + rng.IntN(2) + min(2, tries/4000)
		var b strings.Builder
		for range syllables {
			b.WriteString(onsets[rng.IntN(len(onsets))])
			b.WriteString(vowels[rng.IntN(len(vowels))])
		}
		b.WriteString(codas[rng.IntN(len(codas))])
		w := strings.ReplaceAll(b.String(), "-", "")
		if w != "" && !used[w] {
			used[w] = true
			words = append(words, w)
		}
	}
	return words
}

// word draws a content word.
func (l *language) word(rng *rand.Rand) string {
	x := rng.Float64() * l.weights[len(l.weights)-1]
	return l.content[sort.SearchFloat64s(l.weights, x)]
}
