"""Fits the linear heads from the training data, and writes their weights with a card.

python -m training.heads            fit, write bot/understanding/heads.safetensors and heads.json, print the figures
python -m training.heads --check    fit, and fail if the weights or the card in the repository are other ones

It takes about a minute on one core. A fit is deterministic but for the last bits of floating-point numbers.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

import bot.understanding
from bot.understanding import context, intent, language, message, polarity, several, wanted
from bot.understanding.head import CARD, WEIGHTS, load_head
from bot.understanding.message import MessageKind, message_kind
from bot.understanding.ngrams import BUCKETS, features
from training.boundaries import read_places
from training.meetings import DATA, Fold, read_meetings, read_questions
from training.messages import LabelledMessage, read_messages

_FOLDER = Path(next(iter(bot.understanding.__path__)))
_C, _ITERATIONS = 1.0, 500
_TOLERANCE = 5e-3  # between two fits, where the largest weights are about 1
_DECIMALS = 3


def _labelled(label_of: Callable[[LabelledMessage], str]) -> Callable[[Fold], Iterator[tuple[str, str]]]:
    """Reads the messages of a fold that have a label; empty says that a message has none."""
    return lambda fold: ((one.text, label) for one in read_messages(fold) if (label := label_of(one)))


def _verdicts(fold: Fold) -> Iterator[tuple[str, str]]:
    """The most direct sentence that answers each yes/no question, with what it says."""
    asked = (one for meeting in read_meetings(fold) for one in meeting.questions)
    return ((one.sentences[0], one.verdict) for one in asked if one.verdict and one.sentences)


def _wanted(fold: Fold) -> Iterator[tuple[str, str]]:
    """Each question about a meeting, with the kind of thing that it wants."""
    return ((one.question.text, one.wants) for one in read_questions(fold))


def _given(fold: Fold) -> Iterator[tuple[str, str]]:
    """The most direct sentence that answers each question, with the kind of thing that was wanted."""
    return ((one.sentences[0], one.wants) for one in read_questions(fold) if one.sentences)


EXAMPLES: dict[str, Callable[[Fold], Iterator[tuple[str, str]]]] = {
    message.HEAD: _labelled(lambda one: one.kind),
    language.HEAD: _labelled(lambda one: one.variety if one.variety in language.LABELS else ""),
    intent.HEAD: _labelled(lambda one: one.intent),
    context.HEAD: _labelled(lambda one: (context.GOES_ON if one.goes_on else context.ALONE) if one.intent else ""),
    several.HEAD: read_places,
    polarity.HEAD: _verdicts,
    wanted.QUESTION_HEAD: _wanted,
    wanted.SENTENCE_HEAD: _given,
}
"""What each head is fitted on and measured with: a fold -> texts with their labels."""


def main() -> None:
    """Fit and write, or fit and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is in the repository")
    check: bool = parser.parse_args().check
    tensors: dict[str, NDArray[np.float16]] = {}
    heads: dict[str, dict[str, Any]] = {}
    for name, examples in EXAMPLES.items():
        labelled = list(examples(Fold.TRAIN))
        labels, weights, bias = fit(*zip(*labelled, strict=True))
        tensors |= {f"{name}.weights": weights.astype(np.float16), f"{name}.bias": bias.astype(np.float16)}
        heads[name] = {"labels": labels, "c": _C, "examples": len(labelled)}
    if check:
        _compare(tensors, heads)
        return
    save_file(tensors, _FOLDER / WEIGHTS)
    _write(heads)
    for name, examples in EXAMPLES.items():
        heads[name]["test"] = figures(name, examples(Fold.TEST))
    heads[message.HEAD]["test"] |= search_figures()
    _write(heads)
    print(json.dumps({name: head["test"] for name, head in heads.items()}, indent=1))


def fit(texts: Sequence[str], expected: Sequence[str]) -> tuple[list[str], NDArray[np.float32], NDArray[np.float32]]:
    """Fit a multinomial logistic regression.

    :return: The labels in order, weights of shape (buckets, labels) and the bias of shape (labels,).
    """
    counts = Counter(expected)
    # Between weighing all examples alike and all labels alike: rare labels are found, and common ones stay precise.
    label_weights = {label: (len(expected) / count) ** 0.5 for label, count in counts.items()}
    model = LogisticRegression(C=_C, max_iter=_ITERATIONS, class_weight=label_weights)
    with threadpool_limits(1):  # the order of additions, and so where the fit ends, depends on the number of threads
        model.fit(_matrix(texts), expected)
    labels = [str(name) for name in model.classes_]
    weights = np.asarray(model.coef_, np.float32).T
    bias = np.asarray(model.intercept_, np.float32)
    if len(labels) == 2:  # scikit-learn keeps one column then: the scores of the second label against the first
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.append(np.zeros_like(bias), bias)
    return labels, weights, bias


def figures(name: str, examples: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """How well the head that is installed does on the test fold.

    :return: `n` examples, the share whose most probable label is `right`, and the `recall` of each label.
    """
    head = load_head(name)
    found: list[tuple[str, str]] = []
    for text, expected in examples:
        probabilities = head.probabilities(text)
        found.append((expected, max(probabilities, key=lambda label: probabilities[label])))
    return {
        "n": len(found),
        "right": _share([expected == label for expected, label in found]),
        "recall": {
            name: _share([label == name for expected, label in found if expected == name]) for name in head.labels
        },
    }


def search_figures() -> dict[str, float]:
    """What `message_kind` decides on the test fold, with its threshold.

    :return: The share of questions that are `taken_for_another` kind and would not be searched, and the share of other
        messages that are `searched` as if they were questions.
    """
    found = [(one.kind, message_kind(one.text)) for one in read_messages(Fold.TEST)]
    question = MessageKind.QUESTION
    return {
        "taken_for_another": _share([kind is not question for expected, kind in found if expected is question]),
        "searched": _share([kind is question for expected, kind in found if expected is not question]),
    }


def data_hashes() -> dict[str, str]:
    """The SHA-256 of all training data by folder or file, so that a card says what was fitted on."""
    meetings = hashlib.sha256()
    for path in sorted((DATA / "meetings").iterdir()):
        meetings.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(DATA.glob("*.json*"))}
    return {"meetings": meetings.hexdigest(), **files}


def _compare(tensors: dict[str, NDArray[np.float16]], heads: dict[str, dict[str, Any]]) -> None:
    card = json.loads((_FOLDER / CARD).read_text("utf-8"))
    fitted_on = {name: {key: head[key] for key in head if key != "test"} for name, head in card["heads"].items()}
    if card["data"] != data_hashes() or fitted_on != heads:
        sys.exit("The heads were fitted on other data. Run `make train`.")
    kept = load_file(_FOLDER / WEIGHTS)
    for name, fitted in tensors.items():
        if not np.allclose(kept[name].astype(np.float32), fitted.astype(np.float32), atol=_TOLERANCE):
            sys.exit(f"{name} is not what the data give. Run `make train`.")
    print("The heads are what the data give.")


def _matrix(texts: Sequence[str]) -> csr_matrix:
    rows = [features(text) for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((bucket for row in rows for bucket in row), np.int32, starts[-1])
    values = np.fromiter((value for row in rows for value in row.values()), np.float32, starts[-1])
    return csr_matrix((values, columns, starts), shape=(len(rows), BUCKETS))


def _share(judged: Sequence[bool]) -> float:
    return round(sum(judged) / len(judged), _DECIMALS) if judged else 0.0


def _write(heads: dict[str, dict[str, Any]]) -> None:
    (_FOLDER / CARD).write_text(json.dumps({"data": data_hashes(), "heads": heads}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
