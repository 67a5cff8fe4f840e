//go:build !amd64 && !arm64

package transformer

// kernels returns what this processor can run.
func kernels() []kernel { return []kernel{plain} }
