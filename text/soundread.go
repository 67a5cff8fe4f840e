package text

// readSounds reads a word that scriptSounds.spelled has gone over: sounds that
// have no letter of their own are capitals, doubled ones are one.
func readSounds(word string) []byte {
	var out []byte
	for i := 0; i < len(word) && len(out) < maxSounds; i++ {
		c := word[i]
		if (isSound(c) || '0' <= c && c <= '9') && (len(out) == 0 || out[len(out)-1] != c) {
			out = append(out, c)
		}
	}
	return out
}

// What differences cost, against 1 for another consonant.
const (
	costWritten   = 0.05 // two sounds that the script writes alike
	costNear      = 0.25 // consonants that languages take for one another
	costVowel     = 0.4  // another vowel
	costNearVowel = 0.15
	costNoVowel   = 0.2 // a vowel more or less
	costWeak      = 0.1 // a consonant that the script leaves out or puts in
	costGlide     = 0.3 // y, w, h more or less
	weightVowel   = 0.4
)

// wordSimilarity aligns two words of s and t.
func (s Sound) wordSimilarity(t Sound, a, b []byte) float64 {
	a, b = a[:min(len(a), maxSounds)], b[:min(len(b), maxSounds)]
	var row [maxSounds + 1]float64
	for j := range b {
		row[j+1] = row[j] + t.omission(s, b, j)
	}
	for i := range a {
		diagonal := row[0]
		omitted := s.omission(t, a, i)
		row[0] += omitted
		for j := range b {
			above := row[j+1]
			row[j+1] = min(diagonal+s.replacement(t, a[i], b[j], i+j == 0), above+omitted, row[j]+t.omission(s, b, j))
			diagonal = above
		}
	}
	weight := max(soundWeight(a), soundWeight(b), 1)
	return max(0, 1-row[len(b)]*shortness(weight)/weight)
}

// shortness makes differences cost more in a short word: more of those sound
// alike by chance.
func shortness(weight float64) float64 { return 1 + max(0, 4-weight)/4 }

func soundWeight(sounds []byte) float64 {
	w := 0.0
	for _, c := range sounds {
		if isVowelByte(c) || isGlide(c) {
			w += weightVowel
		} else {
			w++
		}
	}
	return w
}

// replacement is what it costs to hear b for a.
func (s Sound) replacement(t Sound, a, b byte, first bool) float64 {
	switch {
	case a == b:
		return 0
	case s.script.like.has(a, b) || t.script.like.has(a, b):
		return costWritten
	case first && isVowelByte(a) && isVowelByte(b) && (s.script.leaves['a'] || t.script.leaves['a']):
		return costWritten // one letter bears all vowels at the beginning
	case s.script.vowels.has(a, b):
		return costNearVowel
	case isVowelByte(a) && isVowelByte(b):
		return costVowel
	case s.script.near.has(a, b):
		return costNear
	}
	return 1
}

// omission is what the sound at i of s costs where t has none. A consonant is
// weak only where no vowel follows it: the r of "Harbour".
func (s Sound) omission(t Sound, sounds []byte, i int) float64 {
	c := sounds[i]
	vowel := isVowelByte(c)
	weak := s.script.adds[c] || t.script.leaves[c]
	switch {
	case vowel && weak:
		return costWritten
	case vowel:
		return costNoVowel
	case weak && (i+1 == len(sounds) || !isVowelByte(sounds[i+1])):
		return costWeak
	case isGlide(c):
		return costGlide
	}
	return 1
}

func isGlide(c byte) bool { return c == 'y' || c == 'w' || c == 'h' }
