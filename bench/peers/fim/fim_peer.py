"""mlxtend's fpgrowth and association_rules, and Borgelt's fpgrowth (pyfim, written in C), as peers. Both mine the same
baskets as Khoj, one thread; the fastest of some rounds counts. What a library wants as its input is made before the clock
starts: a sparse boolean DataFrame for mlxtend, a list of lists for pyfim. Their item sets and rules must be those that Khoj
wrote, or the run fails."""

import argparse
import json
import math
import sys
import time
from importlib.metadata import version
from pathlib import Path

import fim
import pandas
from mlxtend.frequent_patterns import association_rules, fpgrowth
from mlxtend.preprocessing import TransactionEncoder

Sets = dict[tuple[int, ...], int]
Rules = dict[tuple[tuple[int, ...], tuple[int, ...]], list[float]]
MEASURES = ("support", "confidence", "lift", "leverage", "conviction")


def items_of(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def read_found(folder: Path) -> tuple[Sets, Rules]:
    sets: Sets = {}
    for line in (folder / "sets.txt").read_text(encoding="ascii").splitlines():
        items, count = line.split("\t")
        sets[items_of(items)] = int(count)
    rules: Rules = {}
    for line in (folder / "rules.txt").read_text(encoding="ascii").splitlines():
        antecedent, consequent, *measures = line.split("\t")
        rules[items_of(antecedent), items_of(consequent)] = list(map(float, measures))
    return sets, rules


def compare_sets(name: str, theirs: Sets, ours: Sets) -> None:
    if theirs != ours:
        odd = sorted(set(theirs.items()) ^ set(ours.items()))
        sys.exit(f"{name} finds {len(theirs)} item sets, Khoj {len(ours)}; the first difference: {odd[0]}")


def compare_rules(theirs: Rules, ours: Rules, min_confidence: float) -> None:
    """mlxtend divides rounded supports: rules whose confidence is the threshold but for the last bits may differ."""
    for rule in theirs.keys() ^ ours.keys():
        confidence = (theirs.get(rule) or ours[rule])[1]
        if abs(confidence - min_confidence) > 1e-12:
            sys.exit(f"only one of mlxtend and Khoj has the rule {rule} with confidence {confidence}")
    for rule in theirs.keys() & ours.keys():
        for measure, a, b in zip(MEASURES, theirs[rule], ours[rule]):
            # Both take small differences of numbers near 1: conviction's denominator keeps fewer digits.
            if not (a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)):
                sys.exit(f"{measure} of {rule} is {a} with mlxtend and {b} with Khoj")


def fastest(rounds: int, budget_s: float, run):
    best, result, start, done = math.inf, None, time.perf_counter(), 0
    while done < rounds and (done == 0 or time.perf_counter() - start < budget_s):
        begin = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - begin)
        done += 1
    return best * 1e3, result, done


def run_mlxtend(baskets: list[list[int]], arguments: argparse.Namespace, ours: tuple[Sets, Rules]) -> dict:
    encoder = TransactionEncoder()
    matrix = encoder.fit_transform(baskets, sparse=True)
    frame = pandas.DataFrame.sparse.from_spmatrix(matrix, columns=encoder.columns_)
    sets_ms, found, rounds = fastest(
        arguments.rounds, arguments.budget_s,
        lambda: fpgrowth(frame, min_support=arguments.min_support, use_colnames=True,
                         max_len=arguments.max_length or None))
    sets = {tuple(sorted(map(int, items))): round(support * len(baskets))
            for support, items in zip(found["support"], found["itemsets"])}
    compare_sets("mlxtend", sets, ours[0])
    rules_ms, table = math.nan, None
    if len(found) > 0:
        rules_ms, table, _ = fastest(
            arguments.rounds, arguments.budget_s,
            lambda: association_rules(found, metric="confidence", min_threshold=arguments.min_confidence))
    rules: Rules = {}
    if table is not None:
        for row in table.itertuples(index=False):
            rules[tuple(sorted(map(int, row.antecedents))), tuple(sorted(map(int, row.consequents)))] = [
                float(getattr(row, measure)) for measure in MEASURES]
    compare_rules(rules, ours[1], arguments.min_confidence)
    return {"engine": "mlxtend", "version": version("mlxtend"), "item_sets": len(sets), "rules": len(rules),
            "item_sets_ms": sets_ms, "rules_ms": rules_ms, "rounds": rounds}


def run_pyfim(baskets: list[list[int]], arguments: argparse.Namespace, ours: tuple[Sets, Rules]) -> dict:
    # A negative support is a count; the share is rounded as Khoj does it.
    n = len(baskets)
    least = next(c for c in range(max(1, int(arguments.min_support * n) - 1), n + 2) if c / n >= arguments.min_support)
    longest = arguments.max_length or -1
    best_ms, found, rounds = fastest(
        arguments.rounds, arguments.budget_s,
        lambda: fim.fpgrowth(baskets, target="s", supp=-least, zmin=1, zmax=longest, report="a"))
    sets = {tuple(sorted(items)): support for items, support in found}
    compare_sets("pyfim", sets, ours[0])
    return {"engine": "pyfim fpgrowth", "version": version("pyfim"), "item_sets": len(sets), "item_sets_ms": best_ms,
            "rounds": rounds}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--baskets", type=Path, required=True)
    parser.add_argument("--ours", type=Path, required=True, help="the folder that khoj bench rules --out wrote")
    parser.add_argument("--engine", choices=("mlxtend", "pyfim"), required=True)
    parser.add_argument("--min-support", type=float, required=True)
    parser.add_argument("--min-confidence", type=float, required=True)
    parser.add_argument("--max-length", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--budget-s", type=float, default=60.0)
    arguments = parser.parse_args()
    baskets = [list(items_of(line)) for line in arguments.baskets.read_text(encoding="ascii").splitlines()]
    run = run_mlxtend if arguments.engine == "mlxtend" else run_pyfim
    print(json.dumps(run(baskets, arguments, read_found(arguments.ours))))


if __name__ == "__main__":
    main()
