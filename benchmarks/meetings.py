"""Asks the labelled questions of a fold of the training data, each within its document, and scores the answers.

python -m benchmarks.meetings [--fold test] [--out DIR]

`--out` keeps the run and its report, as `hiwar evaluate` writes them. Choose by the validation fold, and report on the
test fold.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path

from bot.chain import AnswerChain
from bot.evaluation.metrics import Metrics
from bot.evaluation.prompts import Prompt
from bot.evaluation.report import figure, write_report
from bot.evaluation.run import evaluate
from ingest.pipeline import MAX_TOKENS
from training.meetings import Fold, Meeting, read_meetings
from vectorstore.embeddings import load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.scope import Scope
from vectorstore.vectors import BUNDLED

_COLUMNS = (
    "right", "first_quote", "quote_precision", "quote_recall", "false_refusals", "refusal_recall", "verbatim",
)  # fmt: skip


def main() -> None:
    """Answer every question and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=Fold, choices=list(Fold), default=Fold.TEST)
    parser.add_argument("--out", type=Path, help="folder for the run and its report; left out, they are thrown away")
    arguments = parser.parse_args()
    with nullcontext(arguments.out) if arguments.out else tempfile.TemporaryDirectory() as out:
        _print_table(measure_fold(list(read_meetings(arguments.fold)), Path(out)))


def measure_fold(meetings: Sequence[Meeting], out: Path) -> Metrics:
    """Index the documents in a folder that is thrown away, and answer the questions about each within it."""
    model = load_embeddings()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents(
            [meeting.path for meeting in meetings], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS)
        )
        names = {record.source: record.document_id for record in library.live_records()}
        prompts = [prompt for meeting in meetings for prompt in prompts_of(meeting, names[meeting.path.name])]
        with closing(library.editions.open_live()) as edition:
            results = evaluate(prompts, AnswerChain(edition, model).invoke, edition.name, out)
    return write_report(out, results)


def prompts_of(meeting: Meeting, document_id: str) -> Iterator[Prompt]:
    """The questions about a meeting as test prompts, each limited to its document."""
    for asked in meeting.questions:
        yield Prompt(
            id=asked.id,
            question=replace(asked.question, scope=Scope(documents=(document_id,))),
            answerable=asked.answerable,
            answers=asked.answers if asked.answerable else (),
            sentences=asked.sentences,
            intent=asked.intent,
            variety=asked.variety,
        )


def _print_table(metrics: Metrics) -> None:
    print(f"{'':20} {'n':>5} " + " ".join(f"{column:>15}" for column in _COLUMNS))
    for name, measured in {"all": metrics.overall, **metrics.by_intent, **metrics.by_variety}.items():
        cells = (figure(measured[column].value, column) if column in measured else "-" for column in _COLUMNS)
        print(f"{name:20} {measured['latency_p50'].n:5} " + " ".join(f"{cell:>15}" for cell in cells))


if __name__ == "__main__":
    main()
