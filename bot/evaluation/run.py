"""Prompts -> a run: each prompt's answer, a line of `results.jsonl` as soon as it is there.

A run that was killed goes on where it stopped.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.answer import Answer, Question
from bot.evaluation.files import prompt_from_json, prompt_json
from bot.evaluation.prompts import Prompt
from errors import HiwarError

RESULTS = "results.jsonl"
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one prompt.

    :param seconds: From the question to the whole answer.
    :param edition: Which edition answered.
    """

    prompt: Prompt
    answer: Answer
    seconds: float
    edition: str


def evaluate(
    prompts: Sequence[Prompt],
    answer: Callable[[Question], Answer],
    edition: str,
    out: Path,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Result]:
    """Answer every prompt that has no result in `out` yet.

    :param out: A folder; made if it is not there.
    :return: The results of all prompts, in their order.
    :raises HiwarError: If `out` holds a run over other prompts or another edition, or cannot be written.
    """
    path = out / RESULTS
    try:
        out.mkdir(parents=True, exist_ok=True)
        done = {result.prompt.id: result for result in _kept(path)}
        _check_same_run(done, prompts, edition, out)
        with path.open("a", encoding="utf-8") as file:
            for number, prompt in enumerate(prompts):
                progress(number, len(prompts))
                if prompt.id not in done:
                    done[prompt.id] = result = _answered(prompt, answer, edition)
                    file.write(json.dumps(_to_json(result), ensure_ascii=False) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
    except OSError as error:
        raise HiwarError(
            "تعذّرت كتابة نتائج التقييم.", f"The results cannot be written to {out}: {error.strerror or error}."
        ) from error
    progress(len(prompts), len(prompts))
    return [done[prompt.id] for prompt in prompts]


def read_run(folder: Path) -> list[Result]:
    """The results of a run.

    :raises HiwarError: If there are none, or they are damaged.
    """
    try:
        lines = (folder / RESULTS).read_text("utf-8").splitlines()
        return [_from_json(json.loads(line)) for line in lines if line.strip()]
    except OSError as error:
        raise _no_run(folder, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise _no_run(folder, f"{RESULTS} is damaged") from error


def _no_run(folder: Path, problem: str) -> HiwarError:
    return HiwarError(
        f"لا توجد نتائج تقييم صالحة في «{folder.name}».",
        f"{folder} holds no run that can be read: {problem}.",
        "`hiwar evaluate PROMPTS --out DIR` makes one.",
    )


def _answered(prompt: Prompt, answer: Callable[[Question], Answer], edition: str) -> Result:
    start = time.perf_counter()
    given = answer(prompt.question)
    return Result(prompt, given, time.perf_counter() - start, edition)


def _kept(path: Path) -> Iterator[Result]:
    """The results so far; a last line that a kill has cut is taken off the file."""
    if not path.is_file():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        os.truncate(path, len(whole))
    try:
        for line in whole.decode("utf-8").splitlines():
            yield _from_json(json.loads(line))
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise _no_run(path.parent, f"{RESULTS} is damaged") from error


def _check_same_run(done: dict[str, Result], prompts: Sequence[Prompt], edition: str, out: Path) -> None:
    asked = {prompt.id: prompt for prompt in prompts}
    other = next((name for name, result in done.items() if asked.get(name) != result.prompt), None)
    if other is not None:
        problem_ar, problem = "أسئلة أخرى", f"other prompts (see {other!r})"
    elif any(result.edition != edition for result in done.values()):
        problem_ar, problem = "إصداراً آخر", "another edition"
    else:
        return
    raise HiwarError(
        f"يضم المجلد «{out.name}» نتائج تقييم تخص {problem_ar}.",
        f"{out} holds a run over {problem}.",
        "Give another --out, or delete that folder.",
    )


def _to_json(result: Result) -> dict[str, Any]:
    return {
        **prompt_json(result.prompt),
        "answer": result.answer.to_json(),
        "seconds": round(result.seconds, 4),
        "edition": result.edition,
    }


def _from_json(data: dict[str, Any]) -> Result:
    answer = _ANSWER.validate_python(data["answer"])
    return Result(prompt_from_json(data), answer, float(data["seconds"]), str(data["edition"]))
