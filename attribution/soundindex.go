package attribution

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/text"
)

// soundIndex finds names that are written otherwise than a given one: in
// another script by their sound, in the same by their letters. Both looks are
// bounded, and of several names the most alike counts.
type soundIndex struct {
	letters map[string][]named
	sounds  map[string][]named
	scripts []string // in the order in which they came
}

type named struct {
	sound text.Sound
	id    int
}

const (
	// alike is the similarity from which two names are one.
	alike = 0.85
	// minKey is the shortest romanised name that is compared.
	minKey = 4
	// maxBucket bounds how many names a new name is compared with, for each script.
	maxBucket = 200
)

func newSoundIndex() *soundIndex {
	return &soundIndex{letters: map[string][]named{}, sounds: map[string][]named{}}
}

// add enters a name of the identity or outlet with the given index.
func (x *soundIndex) add(sound text.Sound, id int) {
	script := sound.Script()
	letters, sounds := script+bucketOf(sound.Key()), script+sound.Class()
	x.letters[letters] = append(x.letters[letters], named{sound, id})
	if !slices.Contains(x.scripts, script) {
		x.scripts = append(x.scripts, script)
	}
	x.sounds[sounds] = append(x.sounds[sounds], named{sound, id})
}

// sameScript returns the most alike name in the script of sound.
func (x *soundIndex) sameScript(sound text.Sound) (int, bool) {
	n, best := closest(sound, x.letters[sound.Script()+bucketOf(sound.Key())])
	return n.id, best >= alike
}

// foreign returns the name in another script that sounds most like sound.
func (x *soundIndex) foreign(sound text.Sound) (int, bool) {
	found, best := named{}, 0.0
	for _, script := range x.scripts {
		if script == sound.Script() {
			continue
		}
		if n, like := closest(sound, x.sounds[script+sound.Class()]); like > best {
			found, best = n, like
		}
	}
	return found.id, best >= alike
}

func closest(sound text.Sound, names []named) (found named, best float64) {
	if len(sound.Key()) < minKey {
		return named{}, 0
	}
	for _, n := range names[:min(len(names), maxBucket)] {
		if like := sound.Similarity(n.sound); len(n.sound.Key()) >= minKey && like > best {
			found, best = n, like
		}
	}
	return found, best
}

// soundsAlike compares two names of different scripts, or of which one is
// written without accents.
func soundsAlike(a, b string) bool {
	x, y := text.SoundOf(a), text.SoundOf(b)
	if !x.Foreign(y) && isASCII(a) == isASCII(b) {
		return false
	}
	return len(x.Key()) >= minKey && len(y.Key()) >= minKey && x.Similarity(y) >= alike
}

// bucketOf keeps names of one script apart that cannot be alike: by the first
// letter and the first letter of the last word.
func bucketOf(key string) string {
	return initial(key) + initial(lastWord(key))
}

// initial is the first letter of a romanised word. Letters by which
// romanisations differ are one.
func initial(s string) string {
	if s == "" {
		return ""
	}
	for _, sounds := range [...]string{"aeiouy", "bpfvw", "ckq", "dt", "gj", "lr", "sz"} {
		if strings.IndexByte(sounds, s[0]) >= 0 {
			return sounds[:1]
		}
	}
	return s[:1]
}
