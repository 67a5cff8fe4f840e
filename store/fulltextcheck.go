package store

import (
	"context"
	"errors"
)

// index looks for damage in the index of search: what it has of documents, passages and
// postings can be read, and is in order.
func (c *checking) index(ctx context.Context) error {
	all, err := readSegments(ctx, c.q, func(int64) *segment { return nil })
	if err != nil {
		return err
	}
	last := int64(0)
	for _, s := range all {
		err := c.segment(ctx, s)
		if s.first <= last || s.last < s.first {
			err = errIndexDamaged
		}
		last = s.last
		if errors.Is(err, errIndexDamaged) {
			c.fault("segment %d of the index of search is damaged: it can be made anew, and no report is lost", s.n)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checking) segment(ctx context.Context, s *segment) error {
	if err := s.open(ctx, c.q); err != nil {
		return err
	}
	r := newSegmentReader(ctx, c.q, s)
	if _, err := r.documents(); err != nil {
		return err
	}
	passages, sound := 0, true
	err := r.eachPassage(func(p passage) {
		passages++
		sound = sound && int(p.doc) < s.docs
	})
	if err != nil {
		return err
	}
	if _, err := r.means(); err != nil {
		return err
	}
	if !sound || passages != s.passages {
		return errIndexDamaged
	}
	return r.checkLists()
}

// checkLists reads all lists of a segment.
func (r *segmentReader) checkLists() error {
	same := func(doc uint32) (uint32, bool) { return doc, true }
	c := &cursorOver{reader: r, number: same}
	if err := c.start(); err != nil {
		return err
	}
	var list []posting
	for c.key != nil {
		var err error
		if list, err = c.take(list[:0]); err != nil {
			return err
		}
		for i, p := range list {
			if int(p.doc) >= r.segment.docs || i > 0 && p.doc <= list[i-1].doc {
				return errIndexDamaged
			}
		}
	}
	return nil
}

// dropDeadIndex writes the segments anew that have revisions which are no longer the
// latest.
func (a *Archive) dropDeadIndex(ctx context.Context) error {
	return a.alone(ctx, func(t *transaction) error {
		all, err := readSegments(ctx, t.tx, func(int64) *segment { return nil })
		if err != nil {
			return err
		}
		for _, s := range all {
			dead, err := deadIn(ctx, t.tx, s)
			if err == nil && len(dead) > 0 {
				err = merge(ctx, t.tx, []*segment{s})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
