package store

import (
	"runtime"
	"sync"
)

// parallel cuts n things into stretches and calls work with each, on all cores.
func parallel(n int, work func(from, to int)) {
	const least = 4096 // fewer are not worth a goroutine
	parts := max(1, min(runtime.GOMAXPROCS(0), n/least))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { work(i*n/parts, (i+1)*n/parts) })
	}
	wg.Wait()
}
