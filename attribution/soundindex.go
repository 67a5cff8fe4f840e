package attribution

import (
	"slices"

	"github.com/stemma-news/stemma/text"
)

// soundIndex finds names in another script than a given one by their sound. The
// look is bounded, and of several names the most alike counts.
type soundIndex struct {
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
	return &soundIndex{sounds: map[string][]named{}}
}

// add enters a name of the identity or outlet with the given index.
func (x *soundIndex) add(sound text.Sound, id int) {
	script := sound.Script()
	sounds := script + sound.Class()
	if !slices.Contains(x.scripts, script) {
		x.scripts = append(x.scripts, script)
	}
	x.sounds[sounds] = append(x.sounds[sounds], named{sound, id})
}

// foreign returns the name in another script that sounds most like sound.
func (x *soundIndex) foreign(sound text.Sound) (int, bool) {
	return x.foreignAmong(sound, func(named) bool { return true })
}

// foreignAmong asks of each name whether it may be the same.
func (x *soundIndex) foreignAmong(sound text.Sound, may func(named) bool) (int, bool) {
	found, best := named{}, 0.0
	for _, script := range x.scripts {
		if script == sound.Script() {
			continue
		}
		if n, like := closest(sound, x.sounds[script+sound.Class()], may); like > best {
			found, best = n, like
		}
	}
	return found.id, best >= alike
}

func closest(sound text.Sound, names []named, may func(named) bool) (found named, best float64) {
	if len(sound.Key()) < minKey {
		return named{}, 0
	}
	for _, n := range names[:min(len(names), maxBucket)] {
		if like := sound.Similarity(n.sound); len(n.sound.Key()) >= minKey && like > best && may(n) {
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
