"""Answers and results to be scored, made by hand."""

from collections.abc import Callable
from dataclasses import replace

from bot.answer import Answer, Citation, Question
from bot.evaluation.prompts import Prompt
from bot.evaluation.run import Result

EXPECTED = "عدد الشبكات سبع شبكات."
PROMPT = Prompt("a", Question("كم عدد الشبكات؟"), True, "fact", (("سبع", "7"),), (), (EXPECTED,))
REFUSED = Answer("لا جواب.", refused=True, reason="not_in_documents", confidence=0.1)


def citation(marker: int, passage: str) -> Citation:
    return Citation(marker, f"p{marker}", "تقرير", ("I. مقدمة",), 2, passage, passage, "report.pdf")


def quoting(*passages: str) -> Answer:
    """An answer that quotes whole passages, one a line."""
    citations = tuple(citation(number, passage) for number, passage in enumerate(passages, 1))
    text = "\n".join(f"{cited.quote} [{cited.marker}]" for cited in citations)
    return Answer(text, citations, confidence=0.9)


def result(name: str, answer: Answer, *, answerable: bool = True, seconds: float = 0.1, kind: str = "fact") -> Result:
    expected = PROMPT if answerable else replace(PROMPT, answers=(), sentences=())
    return Result(replace(expected, id=name, answerable=answerable, kind=kind), answer, seconds, "e1")


def logging_to(log: list[str], answer: Answer | None = None) -> Callable[[Question], Answer]:
    """Something that answers and notes what it was asked."""

    def answered(question: Question) -> Answer:
        log.append(question.text)
        return answer or quoting("عدد الشبكات سبع شبكات.")

    return answered
