package store

import "context"

// Pragma sets up the connection that writes.
func (a *Archive) Pragma(ctx context.Context, setting string) error {
	_, err := a.write.ExecContext(ctx, "PRAGMA "+setting)
	return err
}
