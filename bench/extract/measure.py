"""Measures how many pages a second trafilatura (Python) reads: main text and metadata, as package extract does.

    python measure.py FOLDER [ROUNDS]

The pages are in memory before the clock starts; the time is that of the processor.
"""
import glob
import gzip
import os
import sys
import time

import trafilatura


def load(folder):
    pages = []
    for path in sorted(glob.glob(os.path.join(folder, "*.html*"))):
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
            pages.append(f.read())
    return pages


pages = load(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
trafilatura.bare_extraction(pages[0], with_metadata=True, include_comments=False)
best = None
for _ in range(rounds):
    start = time.process_time()
    for page in pages:
        trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    took = time.process_time() - start
    best = took if best is None else min(best, took)
print(f"trafilatura-{trafilatura.__version__} pages {len(pages)} seconds {best:.3f} pages/s {len(pages) / best:.1f}")
