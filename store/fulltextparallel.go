package store

import (
	"runtime"
	"sync"
)

// parallel cuts n things into stretches and calls work with each, on all cores; at least so
// many things are worth a goroutine.
func parallel(n, least int, work func(from, to int)) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/least))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { work(i*n/parts, (i+1)*n/parts) })
	}
	wg.Wait()
}
