"""bm25s as a peer: scores of every word and document are worked out while indexing ("lucene" variant, k1 = 1.2, b = 0.75),
numba's backend, one thread, one query a call. It has no conjunctions, so it answers the disjunctive queries only. The
words are numbered here, because its own tokenizer would cut them anew; that counts as building."""

import argparse
import json
import math
import os
import time
from pathlib import Path

os.environ["NUMBA_NUM_THREADS"] = "1"

import bm25s  # noqa: E402
import numpy  # noqa: E402

TOP = 10


def build(docs: Path) -> tuple[bm25s.BM25, dict[str, int], int]:
    vocabulary: dict[str, int] = {}
    ids = []
    with docs.open(encoding="utf-8") as lines:
        for line in lines:
            ids.append([vocabulary.setdefault(word, len(vocabulary)) for word in line.split()])
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
    engine.index((ids, vocabulary), show_progress=False)
    return engine, vocabulary, len(ids)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("docs", "queries", "index", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--budget-s", type=float, default=60.0)
    arguments = parser.parse_args()

    before = time.perf_counter()
    engine, vocabulary, documents = build(arguments.docs)
    engine.save(arguments.index)
    build_s = time.perf_counter() - before
    index_bytes = sum(file.stat().st_size for file in arguments.index.iterdir())

    queries = []
    for line in arguments.queries.read_text(encoding="utf-8").splitlines():
        queries.append([vocabulary[word] for word in line.split() if word in vocabulary])
    k = min(TOP, documents)

    def ask(words: list[int]):
        return engine.retrieve([words], k=k, show_progress=False, n_threads=1)

    ask(queries[0])  # Compiles.
    best = [math.inf] * len(queries)
    rankings = []
    start = time.perf_counter()
    rounds = 0
    while rounds < arguments.rounds and (rounds == 0 or time.perf_counter() - start < arguments.budget_s):
        for i, words in enumerate(queries):
            hits, scores = (), ()
            begin = time.perf_counter()
            if words:
                hits, scores = ask(words)
            best[i] = min(best[i], (time.perf_counter() - begin) * 1e6)
            if rounds == 0:
                found = zip(hits[0], scores[0]) if words else ()
                rankings.append(" ".join(f"{doc}:{score:.9g}" for doc, score in found if score > 0))
        rounds += 1
    (arguments.out / "disjunctive.txt").write_text("".join(line + "\n" for line in rankings), encoding="utf-8")
    best.sort()

    def at(q: float) -> float:
        return round(best[int(q * (len(best) - 1) + 0.5)], 2)

    mode = {"rounds": rounds, "mean_us": round(float(numpy.mean(best)), 2), "p50_us": at(0.5), "p99_us": at(0.99),
            "max_us": at(1.0)}
    print(json.dumps({"engine": "bm25s", "version": bm25s.__version__, "documents": documents,
                      "build_s": round(build_s, 3), "index_bytes": index_bytes, "disjunctive": mode}))


if __name__ == "__main__":
    main()
