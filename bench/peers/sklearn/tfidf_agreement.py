"""Compares the content model (src/mine/tfidf_model.hpp) with scikit-learn's TfidfVectorizer: the same lines of words, the
same options, and for every asked line the cosine of each hit and the best cosines in all must be the same but for float32.

    build/peers/venv/bin/python bench/peers/sklearn/tfidf_agreement.py --peer build/bench/bench/khoj_tfidf_peer

Needs bench/peers/sklearn/requirements.txt in that environment. Ends with 1 where anything differs."""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer

TOP = 25
STEP = 7
TOLERANCE = 2e-6
# max_words, min_documents, max_document_share, sublinear
CASES = [(1, 1, 1.0, 0), (1, 2, 1.0, 0), (2, 2, 1.0, 0), (2, 3, 0.1, 1), (1, 1, 0.02, 1)]


def make_lines(documents: int, seed: int) -> list[str]:
    """Short texts, words by Zipf's law, some twice in a line, some lines empty or the same."""
    rng = random.Random(seed)
    words = ["w" + numpy.base_repr(i + 37, 36).lower() for i in range(5000)] + ["कुर्ता", "café", "128gb"]
    lines = []
    for _ in range(documents):
        if lines and rng.random() < 0.02:
            lines.append(rng.choice(lines))
            continue
        line = [words[min(int(len(words) ** rng.random()) - 1, len(words) - 1)] for _ in range(rng.randrange(13))]
        if line and rng.random() < 0.1:
            line.append(line[0])
        lines.append(" ".join(line))
    return lines


def compare(lines: list[str], answers: Path, case: tuple) -> tuple[int, float]:
    """How many lines were compared, and the greatest difference."""
    max_words, min_documents, max_share, sublinear = case
    vectorizer = TfidfVectorizer(analyzer="word", token_pattern=r"\S+", lowercase=False, ngram_range=(1, max_words),
                                 min_df=min_documents, max_df=max_share, sublinear_tf=sublinear == 1)
    vectors = vectorizer.fit_transform(lines)
    transposed = vectors.T.tocsc()
    compared, greatest = 0, 0.0
    for answer in answers.read_text(encoding="utf-8").splitlines():
        first, *rest = answer.split()
        anchor = int(first)
        hits = [(int(item), float(score)) for item, score in (hit.split(":") for hit in rest)]
        cosines = (vectors[anchor] @ transposed).toarray()[0]
        cosines[anchor] = 0.0
        best = numpy.sort(cosines[cosines > 0])[::-1][:TOP]
        if len(best) != len(hits):
            sys.exit(f"{case}: line {anchor} has {len(hits)} hits, expected {len(best)}")
        for (item, score), expected in zip(hits, best):
            greatest = max(greatest, abs(score - expected), abs(score - cosines[item]))
        compared += 1
    return compared, greatest


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=20_000)
    arguments = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        texts, answers = Path(folder, "lines"), Path(folder, "answers")
        lines = make_lines(arguments.documents, 1)
        texts.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for case in CASES:
            subprocess.run([arguments.peer, texts, answers, *map(str, case), str(STEP), str(TOP)], check=True)
            compared, greatest = compare(lines, answers, case)
            failed = failed or greatest > TOLERANCE
            print(f"{case}: {compared} lines compared, greatest difference {greatest:.2e}")
    sys.exit(f"differences above {TOLERANCE}" if failed else 0)


if __name__ == "__main__":
    main()
