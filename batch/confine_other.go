//go:build !linux

package batch

import "errors"

func confinable() error { return errors.ErrUnsupported }

func confine(int) error { return errors.ErrUnsupported }
