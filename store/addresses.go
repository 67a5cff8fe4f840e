package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/stemma-news/stemma/fetch"
)

// pageOf is what an address is found by: the beginning of a hash over the form that
// all addresses of a page have. 0 is for what is no address of one page, such as a home
// page. Two pages of ten million have the same number by a chance of one in 300,000;
// they are then held apart by what they say, as articles with a wrong address are.
func pageOf(address string) int64 {
	key := fetch.SamePage(address)
	if key == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(key))
	return int64(binary.BigEndian.Uint64(sum[:8])) | 1 //nolint:gosec // any bits will do, but for none
}

// maxAtAddress is how many articles of one address are told: what more have is
// no address of an article.
const maxAtAddress = 64

// AtAddress returns the ids of the articles that are or were at an address, in any
// of its forms (with "www." or without, with a mark of where the reader came from), in
// the order in which they came. There is usually one.
func (a *Archive) AtAddress(ctx context.Context, address string) ([]string, error) {
	page := pageOf(address)
	if page == 0 {
		return nil, nil
	}
	rows, err := a.page(ctx, "SELECT n, id, x'' FROM address JOIN article ON n = article WHERE page = ? ORDER BY n LIMIT ?", page, maxAtAddress)
	if err != nil {
		return nil, fmt.Errorf("what is at %s: %w", address, explain(err))
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids, nil
}

// fillAddresses enters the addresses of what an archive of the first form holds: those
// of the latest revisions, since that form had no others for one article.
func fillAddresses(ctx context.Context, tx *sql.Tx) error {
	const piece = 4096
	put, err := tx.PrepareContext(ctx, "INSERT INTO address (page, article) VALUES (?, ?)")
	if err != nil {
		return err
	}
	defer put.Close()
	for after, more := int64(0), true; more; {
		rows, err := readRows(tx.QueryContext(ctx, "SELECT n, url, x'' FROM article WHERE n > ? ORDER BY n LIMIT ?", after, piece))
		if err != nil {
			return err
		}
		for _, r := range rows {
			after = r.n
			if page := pageOf(r.id); page != 0 {
				if _, err := put.ExecContext(ctx, page, r.n); err != nil {
					return err
				}
			}
		}
		more = len(rows) == piece
	}
	return nil
}
