"""Chains that answer by a script: what the page must bear with, on demand."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Citation, Question

Script = Callable[[Question], Iterator[Answer]]


class ScriptedChain(Runnable[Question, Answer]):
    """Streams what its script yields, and keeps what it was asked and whether it was closed."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.questions: list[Question] = []
        self.snapshots = 0
        self.closed = threading.Event()

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return list(self.stream(input))[-1]

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        self.questions.append(input)
        try:
            for snapshot in self.script(input):
                self.snapshots += 1
                yield snapshot
        finally:
            self.closed.set()


def growing(answer: Answer, *, pause: float = 0.0, step: int = 12) -> Iterator[Answer]:
    """The answer as a model writes it, `step` characters at a time; citations come with the whole."""
    for end in range(step, len(answer.text), step):
        yield Answer(answer.text[:end], method="generated")
        time.sleep(pause)
    yield answer


def citation(marker: int = 1, **changes: Any) -> Citation:
    """A citation of a made-up report, changed where a test needs it."""
    fields: dict[str, Any] = {
        "marker": marker,
        "passage_id": f"p{marker}",
        "title": "تقرير المشاورة الإقليمية الثالثة",
        "section": ("ثانيًا: المناقشات", "باء. حماية العمال المهاجرين"),
        "page": 3,
        "quote": QUOTE,
        "passage": PASSAGE,
        "source": "regional-consultation-3.pdf",
    }
    return Citation(**(fields | changes))


QUOTE = "ودعا المشاركون إلى توحيد عقود العمل بحلول 2027-06-30 وإلى نشرها بلغات العمال."
PASSAGE = (
    "ناقشت الجلسة الثانية أوضاع العمال في قطاعي البناء والزراعة، "
    "وعرضت ممثلة International Labour Organization (ILO) نتائج مسح شمل 1,250 عاملًا.\n"
    f"{QUOTE} وأشار الحاضرون إلى القرار A/RES/73/195 وإلى الدليل المنشور على https://example.org/guide?lang=ar.\n"
    "وتُرسل الملاحظات إلى secretariat@example.org قبل 15 December 2026، أو بالهاتف +961-1-555-010."
)
ANSWER_TEXT = (
    "دعا المشاركون في المشاورة الإقليمية الثالثة إلى توحيد عقود العمل بحلول 2027-06-30 "
    "وإلى نشرها بلغات العمال [1]. "
    "وعرضت ممثلة International Labour Organization (ILO) نتائج مسح شمل 1,250 عاملًا "
    "في قطاعي البناء والزراعة [2].\n"
    "IOM وشركاؤها يعدّون دليلًا عمليًا يُنشر على https://example.org/guide?lang=ar، وتُرسل الملاحظات عليه إلى "
    "secretariat@example.org قبل 15 December 2026 [1]. ويستند الدليل إلى القرار A/RES/73/195 الذي اعتُمد في "
    "19 كانون الأول/ديسمبر 2018 [3]."
)
ANSWER = Answer(
    text=ANSWER_TEXT,
    citations=(
        citation(1),
        citation(
            2,
            page=4,
            quote="وعرضت ممثلة International Labour Organization (ILO) نتائج مسح شمل 1,250 عاملًا.",
            passage=PASSAGE.replace("، وعرضت", ".\nوعرضت"),
        ),
        citation(
            3,
            title="خلاصة Global Compact for Migration للممارسين",
            section=("الأهداف",),
            page=None,
            source="خلاصة الممارسين.docx",
            verified=False,
        ),
    ),
    confidence=0.9,
)
REFUSAL = Answer(
    text="لم أجد في الوثائق المتاحة ما يجيب عن هذا السؤال. بحثتُ في كل الوثائق وعددها 4.",
    refused=True,
    reason="no_evidence",
    related=(citation(0, quote=""),),
)
EXAMPLES = (
    "إلى ماذا دعا المشاركون بشأن عقود العمل؟",
    "ما نتائج المسح الذي عرضته ILO؟",
    "متى ينتهي أجل إرسال الملاحظات على الدليل؟",
)
