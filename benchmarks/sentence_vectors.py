"""Sentence vectors pooled from the passage's own forward pass, against embedding each sentence alone.

    python -m benchmarks.sentence_vectors SET [--passages N]

SET is a retrieval set with `answers.jsonl` (`qid`, `doc_id`, `answers`). For each question, the sentences of the
right passage are ranked by cosine alone; the best one counts if it holds the answer. Passages of one sentence
are left out. Times are of embedding the passages with their sentences, in one run.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from bot.evaluation.retrieval import read_retrieval_set
from ingest.document import Span
from ingest.sentences import split_sentences
from vectorstore.analyzer import fold
from vectorstore.embeddings import SentenceTransformerEmbeddings, Vector, load_embeddings


def main() -> None:
    """Print accuracy and time of each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--passages", type=int, default=120)
    arguments = parser.parse_args()
    model = load_embeddings()
    data = read_retrieval_set(arguments.set)
    spans = {name: split_sentences(text) for name, text in data.passages}
    chosen = [(name, text) for name, text in data.passages if len(spans[name]) > 1][: arguments.passages]
    texts = [text for _, text in chosen]
    cuts = [spans[name] for name, _ in chosen]
    start = time.perf_counter()
    model.embed_documents(texts)
    passages_only = time.perf_counter() - start
    start = time.perf_counter()
    pooled = {chosen[i][0]: vectors.sentences for i, vectors in model.embed_passages(texts, cuts)}
    with_pooled = time.perf_counter() - start
    start = time.perf_counter()
    alone = _alone(model, [name for name, _ in chosen], texts, cuts)
    with_alone = passages_only + time.perf_counter() - start
    both = {name: pooled[name] + alone[name] for name in pooled}
    questions = _questions(arguments.set, data.questions, dict(chosen))
    asked = {name: np.array(model.embed_query(text)) for name, text, _, _ in questions}
    print(f"{len(texts)} passages, {sum(map(len, cuts))} sentences, {len(questions)} questions")
    print(f"{'':24} {'right sentence first':>21} {'time / passages alone':>22}")
    for label, vectors, seconds in (
        ("pooled", pooled, with_pooled),
        ("alone", alone, with_alone),
        ("mean of both", both, with_pooled + with_alone - passages_only),
    ):
        right = [
            _holds(dict(chosen)[passage], spans[passage], vectors[passage] @ asked[name], answers)
            for name, _, passage, answers in questions
        ]
        print(f"{label:24} {np.mean(right):21.3f} {seconds / passages_only:22.2f}")


def _alone(
    model: SentenceTransformerEmbeddings, names: list[str], texts: list[str], cuts: list[tuple[Span, ...]]
) -> dict[str, Vector]:
    sentences = [text[s.start : s.end] for text, spans in zip(texts, cuts, strict=True) for s in spans]
    vectors = np.array(model.embed_documents(sentences), np.float32)
    ends = np.cumsum([len(spans) for spans in cuts])
    return dict(zip(names, np.split(vectors, ends[:-1]), strict=True))


def _questions(
    folder: Path, questions: tuple[tuple[str, str], ...], passages: dict[str, str]
) -> list[tuple[str, str, str, list[str]]]:
    lines = (folder / "answers.jsonl").read_text("utf-8").split("\n")
    answers = {entry["qid"]: entry for entry in (json.loads(line) for line in lines if line)}
    return [
        (name, text, answers[name]["doc_id"], answers[name]["answers"])
        for name, text in questions
        if answers[name]["doc_id"] in passages
    ]


def _holds(text: str, spans: tuple[Span, ...], cosines: Vector, answers: list[str]) -> bool:
    best = spans[int(np.argmax(cosines))]
    sentence = fold(text[best.start : best.end])
    return any(fold(answer) in sentence for answer in answers)


if __name__ == "__main__":
    main()
