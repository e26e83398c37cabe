"""The `hiwar` command: ingest documents, ask, serve, and measure."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from functools import cache, partial
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from errors import HiwarError
from settings import ACCOUNTS, Settings, load_settings
from vectorstore.private import make_private, new_files_are_private

if TYPE_CHECKING:
    from accounts.keys import ApiKeys
    from accounts.store import Accounts
    from bot.answer import Answer
    from bot.evaluation.metrics import Metrics
    from vectorstore.embeddings import SentenceTransformerEmbeddings
    from vectorstore.indexing import Embedder, IndexingReport, Reader
    from vectorstore.library import Library
    from vectorstore.manifest import DocumentRecord

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Hiwar (حوار): questions in Arabic, answered from your documents with the passages they rest on.",
)
_out, _err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

_DAY = "%Y-%m-%d"
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
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Read and report, and publish nothing."),
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish/--no-publish", help="Make the new edition live, or only build it.")
    ] = True,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another ingest instead of giving up.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print progress and report as JSON, a line each.")] = False,
) -> None:
    """Read documents, add them to those that are live, and publish all as a new edition.

    The live edition answers until the new one is ready, and stays live if anything fails.
    Exit code: 0 all taken, 1 some files refused, 2 nothing taken.

    Example: hiwar ingest documents report.txt
    """
    from vectorstore.indexing import index_documents, report_json

    settings = load_settings(data_dir=data_dir)
    library = _library(settings)
    if if_empty and library.editions.live() is not None:
        return
    with nullcontext(_print_progress) if as_json else _progress() as progress:
        try:
            report = index_documents(
                _expanded(paths), library, _reader(settings), only=only, publish=publish, dry_run=dry_run, wait=wait,
                progress=progress,
            )  # fmt: skip
        except HiwarError as error:
            if as_json:
                _print_json({"error": error.everywhere()})
            raise
    if as_json:
        _print_json({"report": report_json(report)})
    else:
        _print_report(report, dry_run=dry_run)
    if report.blocked:
        raise typer.Exit(2)
    if any(file.error for file in report.files):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Arabic.", show_default=False)],
    document: Annotated[
        list[str] | None,
        typer.Option(help="Search this document alone, by its id, symbol or whole title; several times for several."),
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=[_DAY], help="Search documents from this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=[_DAY], help="Search documents up to this day.")] = None,
    session: Annotated[str, typer.Option(help="Search below this session's heading alone.", show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as one JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Answer one question from the live edition.

    Example: hiwar ask "كم مشاركاً انضم إلى الحوار الأول؟" --since 2020-10-01
    """
    from app import open_chain
    from bot.answer import Question
    from vectorstore.scope import Scope

    earliest, latest = (day.date().isoformat() if day else "" for day in (since, until))
    asked = Question(question, scope=Scope(tuple(document or ()), earliest, latest, session))
    answer = open_chain(load_settings(data_dir=data_dir)).invoke(asked)
    if as_json:
        _print_json(answer.to_json())
    else:
        _print_answer(answer)


@app.command()
def evaluate(
    prompts: Annotated[
        Path | None, typer.Argument(help="Test prompts: .jsonl, .csv or .xlsx.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for what is written.", show_default=False)] = None,
    edition: Annotated[
        str | None, typer.Option(help="Which edition answers. [default: the live one]", show_default=False)
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="RUN_A RUN_B", help="Compare two folders of results.", show_default=False),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="Write a table to fill in, .xlsx or .csv; with PROMPTS, those prompts.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what comes out as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Answer test prompts and score the answers, or compare two such runs.

    Writes results.jsonl, metrics.json, results.xlsx and report.html; of a comparison, comparison.json and .html.
    A run that was stopped goes on with the same command.

    Example: hiwar evaluate prompts.xlsx --out runs/today
    """
    if template:
        _write_table(template, prompts)
    elif compare and not prompts:
        _compare_runs(*compare, out, as_json=as_json)
    elif prompts and out and not compare:
        _evaluate(load_settings(data_dir=data_dir), prompts, out, edition, as_json=as_json)
    else:
        raise HiwarError(
            "evaluation_incomplete",
            "hiwar evaluate prompts.xlsx --out runs/today; hiwar evaluate --compare runs/yesterday runs/today",
        )


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[
        str | None, typer.Option(help="Address to serve on. [default: 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on. [default: 7860]", show_default=False)] = None,
) -> None:
    """Serve the page, and the interfaces for programs.

    Example: hiwar serve --port 8080
    """
    from app import run_server

    settings = load_settings(data_dir=data_dir, host=host, port=port)
    make_private(settings.data_dir)
    _build_anew_if_outdated(settings)
    run_server(settings, announce=_out.print)


@app.command()
def mcp(data_dir: DataDir = None) -> None:
    """Serve the tool ask_documents to an MCP client that starts this command, over standard input and output.

    Example: hiwar mcp --data-dir data
    """
    from app import run_mcp

    settings = load_settings(data_dir=data_dir)
    _build_anew_if_outdated(settings)
    run_mcp(settings)


@app.command()
def check(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended from what is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say what is wrong in the data directory and what to do: editions, originals, databases, rights and room.

    Nothing is changed without --repair. That deletes nothing that may be wanted: what is damaged is renamed, to its
    name and `.damaged`, and made again from the originals where they are kept.
    Exit code: 0 nothing is wrong, 1 --repair mends it, 2 something needs a person.

    Example: hiwar check --repair
    """
    import checking

    settings = load_settings(data_dir=data_dir)
    if repair and settings.data_dir.is_dir():
        with _progress() as progress:
            checking.repair(settings.data_dir, _reader(settings), progress)
    checkup = checking.check(settings.data_dir)
    if as_json:
        _print_json(checkup.to_json())
    else:
        rows = [
            (found.where, found.problem, found.advice, "repairable" if found.repairable else "")
            for found in checkup.findings
        ]
        _print_table(("Where", "What is wrong", "What to do", ""), rows)
        _err.print(
            f"{checkup.state.name.capitalize()}: {len(checkup.editions)} editions, "
            f"live is {checkup.live or 'none'}, {checkup.free_mb} MB free.",
            markup=False,
        )
    raise typer.Exit(checkup.state)


documents_app = typer.Typer(no_args_is_help=True, help="See, withdraw and restore the documents of the live edition.")
app.add_typer(documents_app, name="documents")

DocumentId = Annotated[str, typer.Argument(metavar="ID", help="Its identity, or the beginning of it.")]


@documents_app.command("list")
def list_documents(data_dir: DataDir = None) -> None:
    """List the documents of the live edition.

    Example: hiwar documents list
    """
    records = _library(load_settings(data_dir=data_dir)).live_records()
    rows = [
        (r.document_id[:8], "withdrawn" if r.withdrawn else "live", r.source, r.title, r.date or "", r.symbol or "",
         str(r.pages or ""), str(r.doubtful or ""), str(r.passages))
        for r in records
    ]  # fmt: skip
    _print_table(("ID", "State", "File", "Title", "Date", "Symbol", "Pages", "Doubtful", "Passages"), rows)


@documents_app.command("show")
def show_document(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Show what was read of a document: its passages, and the pages to look at.

    Example: hiwar documents show 3fa9c1d2
    """
    from vectorstore.indexing import find_record

    library = _library(load_settings(data_dir=data_dir))
    record = find_record(library.live_records(), document_id)
    document = library.readings.get(record.reading)
    _out.print(f"{record.title}\n{record.source} ({record.document_id})", markup=False)
    for doubt, count in Counter(page.doubt for page in document.pages if page.doubt).most_common():
        _out.print(f"{count} × {doubt}", markup=False)
    for page in document.pages:
        if page.doubt:
            place = f"page {page.page}" if page.page else f"in {page.section or record.title}"
            _out.print(f"! {place}: {page.method}, {page.doubt}", markup=False)
    for number, passage in enumerate(document.passages, 1):
        place = " ← ".join(passage.section) + (f" (page {passage.page})" if passage.page else "")
        _out.print(f"\n{number}. {place}\n{passage.text}", markup=False)


@documents_app.command("withdraw")
def withdraw_document(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Take a document out of all answers at once. It is kept, and can be restored.

    Example: hiwar documents withdraw 3fa9c1d2
    """
    from vectorstore.indexing import withdraw

    settings = load_settings(data_dir=data_dir)
    record = withdraw(_library(settings), _embedder(settings), document_id)
    _err.print(f"{record.source} is withdrawn.", markup=False)


@documents_app.command("restore")
def restore_document(document_id: DocumentId, data_dir: DataDir = None) -> None:
    """Let a withdrawn document answer again.

    Example: hiwar documents restore 3fa9c1d2
    """
    from vectorstore.indexing import restore

    settings = load_settings(data_dir=data_dir)
    record = restore(_library(settings), _embedder(settings), document_id)
    _err.print(f"{record.source} answers again.", markup=False)


editions_app = typer.Typer(no_args_is_help=True, help="See the editions of the index, and choose which is live.")
app.add_typer(editions_app, name="editions")

EditionName = Annotated[str, typer.Argument(metavar="EDITION", help="Its name.", show_default=False)]


@editions_app.command("list")
def list_editions(data_dir: DataDir = None) -> None:
    """List the editions, oldest first.

    Example: hiwar editions list
    """
    editions = _library(load_settings(data_dir=data_dir)).editions
    rows = [
        ("live" if editions.is_live(m.edition) else "", m.edition, m.created, str(m.documents), str(m.passages))
        for m in editions.manifests()
    ]
    _print_table(("", "Edition", "Created", "Documents", "Passages"), rows)


@editions_app.command("diff")
def diff_editions(
    old: EditionName,
    new: Annotated[str | None, typer.Argument(metavar="[EDITION]", help="Another; the live one if left out.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Say which documents one edition has and another has not, or has otherwise.

    Example: hiwar editions diff 20261123T101500000000-1a2b3c4d
    """
    from vectorstore.difference import difference

    library = _library(load_settings(data_dir=data_dir))
    editions = library.editions
    sides = [library.records(editions.folder(name).name) for name in (old, new or editions.live() or "")]
    rows = [(change.kind, change.record.source, change.record.title) for change in difference(*sides)]
    _print_table(("Change", "File", "Title"), rows)


@editions_app.command("publish")
def publish_edition(
    edition: EditionName,
    gate: Annotated[
        Path | None, typer.Option(help="Prompts that the edition must answer first.", show_default=False)
    ] = None,
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="METRIC=VALUE", help="The least that a metric may be.")
    ] = None,
    most: Annotated[
        list[str] | None, typer.Option("--max", metavar="METRIC=VALUE", help="The most that a metric may be.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the gate's results and report.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an edition live, if it passes the gate that is given.

    Exit code: 0 it is live, 1 it failed the gate and what was live still is.

    Example: hiwar editions publish 20261123T101500000000-1a2b3c4d --gate prompts.xlsx --min correct=0.8
    """
    settings = load_settings(data_dir=data_dir)
    editions = _library(settings).editions
    if (gate or least or most or out) and not _passes_gate(settings, edition, gate, least or [], most or [], out):
        _err.print(f"{edition} was not published. / لم يُنشر الإصدار.", markup=False)
        raise typer.Exit(1)
    with editions.writing():
        editions.make_live(edition)
    _err.print(f"{edition} is live.", markup=False)


@editions_app.command("rollback")
def roll_back(data_dir: DataDir = None) -> None:
    """Make the edition live again that the live one was made after.

    Example: hiwar editions rollback
    """
    editions = _library(load_settings(data_dir=data_dir)).editions
    with editions.writing():
        edition = editions.before_live()
        editions.make_live(edition)
    _err.print(f"{edition} is live.", markup=False)


@editions_app.command("prune")
def prune_editions(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest stay, beside the live one.")] = 5,
    data_dir: DataDir = None,
) -> None:
    """Delete old editions, and what was kept for them alone.

    Example: hiwar editions prune --keep 3
    """
    library = _library(load_settings(data_dir=data_dir))
    with library.editions.writing():
        gone = library.editions.prune(keep)
        library.forget_unused()
    _err.print(f"{len(gone)} deleted.", markup=False)


users_app = typer.Typer(no_args_is_help=True, help="Who may organise documents on the page, or evaluate.")
app.add_typer(users_app, name="users")


@users_app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The name to sign in with.", show_default=False)],
    role: Annotated[str, typer.Option(help="organiser or evaluator.")] = "organiser",
    data_dir: DataDir = None,
) -> None:
    """Let somebody sign in, or give them a new password. It is asked for, or read from standard input.

    Example: hiwar users add salma --role organiser
    """
    from accounts.store import Role

    if role not in list(Role):
        raise typer.BadParameter(f"{role!r} is neither {' nor '.join(Role)}.", param_hint="--role")
    typed = sys.stdin.isatty()
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if typed else sys.stdin.readline()
    _accounts(load_settings(data_dir=data_dir)).add(name, Role(role), password.rstrip("\n"))
    _err.print(f"{name} may sign in as {role}.", markup=False)


@users_app.command("list")
def list_users(data_dir: DataDir = None) -> None:
    """List who may sign in.

    Example: hiwar users list
    """
    people = _accounts(load_settings(data_dir=data_dir)).people()
    _print_table(("Name", "Role"), [(person.name, person.role) for person in people])


@users_app.command("remove")
def remove_user(
    name: Annotated[str, typer.Argument(help="The name to forget.", show_default=False)], data_dir: DataDir = None
) -> None:
    """Forget somebody, and end their sessions.

    Example: hiwar users remove salma
    """
    _accounts(load_settings(data_dir=data_dir)).remove(name)
    _err.print(f"{name} is removed.", markup=False)


keys_app = typer.Typer(no_args_is_help=True, help="The keys by which programs ask, over /api and /mcp.")
app.add_typer(keys_app, name="keys")


@keys_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="What it is known by.", show_default=False)],
    scope: Annotated[str, typer.Option(help="What it opens: ask (/api and /mcp) or metrics (/metrics).")] = "ask",
    per_minute: Annotated[int, typer.Option(min=1, help="Requests that it may make in a minute.")] = 60,
    per_day: Annotated[int, typer.Option(min=1, help="Requests that it may make in a day.")] = 2000,
    data_dir: DataDir = None,
) -> None:
    """Make a key and print it: now, and never again, for only its hash is kept.

    Example: hiwar keys add portal --per-minute 30 --per-day 5000
    """
    from accounts.keys import Scope

    if scope not in list(Scope):
        raise typer.BadParameter(f"{scope!r} is neither {' nor '.join(Scope)}.", param_hint="--scope")
    token = _keys(load_settings(data_dir=data_dir)).add(
        name, scope=Scope(scope), per_minute=per_minute, per_day=per_day
    )
    _out.print(token, markup=False)
    _err.print(f"This is the key of {name}. Keep it: it is not shown again.", markup=False)


@keys_app.command("list")
def list_keys(data_dir: DataDir = None) -> None:
    """List the keys, by name.

    Example: hiwar keys list
    """
    rows = [
        (key.name, key.scope, str(key.per_minute), str(key.per_day), key.created[:10])
        for key in _keys(load_settings(data_dir=data_dir)).all()
    ]
    _print_table(("Name", "Scope", "A minute", "A day", "Made"), rows)


@keys_app.command("remove")
def remove_key(
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)], data_dir: DataDir = None
) -> None:
    """Take a key away: it opens nothing from now on.

    Example: hiwar keys remove portal
    """
    _keys(load_settings(data_dir=data_dir)).remove(name)
    _err.print(f"{name} is removed.", markup=False)


@app.command()
def evaluate_retrieval(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Question sets.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the scores go, as JSON.", show_default=False)],
) -> None:
    """Score the retriever on question sets: corpus.jsonl, queries.jsonl and qrels.tsv in each folder.

    Example: hiwar evaluate-retrieval sets/xquad_ar --out scores.json
    """
    from bot.evaluation.retrieval import evaluate_retrieval, read_retrieval_set
    from vectorstore.reranker import load_reranker

    sets = [read_retrieval_set(folder) for folder in folders]
    settings = load_settings()
    embeddings, reranker = _embedder(settings).load(), load_reranker(settings.reranker)
    with _progress() as report:
        scores = {data.name: evaluate_retrieval(data, embeddings, report, reranker) for data in sets}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(scores, indent=1), "utf-8")
    for name, measures in scores.items():
        _out.print(f"{name}: " + ", ".join(f"{measure} {value:.3f}" for measure, value in measures.items()))


def main() -> None:
    """Run the command; an error that a person can mend is one message and exit code 2."""
    new_files_are_private()
    try:
        app()
    except HiwarError as error:
        _print_error(error)
        sys.exit(2)


def _evaluate(settings: Settings, prompts: Path, out: Path, edition: str | None, *, as_json: bool) -> None:
    from bot.evaluation.report import REPORT, figure

    metrics = _measured(settings, prompts, out, edition, as_json=as_json)
    if as_json:
        _print_json({"metrics": metrics.to_json()})
        return
    rows = [
        (name, figure(m.value, name), f"{figure(m.low, name)} to {figure(m.high, name)}", str(m.n))
        for name, m in metrics.overall.items()
    ]
    _print_table(("Metric", "Value", "95 % interval", "n"), rows)
    _err.print(f"{out / REPORT}", markup=False)


def _measured(settings: Settings, prompts: Path, out: Path, edition: str | None, *, as_json: bool = False) -> "Metrics":
    """Have an edition answer prompts, and write the results and their report into a folder."""
    from app import open_chain
    from bot.evaluation.files import read_prompts
    from bot.evaluation.report import write_report
    from bot.evaluation.run import evaluate

    asked = read_prompts(prompts)
    chain = open_chain(settings, edition)
    with closing(chain.edition), nullcontext(_print_progress) if as_json else _progress() as report:
        results = evaluate(asked, chain.invoke, chain.edition.name, out, partial(report, "Answering prompts"))
    return write_report(out, results)


def _write_table(table: Path, prompts: Path | None) -> None:
    from bot.evaluation.files import read_prompts
    from bot.evaluation.tables import EXAMPLES, write_table

    write_table(table, read_prompts(prompts) if prompts else EXAMPLES)
    _err.print(f"{table} is written.", markup=False)


def _compare_runs(before: Path, after: Path, out: Path | None, *, as_json: bool) -> None:
    from bot.evaluation.comparison import Change, compare
    from bot.evaluation.metrics import rows_of
    from bot.evaluation.report import figure, write_comparison
    from bot.evaluation.run import read_run

    compared = compare(rows_of(read_run(before)), rows_of(read_run(after)))
    if out:
        write_comparison(out, compared)
    if as_json:
        _print_json(compared.to_json())
        return
    moved = [
        (name, figure(d.before, name), figure(d.after, name), figure(d.difference, name),
         f"{figure(d.low, name)} to {figure(d.high, name)}")
        for name, d in compared.metrics.items()
    ]  # fmt: skip
    _print_table(("Metric", "Before", "After", "Difference", "95 % interval"), moved)
    changed = [
        (pair.change, prompt.id, prompt.kind, prompt.question.text, pair.before.outcome, pair.after.outcome)
        for pair in compared.pairs
        if (prompt := pair.after.result.prompt) and pair.change is not Change.SAME
    ]
    _print_table(("Change", "Id", "Kind", "Question", "Before", "After"), changed)
    counts = ", ".join(f"{compared.count(change)} {change}" for change in Change)
    alone = f"; {len(compared.alone)} prompts of one run alone, or that differ" if compared.alone else ""
    _err.print(f"{counts}{alone}. McNemar's exact test: p = {compared.p_value:.3f}", markup=False)


def _passes_gate(
    settings: Settings, edition: str, prompts: Path | None, least: list[str], most: list[str], out: Path | None
) -> bool:
    """Evaluate an edition and say which bounds do not hold."""
    from bot.evaluation.gate import read_bounds
    from bot.evaluation.report import figure

    bounds = read_bounds(least, most)
    if prompts is None or not bounds:
        raise HiwarError("gate_incomplete", "hiwar editions publish EDITION --gate prompts.xlsx --min correct=0.8")
    with nullcontext(out) if out else TemporaryDirectory() as folder:
        metrics = _measured(settings, prompts, Path(folder), edition).overall
    failed = [bound for bound in bounds if not bound.holds(metrics)]
    for bound in failed:
        name = bound.metric
        value = f"it is {figure(metrics[name].value, name)}" if name in metrics else "these prompts do not measure it"
        _err.print(f"Gate: {bound} does not hold: {value}.", markup=False)
    return not failed


def _build_anew_if_outdated(settings: Settings) -> None:
    """Build the live edition anew where an earlier version of Hiwar wrote it; it stays live until that is done."""
    from vectorstore.rebuilding import rebuild

    library = _library(settings)
    if not library.is_outdated():
        return
    with library.editions.writing(wait=True), _progress() as progress:
        if library.is_outdated():  # and nobody else has done it by now
            _err.print("The published edition was built by an earlier version of Hiwar. It is built anew.")
            _, stale = rebuild(library, _reader(settings), progress=progress)
            _print_stale(stale)


def _print_stale(stale: "Sequence[DocumentRecord]") -> None:
    for record in stale:
        _err.print(
            f"{record.source} stays as it was read before: its original is missing or refused. Ingest it again.",
            markup=False,
        )


def _library(settings: Settings) -> "Library":
    from vectorstore.library import Library

    return Library(settings.data_dir)


def _accounts(settings: Settings) -> "Accounts":
    from accounts.store import Accounts

    return Accounts(settings.data_dir / ACCOUNTS, hours=settings.session_hours)


def _keys(settings: Settings) -> "ApiKeys":
    from accounts.keys import ApiKeys

    return ApiKeys(settings.data_dir / ACCOUNTS)


def _reader(settings: Settings) -> "Reader":
    from ingest.document import Limits
    from vectorstore.indexing import Reader

    limits = Limits(
        max_bytes=settings.max_file_mb * 2**20,
        max_unpacked_bytes=settings.max_unpacked_mb * 2**20,
        max_pages=settings.max_pages,
        ocr=settings.ocr,
        seconds=settings.read_seconds,
        memory=settings.read_memory_mb * 2**20,
    )
    return Reader(_embedder(settings), settings.passage_tokens, limits)


def _embedder(settings: Settings) -> "Embedder":
    from vectorstore.indexing import Embedder
    from vectorstore.vectors import embeddings_name

    @cache
    def load() -> "SentenceTransformerEmbeddings":
        from vectorstore.embeddings import load_embeddings

        return load_embeddings(settings.embeddings)

    return Embedder(embeddings_name(settings.embeddings), load)


@contextmanager
def _progress() -> Generator[Callable[[str, int, int | None], None]]:
    """A progress bar for each kind of work, by its description; of what has no known end, how much is done."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=_err) as bars:
        tasks: dict[str, object] = {}

        def report(description: str, done: int, of: int | None) -> None:
            if of == 0:
                return
            if description not in tasks:
                tasks[description] = bars.add_task(description, total=of)
            bars.update(tasks[description], completed=done)  # type: ignore[arg-type]

        yield report


def _print_progress(what: str, done: int, of: int | None) -> None:
    _print_json({"progress": what, "done": done, "of": of})


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """Patterns such as "reports/*.pdf" as the files they match, for shells that leave them as they are."""
    found: list[Path] = []
    for path in paths:
        matches = [] if path.exists() else sorted(glob(str(path), recursive=True))
        found += [Path(match) for match in matches] or [path]
    return found


def _print_report(report: "IndexingReport", *, dry_run: bool) -> None:
    rows = [
        (file.outcome, file.path.name, file.record.title if file.record else "",
         str(file.record.pages or "") if file.record else "", str(file.record.doubtful or "") if file.record else "",
         str(file.record.passages) if file.record else "")
        for file in report.files
    ]  # fmt: skip
    _print_table(("Outcome", "File", "Title", "Pages", "Doubtful", "Passages"), rows, console=_err)
    for error in (report.damaged, *(file.error for file in report.files)):
        if error:
            _print_error(error)
    _print_stale(report.stale)
    counts = Counter(file.outcome for file in report.files)
    counted = ", ".join(f"{counts[outcome]} {outcome}" for outcome in type(report.files[0].outcome) if counts[outcome])
    _err.print(f"{counted}. {_what_was_made(report, dry_run=dry_run)}")


def _what_was_made(report: "IndexingReport", *, dry_run: bool) -> str:
    if report.manifest is None:
        unknown = dry_run or report.blocked
        return "Nothing was changed." if unknown else "Nothing new: the live edition already holds this."
    manifest = report.manifest
    kept = f"{len(report.kept)} kept from before. " if report.kept else ""
    done = "Published" if report.published else "Built, but not published:"
    return f"{kept}{done} edition {manifest.edition}: {manifest.documents} documents, {manifest.passages} passages."


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], console: Console = _out) -> None:
    """A table for people, or tab-separated lines where the output goes into a file or another program."""
    if not console.is_terminal:
        for row in rows:
            console.file.write("\t".join(row) + "\n")
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _print_answer(answer: "Answer") -> None:
    if answer.notice:
        from web.catalogue import ARABIC

        _err.print(ARABIC.named("NOTICES")[answer.notice], markup=False)
    _out.print(answer.text, markup=False)
    for citation in answer.citations or answer.related:
        place = " ← ".join((citation.title, *citation.section))
        page = f"، ص {citation.page}" if citation.page else ""
        marker = f"[{citation.marker}]" if citation.marker else "مقطع ذو صلة:"
        _out.print(f"\n{marker} {place}{page} ({citation.source})", markup=False)
        _out.print(f"    {citation.passage}", markup=False)


def _print_error(error: HiwarError) -> None:
    _err.print(f"Error: {error}", markup=False)
    _err.print(error.told("ar"), markup=False)


if __name__ == "__main__":
    main()
