package link

import "github.com/stemma-news/stemma/internal/quick"

// sigmoid returns 1/(1+exp(-x)). A pair of articles takes some thousand of them.
func sigmoid(x float64) float64 { return 1 / (1 + quick.Exp(min(max(-x, -600), 600))) }
