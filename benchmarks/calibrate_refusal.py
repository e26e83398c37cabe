"""Fits the refusal model on labelled prompts and reports what it is worth.

    python -m benchmarks.calibrate_refusal DOCUMENTS=PROMPTS [DOCUMENTS=PROMPTS ...] [--write]

Each pair is a folder (or file) of documents and the prompts over it. Precision and recall of refusing
come from cross-validation over prompts; `--write` then fits on all of them and replaces `bot/refusal.json`.
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.preprocessing import StandardScaler

from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.question import standalone
from bot.refusal import RefusalModel, Signals
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED

TARGET = Path(__file__).resolve().parent.parent / "bot" / "refusal.json"
NAMES = list(Signals.__slots__)
MAX_FALSE_REFUSALS = 0.017
_STRENGTH = 0.3  # inverse of the L2 penalty

Table = NDArray[np.float64]


def main() -> None:
    """Measure the signals, cross-validate, and write the model if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="DOCUMENTS=PROMPTS")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    tables = [_measure(*(Path(part) for part in pair.split("=", 1))) for pair in arguments.pairs]
    signals = np.concatenate([table for table, _ in tables])
    answerable = np.concatenate([labels for _, labels in tables])
    _report(signals, answerable)
    weights, intercept = fit(signals, answerable)
    threshold = choose_threshold(_out_of_fold(signals, answerable), answerable)
    print(f"threshold {threshold:.3f}")
    for name, weight in sorted(weights.items(), key=lambda item: -abs(item[1])):
        print(f"  {name:16} {weight:+.3f}")
    if arguments.write:
        model = {"embeddings": BUNDLED, "weights": weights, "intercept": intercept, "threshold": threshold}
        TARGET.write_text(json.dumps(model, indent=1) + "\n", "utf-8")


def _measure(documents: Path, prompts: Path) -> tuple[Table, NDArray[np.bool_]]:
    model = load_embeddings()
    # What is measured comes before the decision, so any decision will do here.
    undecided = RefusalModel(BUNDLED, {}, 0.0, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([documents], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model, undecided)
        rows: list[list[float]] = []
        labels: list[bool] = []
        for prompt in read_prompts(prompts):
            rows.append(list(asdict(chain.find(standalone(prompt.question)).signals).values()))
            labels.append(prompt.answerable)
        chain.edition.close()
    return np.array(rows), np.array(labels)


def fit(signals: Table, answerable: NDArray[np.bool_]) -> tuple[dict[str, float], float]:
    """Logistic regression on standardised signals, given back for the signals as they are."""
    scaler = StandardScaler().fit(signals)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(scaler.transform(signals), answerable)
    weights = np.asarray(model.coef_)[0] / scaler.scale_
    intercept = float(np.asarray(model.intercept_)[0] - (weights * scaler.mean_).sum())
    return {name: float(weight) for name, weight in zip(NAMES, weights, strict=True)}, intercept


def choose_threshold(confidence: Table, answerable: NDArray[np.bool_]) -> float:
    """The confidence below which at most `MAX_FALSE_REFUSALS` of the answerable prompts lie."""
    return float(np.quantile(confidence[answerable], MAX_FALSE_REFUSALS, method="lower"))


def _confidence(signals: Table, weights: dict[str, float], intercept: float) -> Table:
    return 1 / (1 + np.exp(-(signals @ np.array([weights[name] for name in NAMES]) + intercept)))


def _out_of_fold(signals: Table, answerable: NDArray[np.bool_]) -> Table:
    """Each prompt's confidence by models that have not seen it, averaged over the repeats."""
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=10, random_state=0)
    total = np.zeros(len(answerable))
    for train, test in folds.split(signals, answerable):
        total[test] += _confidence(signals[test], *fit(signals[train], answerable[train]))
    return total / folds.n_repeats


def _report(signals: Table, answerable: NDArray[np.bool_]) -> None:
    confidence = _out_of_fold(signals, answerable)
    print(
        f"{answerable.sum()} answerable, {(~answerable).sum()} not; AUROC {roc_auc_score(answerable, confidence):.3f}"
    )
    for name, column in zip(NAMES, signals.T, strict=True):
        print(f"  {name:16} AUROC alone {roc_auc_score(answerable, column):.3f}")
    print("false refusals   recall   precision   (out of fold)")
    for share in (0.02, 0.05, 0.08, 0.12, 0.2):
        threshold = np.quantile(confidence[answerable], share, method="lower")
        refused = confidence < threshold
        precision = (refused & ~answerable).sum() / max(refused.sum(), 1)
        print(f"{refused[answerable].mean():14.3f} {refused[~answerable].mean():8.3f} {precision:11.3f}")


if __name__ == "__main__":
    main()
