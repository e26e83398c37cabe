"""Prompts -> a run: each prompt's answer, a line of `results.jsonl` as soon as it is there.

A run that was killed goes on where it stopped. `run.json`, written first, says what it is a run of.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.answer import Answer, Question
from bot.evaluation.fields import prompt_from_json, prompt_json
from bot.evaluation.prompts import Prompt
from errors import HiwarError, Sentence
from ingest.readings import replace_file

RUN, RESULTS = "run.json", "results.jsonl"
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
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        _claim(out, prompts, edition)
        done = {result.prompt.id: result for result in _resumed(out)}
    for number, prompt in enumerate(prompts):
        progress(number, len(prompts))
        if prompt.id not in done:
            done[prompt.id] = result = _answered(prompt, answer, edition)
            with writing(out):
                _append(out / RESULTS, json.dumps(_to_json(result), ensure_ascii=False))
    progress(len(prompts), len(prompts))
    return [done[prompt.id] for prompt in prompts]


def read_run(folder: Path) -> list[Result]:
    """The results of a run, also of one that has not come to its end.

    :raises HiwarError: If there are none, or they are damaged.
    """
    results = _read(folder)
    if not results:
        raise _no_run(folder, f"{RESULTS} is empty")
    return results


@contextmanager
def writing(out: Path) -> Generator[None]:
    """Tell it clearly where a disk does not take what is written to `out`."""
    try:
        yield
    except OSError as error:
        raise HiwarError(
            "run_not_written",
            f"{error.strerror or error}. Check the rights of {out} and the free disk space, or give another --out.",
            name=out.name,
        ) from error


def _claim(out: Path, prompts: Sequence[Prompt], edition: str) -> None:
    """Write what `out` is a run of, or see that it is a run of the same."""
    asked = json.dumps([prompt_json(prompt) for prompt in prompts], ensure_ascii=False)
    run = {"edition": edition, "prompts": len(prompts), "sha256": hashlib.sha256(asked.encode()).hexdigest()}
    if not (out / RUN).exists():
        if (out / RESULTS).exists():
            raise _other_run(out, Sentence("run_of_unknown"), f"{RUN} is missing. ")
        replace_file(out / RUN, json.dumps(run, indent=1).encode())
        return
    try:
        earlier = json.loads((out / RUN).read_bytes())
        other_edition, other_prompts = earlier["edition"] != edition, earlier["sha256"] != run["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise _other_run(out, Sentence("run_of_unknown"), f"{RUN} is damaged. ") from error
    if other_prompts:
        raise _other_run(out, Sentence("run_of_other_prompts"))
    if other_edition:
        raise _other_run(out, Sentence("run_of_other_edition", edition=earlier["edition"]))


def _other_run(out: Path, problem: Sentence, detail: str = "") -> HiwarError:
    return HiwarError(
        "run_of_other", f"{detail}Give another --out, or delete that folder.", name=out.name, problem=problem
    )


def _no_run(folder: Path, problem: str) -> HiwarError:
    return HiwarError("run_unreadable", f"{problem}. `hiwar evaluate PROMPTS --out DIR` makes one.", name=folder.name)


def _answered(prompt: Prompt, answer: Callable[[Question], Answer], edition: str) -> Result:
    start = time.perf_counter()
    given = answer(prompt.question)
    return Result(prompt, given, round(time.perf_counter() - start, 4), edition)


def _append(path: Path, line: str) -> None:
    """Add a line, and see it safely on the disk."""
    with path.open("ab") as file:
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _resumed(out: Path) -> list[Result]:
    """The results so far; a last line that a kill has cut is taken off the file."""
    path = out / RESULTS
    if not path.exists():
        return []
    os.truncate(path, len(_whole_lines(path.read_bytes())))
    return _read(out)


def _read(folder: Path) -> list[Result]:
    try:
        lines = _whole_lines((folder / RESULTS).read_bytes()).split(b"\n")
        # Not splitlines(): an answer may hold separators of lines other than the newline.
        return [_from_json(json.loads(line)) for line in lines if line.strip()]
    except OSError as error:
        raise _no_run(folder, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise _no_run(folder, f"{RESULTS} is damaged") from error


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _to_json(result: Result) -> dict[str, Any]:
    return {
        **prompt_json(result.prompt),
        "answer": result.answer.to_json(),
        "seconds": result.seconds,
        "edition": result.edition,
    }


def _from_json(data: dict[str, Any]) -> Result:
    answer = _ANSWER.validate_python(data["answer"])
    return Result(prompt_from_json(data), answer, float(data["seconds"]), str(data["edition"]))
