"""Answers test prompts and prints how many came out right, by kind.

python -m benchmarks.prompts DOCUMENTS=PROMPTS [DOCUMENTS=PROMPTS ...] [--failures]
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.answer import Answer
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.evaluation.prompts import Prompt, Verdict, judge
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED


def main() -> None:
    """Answer every prompt and print the table of each pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="DOCUMENTS=PROMPTS")
    parser.add_argument("--failures", action="store_true", help="print each answer that is not right")
    arguments = parser.parse_args()
    model = load_embeddings()
    for pair in arguments.pairs:
        documents, prompts = (Path(part) for part in pair.split("=", 1))
        results = list(answer_prompts(documents, prompts, model))
        print(f"\n{prompts.name} over {documents.name}")
        _print_table(results)
        if arguments.failures:
            _print_failures(results)


def answer_prompts(
    documents: Path, prompts: Path, model: SentenceTransformerEmbeddings
) -> Iterator[tuple[Prompt, Answer, Verdict]]:
    """Index documents in a folder that is thrown away, and answer the prompts over them."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([documents], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model)
        for prompt in read_prompts(prompts):
            answer = chain.invoke(prompt.question)
            yield prompt, answer, judge(prompt, answer)
        chain.edition.close()


def _print_table(results: list[tuple[Prompt, Answer, Verdict]]) -> None:
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for prompt, _, verdict in results:
        rows["answerable" if prompt.answerable else "unanswerable"].append(verdict)
        rows[f"  {prompt.kind}"].append(verdict)
    print(f"{'kind':16} {'n':>4} {'decided':>8} {'answered':>9} {'cited':>6} {'verbatim':>9}")
    for kind, verdicts in sorted(rows.items(), key=lambda row: (row[0].startswith(" "), row[0])):
        cells = (_share(verdicts, name) for name in ("decided", "answered", "cited", "verbatim"))
        print(f"{kind:16} {len(verdicts):4} " + " ".join(f"{cell:>8}" for cell in cells))


def _share(verdicts: list[Verdict], name: str) -> str:
    values = [value for verdict in verdicts if (value := getattr(verdict, name)) is not None]
    return f"{sum(values)}/{len(values)}" if values else "-"


def _print_failures(results: list[tuple[Prompt, Answer, Verdict]]) -> None:
    for prompt, answer, verdict in results:
        if not (verdict.decided and verdict.answered in (True, None) and verdict.cited in (True, None)):
            print(f"\n{prompt.id} {prompt.kind}: {prompt.question.text}\n  expected {prompt.answers} {prompt.passage}")
            print(f"  {verdict}\n  confidence {answer.confidence:.2f}: {answer.text}")


if __name__ == "__main__":
    main()
