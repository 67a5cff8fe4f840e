"""Finds reuse with datasketch's MinHash-LSH.

    python3 minhash.py articles.jsonl found.jsonl --by document|sentence

By document is how collections are usually deduplicated: shingles of five
words, pairs whose estimated Jaccard similarity is 0.5 or more. By sentence,
shingles of two words: the finest grain that the method has, since it only
says that two units are alike and not where. Signatures are worked out in two
processes; 128 permutations, as in the library's examples.
"""

import argparse
import json
import multiprocessing
import re

from datasketch import MinHash, MinHashLSH

PERMUTATIONS = 128
WORD = re.compile(r"\w+")
# \w leaves the vowel signs of Indic scripts out; it cuts words there, the same
# way in both texts.
SENTENCE = re.compile(r"[^.!?।。؟\n]+[.!?।。؟]?[\"'”»“’]*")


def units(article, by):
    """Yields the units of an article: (start, end) in characters, and words."""
    text = article["text"]
    if by == "document":
        yield 0, len(text), WORD.findall(text.lower())
        return
    for m in SENTENCE.finditer(text):
        words = WORD.findall(m.group().lower())
        if len(words) >= 6:
            start = m.start() + len(m.group()) - len(m.group().lstrip())
            yield start, m.end(), words


def signatures(job):
    """Returns the units of some articles, with their signatures."""
    lines, by = job
    size = 5 if by == "document" else 2
    out = []
    for line in lines:
        article = json.loads(line)
        text = article["text"]
        for start, end, words in units(article, by):
            shingles = {" ".join(words[i:i + size]).encode() for i in range(len(words) - size + 1)}
            m = MinHash(num_perm=PERMUTATIONS)
            m.update_batch(list(shingles))
            first = len(text[:start].encode())
            out.append((article["id"], first, first + len(text[start:end].encode()), m.hashvalues))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("articles")
    parser.add_argument("found")
    parser.add_argument("--by", choices=["document", "sentence"], default="document")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--most", type=int, default=250, help="a unit that more than so many are like is a formula")
    args = parser.parse_args()

    with open(args.articles, encoding="utf-8") as f:
        lines = f.readlines()
    jobs = [(lines[i:i + 200], args.by) for i in range(0, len(lines), 200)]
    lsh = MinHashLSH(threshold=args.threshold, num_perm=PERMUTATIONS)
    seen, scheme = [], MinHash(num_perm=1).scheme
    with multiprocessing.Pool(2) as pool, open(args.found, "w", encoding="utf-8") as out:
        for part in pool.imap(signatures, jobs):
            for id, start, end, values in part:
                m = MinHash(num_perm=PERMUTATIONS, hashvalues=values, scheme=scheme)
                like = lsh.query(m)
                if len(like) <= args.most:
                    write(out, args, seen, like, id, start, end, values)
                lsh.insert(len(seen), m, check_duplication=False)
                seen.append((id, start, end, values))


def write(out, args, seen, like, id, start, end, values):
    """Writes the candidates whose estimated similarity is high enough."""
    for key in like:
        other, first, last, others = seen[key]
        if other == id or (values == others).mean() < args.threshold:
            continue
        found = {"a": other, "b": id}
        if args.by == "sentence":
            found["spans"] = [{"a": {"start": first, "end": last}, "b": {"start": start, "end": end}}]
        out.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
