"""Turns passim's passages into those that score reads (not timed).

    python3 passim_found.py articles.jsonl passim-output found.jsonl

passim counts characters, score bytes.
"""

import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import xxhash64


def byte_offsets(text):
    """Returns where each character begins, and the end."""
    offsets, at = [], 0
    for c in text:
        offsets.append(at)
        at += len(c.encode())
    return offsets + [at]


def main():
    articles, output, found = sys.argv[1:4]
    spark = SparkSession.builder.appName("passim found").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    ids = {r["uid"]: r["id"] for r in
           spark.read.json(articles).select("id", xxhash64("id").alias("uid")).toLocalIterator()}
    offsets = {}
    with open(articles, encoding="utf-8") as f:
        for line in f:
            a = json.loads(line)
            offsets[a["id"]] = None if a["text"].isascii() else byte_offsets(a["text"])

    def span(id, begin, end):
        at = offsets[id]
        if at is None:
            return {"start": begin, "end": end}
        return {"start": at[max(0, begin)], "end": at[min(len(at) - 1, end)]}

    extents = spark.read.load(os.path.join(output, "tmp", "extents.parquet"))
    with open(found, "w", encoding="utf-8") as out:
        for r in extents.select("uid", "uid2", "begin", "end", "begin2", "end2").toLocalIterator():
            a, b = ids[r["uid"]], ids[r["uid2"]]
            out.write(json.dumps({"a": a, "b": b, "spans": [
                {"a": span(a, r["begin"], r["end"]), "b": span(b, r["begin2"], r["end2"])}]}) + "\n")
    spark.stop()


if __name__ == "__main__":
    main()
