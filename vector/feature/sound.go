package feature

// sounds lists the letters of each class of consonants, over all alphabets. The classes are wide, because writing
// systems disagree on what lies within them: Arabic has one letter for b and p, Japanese one sound for l and r,
// Hebrew one letter for p and f. Vowels, h, w and y are written or left out by habit and belong to no class.
var sounds = []struct {
	class   byte
	letters string
}{
	{'P', "bpfv" + "бпвф" + "βπφψ" + "بپفڤ" + "בפף" + "बपभफव" + "ბვპფ" + "բպվփֆ" + "バビブベボパピプペポフファヴ"},
	{'T', "dtþ" + "дт" + "δθτ" + "تطدضثذٹڈ" + "דטת" + "टठडढतथदध" + "დთტ" + "դթտ" + "タテトダデド"},
	{'S', "szjçčć" + "жзсцчшщђћџѕ" + "ζσ" + "سصزشجچژظ" + "זסצץש" + "चछजझशषस" + "ზჟსშჩცძწჭჯ" + "զժծձճշչջսց" + "サシスセソザジズゼゾチツヂヅ"},
	{'K', "ckgqx" + "гкхґѓќ" + "γκχξ" + "كقگخغ" + "גכךק" + "कखगघ" + "გკქღყხ" + "գխկղք" + "カキクケコガギグゲゴ"},
	{'R', "lr" + "лрљ" + "λρ" + "لرڑ" + "לר" + "रलळऱऴ" + "ლრ" + "լռր" + "ラリルレロ"},
	{'M', "m" + "м" + "μ" + "م" + "מם" + "म" + "მ" + "մ" + "マミムメモ"},
	{'N', "n" + "нњ" + "ν" + "نں" + "נן" + "नऩणङञं" + "ნ" + "ն" + "ナニヌネノン"},
}

// soundTable returns the class of each letter.
func soundTable() map[rune]byte {
	m := map[rune]byte{}
	for _, s := range sounds {
		for _, r := range s.letters {
			m[r] = s.class
		}
	}
	return m
}

// maxSounds cuts the skeletons of long words.
const maxSounds = 7

// appendSounds appends the skeleton of a word's consonants, which is much the same in whatever script a name is
// written, and the skeleton's beginning, which is the same in most cases of a noun.
func (s *Scanner) appendSounds(dst []Feature, word []rune) []Feature {
	k := skeleton{rs: s.sounds[:0]}
	for i, r := range word {
		e := s.lookup(r)
		switch {
		case e.folded == 'c' && i+1 < len(word) && s.softens(word[i+1]):
			k.add('S')
		case e.folded == 'x' || e.folded == 'ξ':
			k.add('K')
			k.add('S')
		case e.script == hangul && r >= firstSyllable:
			k.add(initials[(r-firstSyllable)/588%19])
			k.add(finals[(r-firstSyllable)%28])
		default:
			k.add(e.sound)
		}
	}
	s.sounds = k.rs
	if len(k.rs) < 2 {
		return dst
	}
	dst = append(dst, Feature{whole(seedSound, k.rs), soundWeight})
	if len(k.rs) > 3 {
		dst = append(dst, Feature{whole(seedSoundStart, k.rs[:3]), soundWeight})
	}
	return dst
}

// softens reports whether a Latin c before r is a sibilant.
func (s *Scanner) softens(r rune) bool {
	switch s.lookup(r).folded {
	case 'e', 'i', 'y', 'h':
		return true
	}
	return false
}

// skeleton is a row of classes, none twice in a row: short vowels between two of the same are written in some
// scripts only.
type skeleton struct{ rs []rune }

func (k *skeleton) add(class byte) {
	n := len(k.rs)
	if class != 0 && n < maxSounds && (n == 0 || k.rs[n-1] != rune(class)) {
		k.rs = append(k.rs, rune(class))
	}
}

// The classes of the initials and finals of Hangul syllables, which Unicode orders by them.
const (
	firstSyllable = 0xAC00
	initials      = "KKNTTRMPPSS\x00SSSKTP\x00"
	finals        = "\x00KKKNNNTRRRRRRRRMPPSSNSSKTP\x00"
)
