package webhook

import "time"

// Within sets the time of a try.
func (e *Endpoint) Within(d time.Duration) { e.client.Timeout = d }
