// Package stemma is the vocabulary of the family tree of a news story.
//
// Stemmatology, the study of how hand-copied texts descend from each other,
// has exact words for what happens to news when outlets retell it. This
// package holds those words as types, and nothing else: it reads nothing,
// writes nothing and imports no other package of the module.
//
// The data flows in one direction, one package a step:
//
//	ingest → text → vector → cluster → link → attribution → claim → lineage → report
//
// Package trace puts the steps together; start there to see the whole way, or
// call trace.Run to walk it. Every type here marshals to the JSON contract
// "stemma/trace/v1" as it is.
package stemma
