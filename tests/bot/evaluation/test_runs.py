"""A run is written a line at a time, goes on after any kill, and is not mixed with another."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answer, Question
from bot.evaluation.run import RESULTS, RUN, evaluate, read_run
from errors import HiwarError
from tests.bot.evaluation.kit import PROMPT, citation, logging_to, quoting
from tests.waiting import until

PROMPTS = [replace(PROMPT, id=str(number), question=Question(f"سؤال {number}؟")) for number in range(4)]
ROOT = Path(__file__).resolve().parents[3]


def test_a_result_holds_the_prompt_s_fields_the_answer_and_the_seconds(tmp_path: Path) -> None:
    answer = quoting("سبع شبكات.")
    evaluate([PROMPT], logging_to([], answer), "e1", tmp_path)
    line = json.loads((tmp_path / RESULTS).read_text("utf-8"))
    assert (line["id"], line["answers"], line["edition"]) == ("a", [["سبع", "7"]], "e1")
    assert line["answer"] == json.loads(json.dumps(answer.to_json()))
    assert line["seconds"] >= 0
    assert read_run(tmp_path)[0].answer == answer


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1))
def test_a_run_that_was_cut_anywhere_goes_on_with_what_is_missing(where: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out, asked = Path(folder), list[str]()
        whole = evaluate(PROMPTS, logging_to([]), "e1", out)
        data = (out / RESULTS).read_bytes()
        cut = data[: int(where * len(data))]
        (out / RESULTS).write_bytes(cut)
        again = evaluate(PROMPTS, logging_to(asked), "e1", out)
        assert len(asked) == len(PROMPTS) - cut.count(b"\n")
        assert [result.answer for result in again] == [result.answer for result in whole]
        assert [result.prompt for result in read_run(out)] == PROMPTS


def test_a_run_that_has_ended_asks_nothing_again(tmp_path: Path) -> None:
    asked: list[str] = []
    for _ in range(2):
        evaluate(PROMPTS, logging_to(asked), "e1", tmp_path)
    assert len(asked) == len(PROMPTS)


def test_separators_of_lines_within_an_answer_do_not_part_its_line(tmp_path: Path) -> None:
    text = "سطر\u2028آخر\u2029وثالث\x85ورابع"
    answer = Answer(f"{text} [1]", (citation(1, text),))
    evaluate([PROMPT], logging_to([], answer), "e1", tmp_path)
    assert evaluate([PROMPT], logging_to([]), "e1", tmp_path)[0].answer == answer
    assert read_run(tmp_path)[0].answer == answer


def test_a_run_is_read_while_its_last_line_is_being_written(tmp_path: Path) -> None:
    evaluate(PROMPTS, logging_to([]), "e1", tmp_path)
    path = tmp_path / RESULTS
    path.write_bytes(path.read_bytes()[:-30])
    assert [result.prompt for result in read_run(tmp_path)] == PROMPTS[:-1]
    assert path.read_bytes()[-1:] != b"\n"  # who only reads alters nothing


@pytest.mark.parametrize(
    "prompts",
    [PROMPTS[:-1], [*PROMPTS, PROMPT], PROMPTS[::-1], [*PROMPTS[:-1], replace(PROMPTS[-1], kind="other")]],
    ids=["fewer", "more", "turned", "changed where no result is yet"],
)
def test_a_run_over_other_prompts_is_refused(tmp_path: Path, prompts: list[object]) -> None:
    evaluate(PROMPTS, logging_to([]), "e1", tmp_path)
    path = tmp_path / RESULTS
    path.write_bytes(path.read_bytes()[:-30])
    before = path.read_bytes()
    with pytest.raises(HiwarError, match="over other prompts") as caught:
        evaluate(prompts, logging_to([]), "e1", tmp_path)  # type: ignore[arg-type]
    assert "أسئلة أخرى" in caught.value.told("ar")
    assert path.read_bytes() == before


def test_a_run_over_another_edition_or_of_unknown_origin_is_refused(tmp_path: Path) -> None:
    evaluate(PROMPTS, logging_to([]), "e1", tmp_path)
    with pytest.raises(HiwarError, match="over another edition, e1"):
        evaluate(PROMPTS, logging_to([]), "e2", tmp_path)
    (tmp_path / RUN).write_text("{")
    with pytest.raises(HiwarError, match=r"run\.json is damaged"):
        evaluate(PROMPTS, logging_to([]), "e1", tmp_path)
    (tmp_path / RUN).unlink()
    with pytest.raises(HiwarError, match=r"run\.json is missing"):
        evaluate(PROMPTS, logging_to([]), "e1", tmp_path)


def _no_folder(out: Path) -> None:
    out.rmdir()


def _half_a_line(out: Path) -> None:
    (out / RESULTS).write_text('{"id": "a"', "utf-8")


def _damaged(out: Path) -> None:
    (out / RESULTS).write_text('{"id": "a"}\n', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "problem"), [(_no_folder, "No such file"), (_half_a_line, "is empty"), (_damaged, "is damaged")]
)
def test_what_is_no_run_is_one_clear_error(tmp_path: Path, spoil: Callable[[Path], None], problem: str) -> None:
    out = tmp_path / "run"
    out.mkdir()
    spoil(out)
    with pytest.raises(HiwarError, match=problem):
        read_run(out)


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(HiwarError, match="cannot be written"):
        evaluate(PROMPTS, logging_to([]), "e1", tmp_path / "file")


def test_an_answerer_that_breaks_is_not_taken_for_a_full_disk_and_what_it_answered_stays(tmp_path: Path) -> None:
    def answer(question: Question) -> Answer:
        if "2" in question.text:
            raise ConnectionRefusedError("the model is away")
        return quoting(question.text)

    with pytest.raises(ConnectionRefusedError):
        evaluate(PROMPTS, answer, "e1", tmp_path)
    assert [result.prompt for result in read_run(tmp_path)] == PROMPTS[:2]


CHILD = """
import sys, time
from pathlib import Path
from tests.bot.evaluation.kit import quoting
from bot.evaluation.files import read_prompts
from bot.evaluation.run import evaluate

answered = 0

def answer(question):
    global answered
    answered += 1
    if answered > int(sys.argv[3]):
        time.sleep(3600)  # until it is killed
    return quoting(question.text)

evaluate(read_prompts(Path(sys.argv[1])), answer, "e1", Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    prompts, out = tmp_path / "p.jsonl", tmp_path / "run"
    questions = [f"سؤال {number}؟" for number in range(60)]
    lines = [json.dumps({"id": str(at), "question": question}) for at, question in enumerate(questions)]
    prompts.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-c", CHILD, str(prompts), str(out)]
    for stop_at in (10, 30):
        with subprocess.Popen([*command, str(stop_at - written(out))], cwd=ROOT) as child:
            until(lambda child=child, stop_at=stop_at: child.poll() is not None or written(out) == stop_at)
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        assert written(out) == stop_at
    before = (out / RESULTS).read_bytes()
    subprocess.run([*command, str(len(questions))], cwd=ROOT, check=True)
    after = (out / RESULTS).read_bytes()
    assert after.startswith(before[: before.rfind(b"\n") + 1])
    assert [result.prompt.question.text for result in read_run(out)] == questions


def written(out: Path) -> int:
    path = out / RESULTS
    return path.read_bytes().count(b"\n") if path.exists() else 0
