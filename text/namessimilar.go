package text

import "strings"

// NameSimilarity compares two keys of names and returns how alike they are, 0
// to 1. Words are compared by their consonants, with a small price for sounds
// that scripts tell apart differently (p and b in Arabic, l and r in
// Japanese), since vowels are what transliteration changes first, and by their
// letters; the words of the shorter name each take their best partner in the
// longer one, and a part of a name ("Salih" of "Barham Salih") is held to be
// a little less like it than a whole.
//
// Keys of the gazetteer mean one thing each: two different ones are never
// alike ("niger", "nigeria").
func NameSimilarity(a, b string) float64 {
	if a == b {
		return 1
	}
	if keys := sharedGazetteer().keys; keys[a] && keys[b] {
		return 0
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) || len(x) == len(y) && a > b {
		x, y = y, x
	}
	if len(x) == 0 || len(y) > nameLimit {
		return 0
	}
	sum, weight := 0.0, 0.0
	used := make([]bool, len(y))
	for _, w := range x {
		best, at := 0.0, -1
		for j, v := range y {
			if s := wordSimilarity(w, v); !used[j] && s > best {
				best, at = s, j
			}
		}
		if at >= 0 {
			used[at] = true
		}
		size := float64(len(w))
		sum += best * size
		weight += size
	}
	whole := wordSimilarity(strings.Join(x, ""), strings.Join(y, ""))
	part := sum / weight * (1 - 0.12*float64(min(len(y)-len(x), 2)))
	return max(part, whole)
}

// wordSimilarity mixes the likeness of consonants and of all letters. Words
// of one or two consonants say little by them alone.
func wordSimilarity(a, b string) float64 {
	if a == b {
		return 1
	}
	var bonesA, bonesB [skeletonLimit + 1]byte
	s, t := skeleton(bonesA[:0], a), skeleton(bonesB[:0], b)
	letters := jaroWinkler(a, b)
	if len(s) == 0 || len(t) == 0 {
		return letters * 0.8
	}
	longest := max(len(s), len(t))
	bones := 1 - editCost(s, t)/float64(longest)
	share := 0.4 + 0.1*float64(min(longest, 4))
	return max(0, share*bones+(1-share)*letters)
}

// skeletonLimit bounds the quadratic comparison.
const skeletonLimit = 24

// skeleton appends the consonants of a key to out, digraphs as one, doubled
// ones once.
func skeleton(out []byte, s string) []byte {
	for i := 0; i < len(s) && len(out) < skeletonLimit; i++ {
		c := s[i]
		var next byte
		if i+1 < len(s) {
			next = s[i+1]
		}
		sound := byte(0)
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', ' ', '\'', '-', '.':
		case 'h', 'w':
			if i == 0 {
				sound = c
			}
		case 'c':
			sound, i = softC(next, i)
		case 's', 'z', 'k', 'g', 't', 'p', 'd':
			sound, i = digraph(c, next, i)
		case 'q':
			sound = 'k'
		case 'x':
			out = append(out, 'k')
			sound = 's'
		default:
			sound = c
		}
		if sound != 0 && (len(out) == 0 || out[len(out)-1] != sound) {
			out = append(out, sound)
		}
	}
	return out
}

func softC(next byte, i int) (byte, int) {
	switch next {
	case 'h':
		return 'S', i + 1
	case 'e', 'i', 'y':
		return 's', i
	}
	return 'k', i
}

// digraph maps sh, zh to one sound, and kh, gh, th, dh, ph, ts to their base.
func digraph(c, next byte, i int) (byte, int) {
	switch {
	case next == 'h' && (c == 's' || c == 'z'):
		return 'S', i + 1
	case next == 'h' && c == 'p':
		return 'f', i + 1
	case next == 'h':
		return c, i + 1
	case c == 't' && next == 's':
		return 's', i + 1
	case c == 'z':
		return 'z', i
	}
	return c, i
}

// soundPrice is what it costs to take one consonant for another: less for
// pairs that scripts or spellings confuse.
func soundPrice(a, b byte) float64 {
	if a == b {
		return 0
	}
	if a > b {
		a, b = b, a
	}
	switch string([]byte{a, b}) {
	case "bf", "bp", "bv", "dt", "fp", "fv", "gh", "gj", "gk", "hk", "jz", "lr", "mn", "st", "sz", "tz", "vw", "Sj", "Ss", "Sz":
		return 0.3
	}
	return 1
}

// editCost is the weighted edit distance of two skeletons.
func editCost(a, b []byte) float64 {
	var row [skeletonLimit + 2]float64
	for j := range len(b) + 1 {
		row[j] = float64(j)
	}
	for i := range a {
		diagonal := row[0]
		row[0] = float64(i + 1)
		for j := range b {
			above := row[j+1]
			row[j+1] = min(diagonal+soundPrice(a[i], b[j]), above+1, row[j]+1)
			diagonal = above
		}
	}
	return row[len(b)]
}

// jaroWinkler is the measure of Winkler (1990) with prefix weight 0.1.
func jaroWinkler(a, b string) float64 {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	var usedA, usedB [64]bool
	matches := 0
	window := max(max(len(a), len(b))/2-1, 0)
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !usedB[j] && a[i] == b[j] {
				usedA[i], usedB[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swaps, k := 0, 0
	for i := range len(a) {
		if !usedA[i] {
			continue
		}
		for !usedB[k] {
			k++
		}
		if a[i] != b[k] {
			swaps++
		}
		k++
	}
	m := float64(matches)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(swaps)/2)/m) / 3
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + 0.1*float64(prefix)*(1-jaro)
}
