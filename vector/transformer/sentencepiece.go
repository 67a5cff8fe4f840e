package transformer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"
)

// Numbers of the fields in sentencepiece_model.proto that are read here.
const (
	spPiece       = 1
	spTrainer     = 2
	spNormalizer  = 3
	spPieceText   = 1
	spPieceScore  = 2
	spPieceType   = 3
	spTrainerType = 3
	spCharsmap    = 2
	spUnigram     = 1
	spNormal      = 1
	spUserDefined = 4
)

const maxPiece = 1 << 10 // bytes

// readSentencePiece reads sentencepiece.bpe.model, which XLM-RoBERTa models have from before tokenizer.json. Their
// numbers are not the file's: fairseq put <s>, <pad>, </s> and <unk> in front in place of the file's first three, and
// <mask> at the end.
func readSentencePiece(raw []byte) (*tokenizer, error) {
	r := bytes.NewReader(raw)
	pieces := []piece{{text: "<s>"}, {text: "<pad>"}, {text: "</s>"}, {text: "<unk>"}}
	skip := map[int]bool{0: true, 1: true, 2: true}
	t := &tokenizer{before: []int32{0}, after: []int32{2}}
	t.words = []func([]string) []string{splitSpace, metaspace{mark: "\u2581", prefix: true, split: true}.words}
	seen := 0
	for f, err := range fields(r, 0, int64(len(raw))) {
		if err != nil {
			return nil, fmt.Errorf("sentencepiece: %w", err)
		}
		switch {
		case f.kind != wireBytes:
		case f.number == spPiece:
			p, kind, err := readPiece(r, f)
			if err != nil {
				return nil, fmt.Errorf("sentencepiece: piece %d: %w", seen, err)
			}
			if seen++; seen > maxVocabulary {
				return nil, errors.New("sentencepiece: too many pieces")
			}
			if seen <= 3 {
				continue
			}
			skip[len(pieces)] = kind != spNormal && kind != spUserDefined
			pieces = append(pieces, p)
		case f.number == spTrainer:
			err = unigramOnly(r, f)
		case f.number == spNormalizer:
			err = t.spNormal(r, f)
		}
		if err != nil {
			return nil, fmt.Errorf("sentencepiece: %w", err)
		}
	}
	skip[len(pieces)] = true
	return t, t.setVocabulary(append(pieces, piece{text: "<mask>"}), 3, skip)
}

func readPiece(r io.ReaderAt, f field) (p piece, kind uint64, err error) {
	kind = spNormal
	for g, err := range fields(r, f.at, f.at+f.n) {
		if err != nil {
			return p, 0, err
		}
		switch g.number {
		case spPieceText:
			b, err := g.bytes(r, maxPiece)
			if err != nil {
				return p, 0, err
			}
			p.text = string(b)
		case spPieceScore:
			p.score = float64(math.Float32frombits(uint32(g.value)))
		case spPieceType:
			kind = g.value
		}
	}
	return p, kind, nil
}

func unigramOnly(r io.ReaderAt, f field) error {
	for g, err := range fields(r, f.at, f.at+f.n) {
		if err != nil {
			return err
		}
		if g.number == spTrainerType && g.kind == wireVarint && g.value != spUnigram {
			return fmt.Errorf("a model of type %d; only unigram (1) is read", g.value)
		}
	}
	return nil
}

// spNormal adds the steps that the Python library makes of the file.
func (t *tokenizer) spNormal(r io.ReaderAt, f field) error {
	for g, err := range fields(r, f.at, f.at+f.n) {
		if err != nil {
			return err
		}
		if g.number != spCharsmap || g.n == 0 {
			continue
		}
		raw, err := g.bytes(r, maxTokenizer)
		if err != nil {
			return err
		}
		c, err := readCharsmap(raw)
		if err != nil {
			return err
		}
		t.normal = append(t.normal, c.normalise)
	}
	return nil
}

// isSpace is what Python and Rust strip.
func isSpace(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\x1c\x1d\x1e\x1f", r) }
