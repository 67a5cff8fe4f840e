// Package transformer runs a sentence-transformers model of the BERT family from its folder, in Go: multilingual-e5-small
// (Wang et al. 2024, arXiv:2402.05672) first, and others with XLM-RoBERTa's vocabulary and a BERT or XLM-RoBERTa
// encoder, such as paraphrase-multilingual-MiniLM-L12-v2 or the larger e5 models.
//
//	m, err := transformer.Open("multilingual-e5-small")
//	vectors, err := m.Vectors(ctx, []string{"The harbour is closed.", "Der Hafen ist gesperrt."})
//
// The way of a sentence: the prompt goes before it; charsmap.go and tokenizerjson.go (or sentencepiece.go) normalise and
// part it; tokenizer.go cuts it into pieces; encoder.go computes (Devlin et al. 2019) with the matrix products of
// gemm.go, whose inner loops are in kernel_amd64.s and kernel_arm64.s; model.go takes the mean and scales it to length
// 1. Weights are found by safetensors.go or onnx.go.
//
// All numbers have 32 bits. Each sum is formed in one order whatever is computed beside it, so a sentence has the same
// vector alone and among others, on one core and on many, to the last bit; AVX2 and AVX-512 agree to the last bit too,
// other kernels within rounding.
//
// What it does badly: processors without AVX2 or NEON run plain loops, twenty to thirty times as slowly. Texts of more
// than 512 pieces (some 350 words) are cut off, not averaged. WordPiece and byte-pair vocabularies, quantised weights,
// dense layers after pooling and graphs that an optimiser has merged are refused. Cosines of e5 models lie between 0.7
// and 1: compare them with each other or by margin, not with a threshold of another model. README.md has the figures.
package transformer
