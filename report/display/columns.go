package display

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/mattn/go-runewidth"
)

// Columns measures text as a terminal does whose locale is not East Asian:
// fixed here, because the library's default asks the environment.
func Columns(s string) int {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.StringWidth(s)
}

// Pad fills s with spaces on the right to width columns.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Columns(s)))
}

// PadLeft fills s with spaces on the left to width columns.
func PadLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-Columns(s))) + s
}

// Cut shortens clean text to width columns, between grapheme clusters, at a
// space where one is near.
func Cut(s string, width int) string {
	lines := Wrap(s, width, 1)
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// Wrap breaks clean text into lines of at most width columns, and ends the
// last of at most limit lines with an ellipsis when text is left over. Limit 0
// is none. Lines break at spaces, between ideographs, and inside a word only
// where the word alone is wider than a line.
func Wrap(s string, width, limit int) []string {
	var lines []string
	width = max(width, 2)
	for s != "" {
		n, rest := firstLine(s, width)
		if rest != "" && limit > 0 && len(lines)+1 == limit {
			n, _ = firstLine(s, width-1)
			return append(lines, strings.TrimRight(s[:n], " ")+"…")
		}
		lines = append(lines, strings.TrimRight(s[:n], " "))
		s = rest
	}
	return lines
}

// firstLine returns how many bytes of s fit into width columns, at the last
// place where a line may break, and what follows.
func firstLine(s string, width int) (n int, rest string) {
	used, breakAt := 0, 0
	wide := false
	for g := graphemes.FromString(s); g.Next(); {
		c := g.Value()
		w := Columns(c)
		isWide := isIdeographic(c)
		if g.Start() > 0 && (isWide || wide) && mayOpenLine(c) {
			breakAt = g.Start()
		}
		if used+w > width && c != " " && g.Start() > 0 {
			if breakAt == 0 {
				breakAt = g.Start()
			}
			return breakAt, strings.TrimLeft(s[breakAt:], " ")
		}
		if used += w; c == " " {
			breakAt = g.End()
		}
		wide = isWide
	}
	return len(s), ""
}

// isIdeographic is true for a cluster that a line may break before and after:
// one whose first character is wide. A letter with a vowel sign beside it, as
// in Hindi, takes two columns, too, but stands within a word.
func isIdeographic(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.RuneWidth(r) == 2
}

// mayOpenLine is false for the marks that must not open a line.
func mayOpenLine(cluster string) bool {
	const closing = "。、，．！？：；」』）】》〉”’%…·ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ.,!?:;)]}"
	return !strings.Contains(closing, cluster)
}
