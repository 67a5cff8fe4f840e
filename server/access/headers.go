package access

import "net/http"

// Policy is the content security policy of all that is served: nothing but what the server itself has, no script or style that
// stands in a page, and no other site may show a page within its own.
const Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// year is in seconds.
const year = "31536000"

// secureHeaders writes them. Who has spoken TLS once is to do so again (tls), but for this machine itself: there the rule would be
// for all programs on it, whatever their port.
func secureHeaders(h http.Header, tls bool) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()")
	if tls {
		h.Set("Strict-Transport-Security", "max-age="+year)
	}
}

// Headers has browsers keep to what our pages need.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := originOf(r)
		secureHeaders(w.Header(), o.secure && !loopbackName(hostname(o.host)))
		next.ServeHTTP(w, r)
	})
}
