"""The command line as its users meet it: real files, real exit codes, the tiny real model."""

import io
import json
import logging
import os
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

import app
import cli
from settings import load_settings
from tests.ingest.hostile_kit import DEEP, big_word_file
from tests.ports import free_port
from tests.waiting import PATIENCE

REPORT = """# محضر الورشة

## الافتتاح

افتتحت السيدة سلمى الحاج الورشة ورحبت بالمشاركين. وحضر الورشة 42 مشاركاً من سبع نقابات.

## الختام

تُعقد الورشة المقبلة في آذار/مارس 2021 في عمّان.
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


class Hiwar:
    """Runs `hiwar` on a data directory of its own, with the tiny model, in this process: torch is loaded once."""

    def __init__(
        self, folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.settings = {"HIWAR_EMBEDDINGS": str(model), "HIWAR_DATA_DIR": str(folder / "data")}
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, **settings: str) -> Done:
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["hiwar", *arguments])
            patch.setattr(logging.root, "handlers", [])  # serving sets them for the whole process
            for name, value in {**self.settings, **settings}.items():
                patch.setenv(name, value)
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        captured = self._capsys.readouterr()
        return Done(code, captured.out, captured.err)

    def live(self) -> str:
        return (self.folder / "data" / "editions" / "live").read_text()


@pytest.fixture
def hiwar(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hiwar:
    return Hiwar(tmp_path, tiny_model, monkeypatch, capsys)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "report.md"
    path.parent.mkdir()
    path.write_text(REPORT, "utf-8")
    return path


def is_one_clear_error(done: Done, *words: str) -> bool:
    """Exit code 2, an English line and an Arabic line, no stack trace."""
    lines = done.stderr.strip().splitlines()
    english = [line for line in lines if line.startswith("Error: ")]
    arabic = [line for line in lines if any("\u0600" <= c <= "\u06ff" for c in line)]
    said = all(word in english[0] for word in words) if english else False
    return done.returncode == 2 and said and len(english) == len(arabic) == 1 and "Traceback" not in done.stderr


@pytest.mark.slow
def test_documents_are_ingested_asked_and_left_alone_when_unchanged(hiwar: Hiwar, report: Path) -> None:
    first = hiwar("ingest", str(report.parent))
    assert first.returncode == 0, first.stderr
    assert "1 added" in first.stderr
    live = hiwar.live()
    again = hiwar("ingest", str(report))
    assert "1 unchanged" in again.stderr
    assert "Nothing new" in again.stderr
    assert hiwar.live() == live
    asked = hiwar("ask", "كم مشاركاً حضر الورشة؟", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert set(answer) >= {"text", "citations", "refused", "reason", "confidence", "standalone_question", "timings"}


@pytest.mark.slow
def test_a_question_is_limited_as_on_the_page(hiwar: Hiwar, report: Path) -> None:
    assert hiwar("ingest", str(report)).returncode == 0
    limits = ("--document", "x", "--since", "2020-01-01", "--until", "2020-12-31", "--session", "الجلسة الأولى")
    answer = json.loads(hiwar("ask", "كم مشاركاً حضر الورشة؟", "--json", *limits).stdout)
    assert answer["reason"] == "nothing_in_scope"
    scope = {"documents": ["x"], "since": "2020-01-01", "until": "2020-12-31", "session": "الجلسة الأولى"}
    assert answer["scope"] == scope
    assert hiwar("ask", "كم مشاركاً حضر الورشة؟", "--since", "soon").returncode == 2


@pytest.mark.slow
def test_a_data_directory_may_be_named_from_where_one_is(
    hiwar: Hiwar, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(report.parent)
    for _ in range(2):
        assert hiwar("ingest", report.name, HIWAR_DATA_DIR="here").returncode == 0
    assert hiwar("ask", "كم مشاركاً حضر الورشة؟", HIWAR_DATA_DIR="here").returncode == 0


@pytest.mark.slow
def test_a_changed_file_replaces_its_former_version_and_others_stay(hiwar: Hiwar, report: Path) -> None:
    other = report.with_name("other.txt")
    other.write_text("ناقش المجتمعون ميزانية السنة المقبلة وأقروها.", "utf-8")
    hiwar("ingest", str(report.parent))
    report.write_text(REPORT.replace("42", "43"), "utf-8")
    done = hiwar("ingest", str(report))
    assert "1 kept from before" in done.stderr
    assert "2 documents" in done.stderr
    assert "1 replaced" in done.stderr
    said = hiwar("ask", "كم مشاركاً حضر الورشة؟").stdout
    assert "43 مشاركاً" in said
    assert "42 مشاركاً" not in said
    assert "ميزانية" in hiwar("ask", "ماذا ناقش المجتمعون؟").stdout
    only = hiwar("ingest", "--only", str(other))
    assert "1 documents" in only.stderr


BAD_FILES = {
    "empty": (b"", "empty"),
    "blank": ("\n \ufeff\n".encode(), "empty"),
    "binary": (bytes(range(256)) * 40, "binary"),
    "english": (b"The minutes of the meeting were read and approved by all members present.", "Arabic"),
    "headings": ("# عنوان\n\n## عنوان آخر\n".encode(), "no sentence"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_taken_is_one_clear_error_and_changes_nothing(
    hiwar: Hiwar, report: Path, name: str
) -> None:
    hiwar("ingest", str(report))
    live = hiwar.live()
    content, word = BAD_FILES[name]
    bad = report.with_name("bad.md")
    bad.write_bytes(content)
    done = hiwar("ingest", str(bad))
    assert is_one_clear_error(done, "bad.md", word), done.stderr
    assert hiwar.live() == live
    both = hiwar("ingest", str(report.parent))
    assert both.returncode == 1
    assert "1 unchanged, 1 refused" in both.stderr
    assert hiwar("ask", "متى الورشة المقبلة؟").returncode == 0


def test_what_a_document_may_ask_of_the_machine_is_a_setting(hiwar: Hiwar, report: Path) -> None:
    report.write_text(REPORT * 4000, "utf-8")
    assert report.stat().st_size > 2**20
    done = hiwar("ingest", str(report), HIWAR_MAX_FILE_MB="1")
    assert is_one_clear_error(done, "report.md", "larger than is allowed", "HIWAR_MAX_FILE_MB")


def test_paths_that_hold_nothing_are_one_clear_error(hiwar: Hiwar, tmp_path: Path) -> None:
    assert is_one_clear_error(hiwar("ingest", str(tmp_path / "nowhere.txt")), "nowhere.txt", "does not exist")
    (tmp_path / "hollow").mkdir()
    assert is_one_clear_error(hiwar("ingest", str(tmp_path / "hollow")), "hollow", "no documents")
    (tmp_path / "sheet.xyz").write_text("نص", "utf-8")
    assert is_one_clear_error(hiwar("ingest", str(tmp_path / "sheet.xyz")), "sheet.xyz")


def test_asking_and_serving_before_anything_is_published_is_one_clear_error(hiwar: Hiwar) -> None:
    for command in (("ask", "ما الجديد؟"), ("serve", "--port", str(free_port()))):
        assert is_one_clear_error(hiwar(*command), "Nothing has been published", "hiwar ingest")


@pytest.mark.slow
def test_a_missing_model_is_one_clear_error_and_the_edition_stays(hiwar: Hiwar, report: Path) -> None:
    hiwar("ingest", str(report))
    live = hiwar.live()
    report.write_text(REPORT + "\nجملة جديدة تستحق القراءة.", "utf-8")
    missing = hiwar("ingest", str(report), HIWAR_EMBEDDINGS="no/such-model")
    assert is_one_clear_error(missing, "no/such-model", "HIWAR_EMBEDDINGS"), missing.stderr
    assert hiwar.live() == live
    other = hiwar("ask", "ما الجديد؟", HIWAR_EMBEDDINGS="another/model")
    assert is_one_clear_error(other, "another/model"), other.stderr


@pytest.mark.slow
def test_a_damaged_edition_is_one_clear_error_and_the_next_ingest_mends_it(hiwar: Hiwar, report: Path) -> None:
    hiwar("ingest", str(report))
    (hiwar.folder / "data" / "editions" / hiwar.live() / "vectors.npy").write_bytes(b"dust")
    assert is_one_clear_error(hiwar("ask", "ما الجديد؟"), "damaged", "hiwar ingest")
    assert hiwar("ingest", str(report)).returncode == 0
    assert hiwar("ask", "متى الورشة المقبلة؟").returncode == 0


def test_a_busy_port_is_one_clear_error(hiwar: Hiwar) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert is_one_clear_error(hiwar("serve", "--port", str(port)), f"Port {port}", "HIWAR_PORT")


def test_an_address_that_is_not_ours_is_one_clear_error(hiwar: Hiwar) -> None:
    assert is_one_clear_error(hiwar("serve", "--host", "no.such.host.invalid"), "no.such.host.invalid", "--host")


def test_a_port_that_a_starting_server_has_taken_is_one_clear_error(hiwar: Hiwar) -> None:
    port = free_port()
    with app._listen("127.0.0.1", port):  # pyright: ignore[reportPrivateUsage]
        assert is_one_clear_error(hiwar("serve", "--port", str(port)), f"Port {port}")


def test_an_unknown_or_bad_setting_is_one_clear_error(
    hiwar: Hiwar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_one_clear_error(hiwar("serve", HIWAR_PORT="many"), "HIWAR_PORT")
    assert is_one_clear_error(hiwar("ask", "سؤال", HIWAR_PASSAGE_TOKENS="3"), "HIWAR_PASSAGE_TOKENS")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("HIWAR_DATADIR=elsewhere\n")
    assert is_one_clear_error(hiwar("ask", "سؤال"), "HIWAR_DATADIR")
    (tmp_path / ".env").write_text("HIWAR_PORT=7000\n", "utf-16")
    assert is_one_clear_error(hiwar("ask", "سؤال"), ".env", "UTF-8")
    (tmp_path / ".env").unlink()
    assert is_one_clear_error(hiwar("ask", "سؤال", HIWAR_EMBEDINGS="x"), "HIWAR_EMBEDINGS", "no such setting")
    assert is_one_clear_error(hiwar("serve", "--port", "99999"), "--port")


def test_a_data_directory_that_cannot_be_written_is_one_clear_error(hiwar: Hiwar, report: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for command in (("ingest", str(report)), ("ask", "سؤال")):
        assert is_one_clear_error(hiwar(*command, "--data-dir", str(tmp_path / "file")), "it is a file")
    below = tmp_path / "file" / "below"
    assert is_one_clear_error(hiwar("ingest", str(report), "--data-dir", str(below)), "cannot be written")


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys, cli; sys.exit(bool({'torch', 'chromadb', 'gradio', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_command_has_help_with_an_example(hiwar: Hiwar) -> None:
    listed = hiwar("--help", COLUMNS="200").stdout
    for command in ("ingest", "ask", "serve", "mcp", "evaluate-retrieval"):
        assert command in listed
        assert f"Example: hiwar {command}" in hiwar(command, "--help", COLUMNS="200").stdout


@pytest.mark.slow
def test_the_server_answers_until_it_is_told_to_stop(hiwar: Hiwar, report: Path) -> None:
    hiwar("ingest", str(report))
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port)],
        env={**os.environ, **hiwar.settings}, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as response:
            assert response.status == 200
        others = psutil.Process(server.pid).children()
        server.terminate()
        assert server.wait(timeout=PATIENCE) in (0, -15)
    assert others
    assert psutil.wait_procs(others, timeout=PATIENCE)[1] == []


def test_people_are_added_listed_and_removed(hiwar: Hiwar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    assert hiwar("users", "add", "salma").returncode == 0
    assert hiwar("users", "list").stdout.split() == ["salma", "organiser"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert is_one_clear_error(hiwar("users", "add", "omar"), "12 characters")
    assert hiwar("users", "remove", "salma").returncode == 0
    assert is_one_clear_error(hiwar("users", "remove", "salma"), "no user")
    assert hiwar("users", "list").stdout == ""


@pytest.mark.slow
def test_documents_and_editions_are_listed_withdrawn_and_rolled_back(hiwar: Hiwar, report: Path) -> None:
    hiwar("ingest", str(report))
    listed = hiwar("documents", "list").stdout.split("\t")
    assert listed[1:4] == ["live", "report.md", "محضر الورشة"]
    assert "وحضر الورشة 42 مشاركاً" in hiwar("documents", "show", listed[0]).stdout
    assert hiwar("documents", "withdraw", listed[0]).returncode == 0
    assert "42" not in hiwar("ask", "كم مشاركاً حضر الورشة؟").stdout
    editions = [line.split("\t") for line in hiwar("editions", "list").stdout.splitlines()]
    assert [edition[0] for edition in editions] == ["", "live"]
    assert hiwar("editions", "diff", editions[0][1]).stdout.split("\t")[0] == "withdrawn"
    assert hiwar("editions", "rollback").returncode == 0
    assert "42" in hiwar("ask", "كم مشاركاً حضر الورشة؟").stdout
    assert is_one_clear_error(hiwar("editions", "rollback"), "no edition")
    assert hiwar("editions", "publish", editions[1][1]).returncode == 0
    assert hiwar("documents", "restore", listed[0]).returncode == 0
    assert hiwar("editions", "prune", "--keep", "1").returncode == 0
    assert len(hiwar("editions", "list").stdout.splitlines()) == 1
    assert is_one_clear_error(hiwar("documents", "show", "nothing"), "No document")


@pytest.mark.slow
def test_a_pattern_stands_for_the_files_it_matches_and_json_tells_every_step(hiwar: Hiwar, report: Path) -> None:
    report.with_name("skipped.txt").write_text("نص لا يُطلب.", "utf-8")
    done = hiwar("ingest", "--json", str(report.parent / "*.md"))
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [file["outcome"] for file in events[-1]["report"]["files"]] == ["added"]
    assert events[0] == {"progress": "Reading documents", "done": 0, "of": 1}


def test_a_key_is_printed_once_and_listed_by_its_name(hiwar: Hiwar) -> None:
    added = hiwar("keys", "add", "portal", "--per-minute", "5", "--per-day", "50")
    token = added.stdout.strip()
    assert token.startswith("hiwar_")
    assert "not shown again" in added.stderr
    assert hiwar("keys", "add", "prometheus", "--scope", "metrics").returncode == 0
    listed = hiwar("keys", "list").stdout
    assert [line.split("\t")[:4] for line in listed.splitlines()] == [
        ["portal", "ask", "5", "50"],
        ["prometheus", "metrics", "60", "2000"],
    ]
    assert token not in listed
    assert is_one_clear_error(hiwar("keys", "add", "portal"), "portal", "already")
    assert hiwar("keys", "remove", "portal").returncode == 0
    assert is_one_clear_error(hiwar("keys", "remove", "portal"), "portal")
    assert hiwar("keys", "add", "x", "--scope", "all").returncode == 2


def test_origins_are_taken_apart_and_what_is_none_is_one_clear_error(
    hiwar: Hiwar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIWAR_WIDGET_ORIGINS", "https://www.Example.org, http://localhost:8080  https://*.example.net")
    origins = ("https://www.example.org", "http://localhost:8080", "https://*.example.net")
    assert load_settings().widget_origins == origins
    for wrong in ("*", "https://example.org/page", "example.org", "https://a.example; script-src *", "'self'"):
        assert is_one_clear_error(hiwar("serve", HIWAR_WIDGET_ORIGINS=wrong), "HIWAR_WIDGET_ORIGINS", "origin")


PROMPTS = """{"id": "seats", "question": "كم مشاركاً حضر الورشة؟", "kind": "fact", "answers": [["42"]]}
{"id": "next", "question": "متى تُعقد الورشة المقبلة؟", "kind": "fact", "answers": [["آذار", "مارس"]]}
{"id": "cost", "question": "كم بلغت كلفة الورشة؟", "kind": "unanswerable", "answerable": false}
"""


@pytest.fixture
def prompts(tmp_path: Path) -> str:
    path = tmp_path / "prompts.jsonl"
    path.write_text(PROMPTS, "utf-8")
    return str(path)


@pytest.mark.slow
def test_prompts_are_answered_scored_and_compared(hiwar: Hiwar, report: Path, prompts: str, tmp_path: Path) -> None:
    hiwar("ingest", str(report))
    first = hiwar("evaluate", prompts, "--out", str(tmp_path / "runs" / "a"))
    assert first.returncode == 0, first.stderr
    assert {line.split("\t")[0] for line in first.stdout.splitlines()} >= {"right", "correct", "latency_p95"}
    results = (tmp_path / "runs" / "a" / "results.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in results] == ["seats", "next", "cost"]
    assert "كم مشاركاً" in (tmp_path / "runs" / "a" / "report.html").read_text("utf-8")
    told = hiwar("evaluate", prompts, "--out", str(tmp_path / "runs" / "b"), "--json").stdout.splitlines()
    metrics = json.loads(told[-1])["metrics"]
    assert metrics["all"]["right"]["n"] == 3
    written = json.loads((tmp_path / "runs" / "b" / "metrics.json").read_text("utf-8"))
    assert (written["all"], written["edition"]) == (metrics["all"], hiwar.live())
    runs = str(tmp_path / "runs" / "a"), str(tmp_path / "runs" / "b")
    compared = hiwar("evaluate", "--compare", *runs)
    assert "0 better, 0 worse, 0 otherwise, 3 same" in compared.stderr
    as_json = hiwar("evaluate", "--compare", *runs, "--json", "--out", str(tmp_path / "runs" / "a to b"))
    assert json.loads(as_json.stdout)["same"] == 3
    assert (tmp_path / "runs" / "a to b" / "comparison.html").is_file()


@pytest.mark.slow
def test_a_run_is_not_mixed_with_one_over_another_edition(
    hiwar: Hiwar, report: Path, prompts: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "run")
    hiwar("ingest", str(report))
    old = hiwar.live()
    hiwar("evaluate", prompts, "--out", out)
    report.write_text(REPORT.replace("42", "43"), "utf-8")
    hiwar("ingest", str(report))
    assert is_one_clear_error(hiwar("evaluate", prompts, "--out", out), "another edition")
    assert hiwar("evaluate", prompts, "--out", out, "--edition", old).returncode == 0
    assert is_one_clear_error(hiwar("evaluate", prompts, "--out", out, "--edition", "none"), "no edition")


def test_a_sheet_to_fill_in_is_written_and_others_prompts_are_put_into_one(
    hiwar: Hiwar, prompts: str, tmp_path: Path
) -> None:
    assert hiwar("evaluate", "--template", str(tmp_path / "new.xlsx")).returncode == 0
    assert hiwar("evaluate", prompts, "--template", str(tmp_path / "ours.csv")).returncode == 0
    assert "كم بلغت كلفة الورشة؟" in (tmp_path / "ours.csv").read_text("utf-8")
    assert is_one_clear_error(hiwar("evaluate", "--template", str(tmp_path / "new.xlsx")), "give another")


@pytest.mark.parametrize("arguments", [[], ["p.jsonl"], ["--out", "run"], ["p.jsonl", "--compare", "a", "b"]])
def test_evaluate_says_what_it_lacks(hiwar: Hiwar, arguments: list[str]) -> None:
    assert is_one_clear_error(hiwar("evaluate", *arguments), "Give the prompts")


def test_a_bad_prompt_file_and_what_is_no_run_are_one_clear_error(hiwar: Hiwar, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,question\na,\n", "utf-8")
    run = str(tmp_path / "run")
    assert is_one_clear_error(
        hiwar("evaluate", str(tmp_path / "p.csv"), "--out", run), "row 2, column question (B): is missing"
    )
    assert is_one_clear_error(hiwar("evaluate", "--compare", run, run), "holds no run")


@pytest.mark.slow
def test_a_gate_keeps_an_edition_from_going_live_until_it_holds(
    hiwar: Hiwar, report: Path, prompts: str, tmp_path: Path
) -> None:
    hiwar("ingest", str(report))
    live = hiwar.live()
    report.write_text(REPORT.replace("42 مشاركاً", "عدد من المشاركين"), "utf-8")
    assert hiwar("ingest", "--no-publish", str(report)).returncode == 0
    built = next(line.split("\t")[1] for line in hiwar("editions", "list").stdout.splitlines() if "live" not in line)
    publish = ("editions", "publish", built, "--gate", prompts)
    refused = hiwar(*publish, "--min", "correct=0.9", "--out", str(tmp_path / "gate"))
    assert refused.returncode == 1
    assert "Gate: correct >= 0.9 does not hold" in refused.stderr
    assert "لم يُنشر" in refused.stderr
    assert hiwar.live() == live
    assert json.loads((tmp_path / "gate" / "run.json").read_text("utf-8"))["edition"] == built
    assert hiwar(*publish, "--min", "verbatim=1", "--max", "latency_p50=60").returncode == 0
    assert hiwar.live() == built


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--gate", "{prompts}"], "at least one bound"),
        (["--min", "correct=0.5"], "A gate takes prompts"),
        (["--gate", "{prompts}", "--min", "correct=50"], "between 0 and 1"),
        (["--gate", "{prompts}", "--max", "correkt=1"], "The metrics are"),
        (["--gate", "none.jsonl", "--min", "correct=0.5"], "cannot be read"),
    ],
)
def test_a_gate_that_is_none_publishes_nothing(
    hiwar: Hiwar, report: Path, prompts: str, arguments: list[str], problem: str
) -> None:
    hiwar("ingest", "--no-publish", str(report))
    built = hiwar("editions", "list").stdout.split("\t")[1]
    given = [argument.format(prompts=prompts) for argument in arguments]
    assert is_one_clear_error(hiwar("editions", "publish", built, *given), problem)
    assert not (hiwar.folder / "data" / "editions" / "live").exists()


def test_documents_that_are_traps_are_refused_by_name_and_the_others_published(hiwar: Hiwar, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "good.md").write_text(REPORT, "utf-8")
    for name, data in {**DEEP, "big.docx": big_word_file()}.items():
        (folder / name).write_bytes(data)
    done = hiwar("ingest", str(folder), HIWAR_READ_MEMORY_MB="512")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert any("big.docx takes more memory than is allowed" in line for line in told)
    assert any("deep.html nests its elements too deeply" in line for line in told)
    listed = hiwar("documents", "list").stdout
    assert "good.md" in listed
    assert "big.docx" not in listed
    assert hiwar("ask", "كم مشاركاً حضر الورشة؟", "--json").returncode == 0
