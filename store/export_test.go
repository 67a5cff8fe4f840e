package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Pragma sets up the connection that writes.
func (a *Archive) Pragma(ctx context.Context, setting string) error {
	_, err := a.write.ExecContext(ctx, "PRAGMA "+setting)
	return err
}

// Forms is how many forms of archives there are.
var Forms = len(migrations())

// OlderForm unpacks an archive that an older program wrote.
var OlderForm = olderForm

// FormOf is the form of an archive; 0 where there is none.
func FormOf(ctx context.Context, dir string) (int, error) {
	if size, err := sizeOf(dir, fileName); err != nil || size == 0 {
		return 0, nil
	}
	db := database(dir, fileName, readerPragmas()...)
	defer db.Close()
	return versionOf(ctx, db)
}

// Sound says whether a file of an archive is sound and has something in it.
func Sound(ctx context.Context, file string) error {
	db := database(filepath.Dir(file), filepath.Base(file), readerPragmas()...)
	defer db.Close()
	var said string
	var n int
	if err := errors.Join(db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&said), db.QueryRowContext(ctx, "SELECT count(*) FROM revision").Scan(&n)); err != nil {
		return err
	}
	if said != "ok" || n == 0 {
		return fmt.Errorf("%s, %d revisions", said, n)
	}
	return nil
}
