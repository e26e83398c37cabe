"""Answers test prompts over documents that are indexed for it, and prints what the answers were worth, by kind.

python -m benchmarks.prompts DOCUMENTS=PROMPTS [DOCUMENTS=PROMPTS ...] [--failures]

`hiwar evaluate` does the same over an edition that is there already, and writes a report.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.evaluation.metrics import Measured, Row, measure, rows_of
from bot.evaluation.report import figure
from bot.evaluation.run import evaluate
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED

COLUMNS = ("right", "correct", "citation_hit", "verbatim", "refusal_recall", "false_refusals")


def main() -> None:
    """Answer every prompt and print the table of each pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="DOCUMENTS=PROMPTS")
    parser.add_argument("--failures", action="store_true", help="print each answer that is not right")
    arguments = parser.parse_args()
    model = load_embeddings()
    for pair in arguments.pairs:
        documents, prompts = (Path(part) for part in pair.split("=", 1))
        rows = answer_prompts(documents, prompts, model)
        metrics = measure(rows)
        print(f"\n{prompts.name} over {documents.name}\n{'':16} {'n':>4} " + " ".join(f"{c:>18}" for c in COLUMNS))
        for kind, measured in {"all": metrics.overall, **{f"  {k}": m for k, m in metrics.by_kind.items()}}.items():
            print(f"{kind:16} {measured['latency_p50'].n:4} " + " ".join(f"{_cell(measured, c):>18}" for c in COLUMNS))
        if arguments.failures:
            _print_failures(rows)


def answer_prompts(documents: Path, prompts: Path, model: SentenceTransformerEmbeddings) -> list[Row]:
    """Index documents in a folder that is thrown away, and answer the prompts over them."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([documents], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model)
        results = evaluate(read_prompts(prompts), chain.invoke, chain.edition.name, Path(folder) / "run")
        chain.edition.close()
    return rows_of(results)


def _cell(measured: Mapping[str, Measured], name: str) -> str:
    found = measured.get(name)
    return f"{figure(found.value, name)} of {found.n}" if found else "-"


def _print_failures(rows: Sequence[Row]) -> None:
    for row in rows:
        prompt, answer = row.result.prompt, row.result.answer
        if row.outcome.is_bad or row.verdict.cited is False:
            print(f"\n{prompt.id} {prompt.kind}: {prompt.question.text}\n  expected {prompt.answers} {prompt.passage}")
            print(f"  {row.outcome}, {row.verdict}\n  confidence {answer.confidence:.2f}: {answer.text}")


if __name__ == "__main__":
    main()
