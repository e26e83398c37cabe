"""A data directory in which something is wrong, from the shell: what each command says, and what is mended."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.test_cli import Hiwar, is_one_clear_error
from tests.waiting import post
from vectorstore.editions import Editions

ROOT = Path(__file__).resolve().parent.parent
REPORT = "# محضر الورشة\n\nافتتحت السيدة سلمى الحاج الورشة. وحضر الورشة 42 مشاركاً من سبع نقابات.\n"
OTHER = "# محضر اللجنة\n\nناقش المجتمعون ميزانية السنة المقبلة وأقروها. ثم رُفعت الجلسة.\n"
QUESTION = "كم مشاركاً حضر الورشة؟"

pytestmark = pytest.mark.slow


@pytest.fixture
def hiwar(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hiwar:
    """The command on a data directory in which one document is published; another lies beside it."""
    hiwar = Hiwar(tmp_path, tiny_model, monkeypatch, capsys)
    (tmp_path / "report.md").write_text(REPORT, "utf-8")
    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    done = hiwar("ingest", str(tmp_path / "report.md"))
    assert done.returncode == 0, done.stderr
    return hiwar


def data_of(hiwar: Hiwar) -> Path:
    return hiwar.folder / "data"


def documents(hiwar: Hiwar) -> list[str]:
    return [line.split("\t")[2] for line in hiwar("documents", "list").stdout.splitlines()]


@contextmanager
def read_only(folder: Path) -> Generator[None]:
    """Let nobody write in a folder, the superuser neither, who obeys no rights but those of a mount."""
    if os.geteuid():
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    mounted = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("the superuser may not mount here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # Chroma may hold a file of it


@pytest.mark.parametrize("pointer", [b"", b"20200101T000000000000-none"])
def test_a_lost_pointer_publishes_nothing_and_is_mended(hiwar: Hiwar, pointer: bytes) -> None:
    live = hiwar.live()
    (data_of(hiwar) / "editions" / "live").write_bytes(pointer)
    other = str(hiwar.folder / "other.md")
    for command in (
        ("ingest", other), ("ask", QUESTION), ("documents", "list"), ("serve", "--port", str(free_port())),
        ("editions", "rollback"), ("editions", "prune"), ("ingest", "--if-empty", other),
    ):  # fmt: skip
        assert is_one_clear_error(hiwar(*command), "not known which edition", "hiwar check --repair"), command
    assert live in hiwar("editions", "list").stdout
    found = hiwar("check")
    assert found.returncode == 1
    assert live in found.stdout
    assert hiwar("check", "--repair").returncode == 0
    assert hiwar.live() == live
    assert hiwar("ingest", other).returncode == 0
    assert documents(hiwar) == ["other.md", "report.md"]


def test_where_the_list_of_what_was_published_is_lost_too_the_newest_is_named_or_a_person_chooses(
    hiwar: Hiwar,
) -> None:
    first, other = hiwar.live(), str(hiwar.folder / "other.md")
    assert hiwar("ingest", other).returncode == 0
    second = hiwar.live()

    def lose() -> None:
        for name in ("live", "published"):
            (data_of(hiwar) / "editions" / name).unlink()

    lose()
    for command in (("ingest", other), ("ingest", "--if-empty", other), ("serve", "--port", str(free_port()))):
        assert is_one_clear_error(hiwar(*command), "not known which edition", "hiwar check --repair"), command
    found = hiwar("check")
    assert found.returncode == 1
    assert "editions/live" in found.stdout
    assert hiwar("check", "--repair").returncode == 0
    assert hiwar.live() == second
    lose()
    assert hiwar("editions", "publish", first).returncode == 0
    assert hiwar.live() == first
    assert hiwar("check").returncode == 0


def test_a_lost_pointer_in_a_directory_of_the_first_format_loses_no_document(hiwar: Hiwar) -> None:
    data = data_of(hiwar)
    shutil.rmtree(data)
    with tarfile.open(ROOT / "tests" / "vectorstore" / "formats" / "1.tar.xz") as archive:
        archive.extractall(data, filter="data")
    (data / "editions" / "live").unlink()
    for command in (("ingest", str(hiwar.folder / "other.md")), ("serve", "--port", str(free_port()))):
        assert is_one_clear_error(hiwar(*command), "not known which edition", "hiwar check --repair"), command
    assert "editions/live" in hiwar("check").stdout
    hiwar("check", "--repair")
    assert hiwar("ingest", str(hiwar.folder / "other.md")).returncode == 0
    assert documents(hiwar) == ["budget.txt", "other.md", "seats.md"]


def test_what_was_built_and_never_published_is_no_lost_pointer(hiwar: Hiwar) -> None:
    shutil.rmtree(data_of(hiwar))
    assert hiwar("ingest", "--no-publish", str(hiwar.folder / "report.md")).returncode == 0
    assert hiwar("check").returncode == 0
    assert is_one_clear_error(hiwar("ask", QUESTION), "Nothing has been published")
    assert hiwar("ingest", str(hiwar.folder / "other.md")).returncode == 0
    assert documents(hiwar) == ["other.md"]


def test_an_edition_that_was_rolled_back_from_is_not_named_again(hiwar: Hiwar) -> None:
    first = hiwar.live()
    assert hiwar("ingest", str(hiwar.folder / "other.md")).returncode == 0
    assert hiwar("editions", "rollback").returncode == 0
    (data_of(hiwar) / "editions" / "live").unlink()
    assert is_one_clear_error(hiwar("ask", QUESTION), "not known which edition")
    assert hiwar("check", "--repair").returncode == 0
    assert hiwar.live() == first


def test_a_damaged_reading_is_read_anew_by_the_next_ingest(hiwar: Hiwar) -> None:
    (reading,) = (data_of(hiwar) / "readings").iterdir()
    reading.write_bytes(reading.read_bytes()[:500])
    shown = hiwar("documents", "show", hiwar("documents", "list").stdout[:8])
    assert is_one_clear_error(shown, "missing or damaged")
    assert "سلمى" not in shown.stderr
    done = hiwar("ingest", str(hiwar.folder / "other.md"))
    assert done.returncode == 0, done.stderr
    assert documents(hiwar) == ["other.md", "report.md"]
    assert json.loads(reading.read_text("utf-8"))["title"] == "محضر الورشة"
    assert hiwar("check").returncode == 0


@pytest.mark.parametrize("name", ["history.sqlite", "hiwar.sqlite"])
def test_a_damaged_database_keeps_the_server_from_starting_until_it_is_set_aside(hiwar: Hiwar, name: str) -> None:
    dust = os.urandom(4096)
    (data_of(hiwar) / name).write_bytes(dust)
    assert is_one_clear_error(hiwar("serve", "--port", str(free_port())), name, "damaged", "hiwar check --repair")
    if name == "hiwar.sqlite":
        assert is_one_clear_error(hiwar("users", "list"), name, "damaged")
    assert hiwar("check").returncode == 1
    assert hiwar("check", "--repair").returncode == 0
    assert (data_of(hiwar) / f"{name}.damaged").read_bytes() == dust
    assert hiwar("users", "list").returncode == 0


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("history.sqlite", ""),  # a folder
        ("hiwar.sqlite", "CREATE TABLE users (x)"),
        ("hiwar.sqlite", "CREATE TABLE api_keys (x)"),
        ("hiwar.sqlite", "CREATE TABLE exchanges (x)"),
        ("history.sqlite", "CREATE TABLE shared (id)"),
        ("vectors.sqlite", "CREATE TABLE vectors (x)"),
        ("vectors.sqlite", ""),
    ],
)
def test_what_is_no_database_of_its_name_is_told_and_set_aside(hiwar: Hiwar, name: str, statement: str) -> None:
    path = data_of(hiwar) / name
    path.unlink(missing_ok=True)
    if statement:
        with closing(sqlite3.connect(path)) as other:
            other.execute(statement)
        path.chmod(0o600)
    else:
        path.mkdir(mode=0o700)
    found = hiwar("check")
    assert found.returncode == 1
    assert name in found.stdout
    if name != "vectors.sqlite" and "exchanges" not in statement:
        assert is_one_clear_error(hiwar("serve", "--port", str(free_port())), name, "damaged", "hiwar check --repair")
    assert hiwar("check", "--repair").returncode == 0
    assert path.with_name(f"{name}.damaged").exists()
    assert hiwar("ingest", str(hiwar.folder / "other.md")).returncode == 0
    assert hiwar("users", "list").returncode == 0
    assert hiwar("check").returncode == 0


@pytest.mark.parametrize("name", ["readings", "originals"])
@pytest.mark.parametrize("is_link", [False, True])
def test_what_stands_in_the_place_of_a_folder_is_told_and_set_aside(hiwar: Hiwar, name: str, is_link: bool) -> None:
    place = data_of(hiwar) / name
    shutil.rmtree(place)
    if is_link:
        place.symlink_to("nowhere")
    else:
        place.write_text("")
    checked = hiwar("check")
    assert checked.returncode == 1
    assert f"{name}\tit is not a folder\t--repair sets it aside.\trepairable" in checked.stdout
    assert hiwar("check", "--repair").returncode == 0
    assert place.is_dir()
    assert documents(hiwar) == ["report.md"]


def test_where_the_editions_are_gone_for_a_file_a_new_shelf_is_begun(hiwar: Hiwar) -> None:
    place = data_of(hiwar) / "editions"
    shutil.rmtree(place)
    place.write_text("")
    assert "editions\tit is not a folder" in hiwar("check").stdout
    assert hiwar("check", "--repair").returncode == 0
    assert hiwar("ingest", str(hiwar.folder / "report.md")).returncode == 0
    assert documents(hiwar) == ["report.md"]


def test_a_document_that_can_be_had_from_nowhere_is_told_and_nothing_is_published_without_it(hiwar: Hiwar) -> None:
    live = hiwar.live()
    for folder in ("readings", "originals"):
        shutil.rmtree(data_of(hiwar) / folder)
    (hiwar.folder / "report.md").unlink()
    assert is_one_clear_error(hiwar("ingest", str(hiwar.folder / "other.md")), "report.md")
    found = json.loads(hiwar("check", "--repair", "--json").stdout)
    assert (found["state"], found["live"], found["editions"]) == ("broken", live, [live])
    (finding,) = (finding for finding in found["findings"] if not finding["repairable"])
    assert finding["where"] == "report.md"
    assert "hiwar ingest" in finding["advice"]
    assert hiwar("ask", QUESTION).returncode == 0
    (hiwar.folder / "report.md").write_text(REPORT, "utf-8")
    assert hiwar("ingest", *(str(hiwar.folder / name) for name in ("report.md", "other.md"))).returncode == 0
    assert documents(hiwar) == ["other.md", "report.md"]
    assert hiwar("check").returncode == 0


def test_an_original_that_is_lost_is_kept_again_when_its_file_is_given_again(hiwar: Hiwar) -> None:
    (original,) = (data_of(hiwar) / "originals").iterdir()
    original.write_bytes(b"dust")
    assert hiwar("check").returncode == 1
    assert "1 unchanged" in hiwar("ingest", str(hiwar.folder / "report.md")).stderr
    assert original.read_text("utf-8") == REPORT
    assert hiwar("check").returncode == 0


def test_what_an_ingest_that_was_broken_off_has_left_is_told_unless_one_is_at_work(hiwar: Hiwar) -> None:
    left = data_of(hiwar) / "editions" / "20200101T000000000000-dead"
    left.mkdir(mode=0o700)
    (data_of(hiwar) / "originals" / "x.md.draft").touch(mode=0o600)
    with Editions(data_of(hiwar) / "editions").writing():
        assert hiwar("check").returncode == 0
        assert is_one_clear_error(hiwar("check", "--repair"), "Another ingest is running")
    assert len(hiwar("check").stdout.splitlines()) == 2
    assert hiwar("check", "--repair").returncode == 0
    assert not left.exists()


def test_nothing_to_check_is_one_clear_error(hiwar: Hiwar) -> None:
    nowhere = str(hiwar.folder / "nowhere")
    for arguments in ((), ("--repair",)):
        assert is_one_clear_error(hiwar("check", "--data-dir", nowhere, *arguments), "Nothing has been published")
    assert not Path(nowhere).exists()


def test_a_directory_that_cannot_be_written_is_one_clear_error(hiwar: Hiwar) -> None:
    with read_only(data_of(hiwar)):
        assert is_one_clear_error(hiwar("ingest", str(hiwar.folder / "other.md")), "cannot be written")
        assert is_one_clear_error(hiwar("users", "list"), "cannot be reached")
        assert is_one_clear_error(hiwar("serve", "--port", str(free_port())), "cannot be written")
        assert is_one_clear_error(hiwar("check", "--repair"), "cannot be written")
        found = hiwar("check")
        assert found.returncode == 2
        assert "cannot be written" in found.stdout


def test_all_that_is_kept_is_for_its_owner_alone_whatever_the_umask_and_the_past(
    tmp_path: Path, tiny_model: Path
) -> None:
    data = tmp_path / "data"
    (tmp_path / "report.md").write_text(REPORT, "utf-8")
    environment = {**os.environ, "HIWAR_EMBEDDINGS": str(tiny_model)}

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", "cli", *arguments, "--data-dir", str(data)]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, umask=0o000, stderr=subprocess.DEVNULL)

    def open_to_others() -> list[Path]:
        return [path for path in (data, *data.rglob("*")) if path.stat().st_mode & 0o077]

    run("ingest", str(tmp_path / "report.md"))
    run("users", "list")
    assert open_to_others() == []
    for path in (data, *data.rglob("*")):  # as an earlier version left it
        path.chmod(0o777 if path.is_dir() else 0o666)
    run("check", "--repair")
    assert open_to_others() == []


def test_what_is_not_ours_beside_the_data_keeps_its_rights(hiwar: Hiwar) -> None:
    script = data_of(hiwar) / "backup.sh"
    script.touch()
    script.chmod(0o755)
    data_of(hiwar).chmod(0o755)
    assert hiwar("check", "--repair").returncode == 0
    assert [path.stat().st_mode & 0o777 for path in (script, data_of(hiwar))] == [0o755, 0o755]


def test_a_server_answers_on_while_its_directory_is_checked_loses_its_pointer_and_is_mended(hiwar: Hiwar) -> None:
    port, live = free_port(), hiwar.live()
    environment = {**os.environ, **hiwar.settings, "HIWAR_API": "open", "HIWAR_WORKERS": "1"}
    pointer = data_of(hiwar) / "editions" / "live"
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout
        assert server.stderr
        assert "Hiwar answers at" in server.stdout.readline()

        def answered() -> str:
            said = post(f"http://127.0.0.1:{port}/api/ask", json={"question": QUESTION})
            assert said.status_code == 200, said.text
            return str(said.json()["edition"])

        try:
            assert answered() == live
            assert hiwar("check").returncode == 0
            pointer.write_text("")
            assert hiwar("check").returncode == 1
            assert answered() == live
            assert hiwar("check", "--repair").returncode == 0
            assert hiwar("ingest", str(hiwar.folder / "other.md")).returncode == 0
            assert hiwar("check").returncode == 0
            assert answered() in (live, hiwar.live())
        finally:
            server.terminate()
        told = server.stderr.read()
    assert "Traceback" not in told
    assert "سلمى" not in told
