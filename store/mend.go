package store

import (
	"bytes"
	"context"

	"github.com/stemma-news/stemma"
)

// mend writes the record of a form that came again anew, where what is on the disk is
// damaged: to give the article again is the remedy that is told. If nothing could be
// made of it when its turn came, because it was damaged then, it comes again: its number
// is then the next in the order of arrival, and its old one is nobody's.
func (w *writing) mend(ctx context.Context, revision int64, a *stemma.Article, p *packed) error {
	var record []byte
	var missed bool
	if err := w.kept.QueryRowContext(ctx, revision).Scan(&record, &missed); err != nil {
		return err
	}
	want := contentOf(a)
	if bytes.Equal(record, p.record) || w.sound(record, want) {
		return nil
	}
	record, err := w.codec.pack(a)
	if err != nil {
		return err
	}
	w.added.Mended++
	if !missed {
		_, err = w.repair.ExecContext(ctx, revision, record, revision, nil)
		return err
	}
	if _, err = w.repair.ExecContext(ctx, w.revision, record, revision, w.now); err == nil {
		_, err = w.renumber.ExecContext(ctx, w.revision, revision)
	}
	w.revision++
	return err
}

// sound says whether a record can be unpacked and is what was added.
func (w *writing) sound(record []byte, want content) bool {
	have, err := w.codec.unpack("", record)
	return err == nil && contentOf(&have) == want
}
