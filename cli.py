"""The `hiwar` command: ingest documents, ask, serve, and measure."""

import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from errors import HiwarError
from settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.answer import Answer
    from vectorstore.indexing import Embedder, IndexingReport

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Hiwar (حوار): questions in Arabic, answered from your documents with the passages they rest on.",
)
_out, _err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

DataDir = Annotated[
    Path | None,
    typer.Option(help="Where all state lives. [default: HIWAR_DATA_DIR, else data]", show_default=False),
]


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Documents, and folders with documents.", show_default=False)],
    data_dir: DataDir = None,
    only: Annotated[bool, typer.Option("--only", help="Publish these documents and no others.")] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing if anything is published.")] = False,
) -> None:
    """Read documents, add them to those that are live, and publish all as a new edition.

    The live edition answers until the new one is ready, and stays live if anything fails.
    Exit code: 0 all taken, 1 some files refused, 2 nothing published.

    Example: hiwar ingest documents report.txt
    """
    from vectorstore.editions import Editions
    from vectorstore.indexing import index_documents

    settings = load_settings(data_dir=data_dir)
    editions = Editions(settings.data_dir / "editions")
    if if_empty and editions.live() is not None:
        return
    with _progress() as report:
        done = index_documents(
            paths, editions, _embedder(settings), max_tokens=settings.passage_tokens, only=only,
            progress=lambda count, of: report("Embedding passages", count, of),
        )  # fmt: skip
    _print_report(done)
    if done.refused:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Arabic.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as one JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Answer one question from the live edition.

    Example: hiwar ask "كم مشاركاً انضم إلى الحوار الأول؟"
    """
    from app import open_chain
    from bot.answer import Question

    answer = open_chain(load_settings(data_dir=data_dir)).invoke(Question(question))
    if as_json:
        sys.stdout.write(json.dumps(answer.to_json(), ensure_ascii=False) + "\n")
    else:
        _print_answer(answer)


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[
        str | None, typer.Option(help="Address to serve on. [default: 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on. [default: 7860]", show_default=False)] = None,
) -> None:
    """Serve the page.

    Example: hiwar serve --port 8080
    """
    from app import run_server

    run_server(load_settings(data_dir=data_dir, host=host, port=port), announce=_out.print)


@app.command()
def evaluate_retrieval(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Question sets.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the scores go, as JSON.", show_default=False)],
) -> None:
    """Score the retriever on question sets: corpus.jsonl, queries.jsonl and qrels.tsv in each folder.

    Example: hiwar evaluate-retrieval sets/xquad_ar --out scores.json
    """
    from bot.evaluation.retrieval import evaluate_retrieval, read_retrieval_set

    sets = [read_retrieval_set(folder) for folder in folders]
    embeddings = _embedder(load_settings()).load()
    with _progress() as report:
        scores = {data.name: evaluate_retrieval(data, embeddings, report) for data in sets}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(scores, indent=1), "utf-8")
    for name, measures in scores.items():
        _out.print(f"{name}: " + ", ".join(f"{measure} {value:.3f}" for measure, value in measures.items()))


def main() -> None:
    """Run the command; an error that a person can mend is one message and exit code 2."""
    try:
        app()
    except HiwarError as error:
        _print_error(error)
        sys.exit(2)


def _embedder(settings: Settings) -> "Embedder":
    from vectorstore.embeddings import embeddings_name, load_embeddings
    from vectorstore.indexing import Embedder

    return Embedder(embeddings_name(settings.embeddings), cache(lambda: load_embeddings(settings.embeddings)))


@contextmanager
def _progress() -> Generator[Callable[[str, int, int], None]]:
    """A progress bar for each kind of work, by its description."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=_err) as bars:
        tasks: dict[str, object] = {}

        def report(description: str, done: int, of: int) -> None:
            if of and description not in tasks:
                tasks[description] = bars.add_task(description, total=of)
            if of:
                bars.update(tasks[description], completed=done)  # type: ignore[arg-type]

        yield report


def _print_report(report: "IndexingReport") -> None:
    for _, error in report.refused:
        _print_error(error)
    if report.damaged:
        _print_error(report.damaged)
    counts = f"{len(report.read)} read, {len(report.unchanged)} unchanged, {len(report.refused)} refused"
    if report.manifest is None:
        _err.print(f"{counts}. Nothing new: the live edition already holds this.")
    else:
        manifest = report.manifest
        _err.print(
            f"{counts}, {len(report.kept)} kept from before. Published edition {manifest.edition}: "
            f"{manifest.documents} documents, {manifest.passages} passages."
        )


def _print_answer(answer: "Answer") -> None:
    _out.print(answer.text, markup=False)
    for citation in answer.citations or answer.related:
        place = " ← ".join((citation.title, *citation.section))
        page = f"، ص {citation.page}" if citation.page else ""
        marker = f"[{citation.marker}]" if citation.marker else "مقطع ذو صلة:"
        _out.print(f"\n{marker} {place}{page} ({citation.source})", markup=False)
        _out.print(f"    {citation.passage}", markup=False)


def _print_error(error: HiwarError) -> None:
    _err.print(f"Error: {error.message_en} {error.hint}".rstrip(), markup=False)
    _err.print(error.message_ar, markup=False)


if __name__ == "__main__":
    main()
