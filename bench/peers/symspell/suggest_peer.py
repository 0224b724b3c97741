"""symspellpy as a peer: symmetric deletes over the whole completions, up to one edit, ten answers by (edits, weight). It
corrects whole texts and completes nothing, so it is asked only what was typed to its end."""

import argparse
import json
import math
import resource
import time
from importlib.metadata import version
from pathlib import Path

from symspellpy import SymSpell, Verbosity

TOP = 10


def resident_bytes() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("completions", "queries", "index", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--budget-s", type=float, default=60.0)
    arguments = parser.parse_args()

    empty = resident_bytes()
    before = time.perf_counter()
    speller = SymSpell(max_dictionary_edit_distance=1, prefix_length=7)
    count = 0
    with arguments.completions.open(encoding="utf-8") as lines:
        for line in lines:
            text, weight = line.rstrip("\n").split("\t")
            count += speller.create_dictionary_entry(text, int(weight))
    build_s = time.perf_counter() - before
    held = resident_bytes() - empty

    lines = (arguments.queries / "whole.tsv").read_text(encoding="utf-8").splitlines()
    typed = [line.split("\t")[0] for line in lines]
    best = [math.inf] * len(typed)
    answers = []
    start = time.perf_counter()
    rounds = 0
    while rounds < arguments.rounds and (rounds == 0 or time.perf_counter() - start < arguments.budget_s):
        for i, text in enumerate(typed):
            begin = time.perf_counter()
            found = speller.lookup(text, Verbosity.ALL, max_edit_distance=1)[:TOP]
            best[i] = min(best[i], (time.perf_counter() - begin) * 1e6)
            if rounds == 0:
                answers.append("\t".join(one.term for one in found))
        rounds += 1
    (arguments.out / "whole.txt").write_text("".join(line + "\n" for line in answers), encoding="utf-8")
    best.sort()

    def at(q: float) -> float:
        return round(best[int(q * (len(best) - 1) + 0.5)], 2)

    mode = {"rounds": rounds, "mean_us": round(sum(best) / len(best), 2), "p50_us": at(0.5), "p99_us": at(0.99),
            "max_us": at(1.0)}
    print(json.dumps({"engine": "symspellpy", "version": version("symspellpy"), "completions": count,
                      "build_s": round(build_s, 3), "index_bytes": held, "whole": mode}))


if __name__ == "__main__":
    main()
