package batch

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that nothing is left running but Prism's server and the client that asks
// it, which there is no way to stop, and what it forgets of a job that was cancelled.
func TestMain(m *testing.M) {
	var prism []goleak.Option
	for _, name := range []string{
		"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism/internal/engine.(*ElementManager).Bundles.func1",
		"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism/internal/engine.(*ElementManager).Bundles.func2",
		"google.golang.org/grpc.(*Server).Serve",
		"google.golang.org/grpc.(*Server).serveStreams",
		"google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run",
		"google.golang.org/grpc/internal/transport.(*controlBuffer).get",
		"google.golang.org/grpc/internal/transport.(*http2Client).reader",
		"google.golang.org/grpc/internal/transport.(*http2Server).keepalive",
	} {
		prism = append(prism, goleak.IgnoreAnyFunction(name))
	}
	goleak.VerifyTestMain(m, prism...)
}
