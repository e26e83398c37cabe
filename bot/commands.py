"""A passage -> which of its sentences tell a machine what to do.

Nothing in a document is an instruction to Hiwar. Such sentences are neither quoted nor given to a model;
what a rule misses is still fenced as data, and checked.
"""

import re
from collections.abc import Sequence

from ingest.document import Span
from vectorstore.analyzer import fold

# At the beginning of a clause: "he ignored the instructions" is a report, "ignore the instructions" is not.
_START = r"(?:^|[.:،؛!؟?\n\"«»(\[*#>-])\s*(?:ارجو ان |رجاء |الرجاء |من فضلك |لو سمحت |please |now )?(?:و|ف)?"
_THESE = r"(?:\s+(?:كل|جميع|كافه|اي|هذه|تلك|عن|من|all|any|the|your|these|previous|prior|above|of)){0,4}"
_DROP = "تجاهل|تجاهلي|تجاهلوا|انس|انسي|انسوا|اهمل|اهملي|اهملوا|تغاض|تخط|خالف|لا تتبع|لا تلتزم"
_PATTERNS = (
    rf"{_START}(?:{_DROP})(?:\s+ب)?{_THESE}"
    r"\s+(?:ب?ال)?(?:تعليمات|اوامر|توجيهات|قواعد|ارشادات|سوال|اسئله|مقاطع|ما (?:سبق|قبل|قيل|ورد))",
    rf"{_START}(?:ignore|disregard|forget|override|bypass)(?:\s+\w+){{0,4}}"
    r"\s+(?:instructions?|prompts?|rules|guidelines|above)\b",
    r"(?:ايها|ايتها|يا)\s+(?:ال)?(?:نموذج|مساعد|مساعد الذكي|بوت|روبوت|ذكاء|الاله)(?!\w)",
    r"(?<!\w)(?:انت|انك)\s+(?:منذ |من )?الان\s+(?:مساعد|نموذج|بوت|روبوت|خبير|شخص|في وضع|تعمل|تتصرف|حر|بلا|ملزم|لست)",
    # Said of a machine in the third person: "على المساعد أن يقول ...", "يُطلب من كل نموذج لغوي أن يرد ...".
    r"(?:علي|من)\s+(?:كل |اي )?(?:ال)?(?:نموذج|مساعد|بوت|روبوت|ذكاء)(?:\s+(?:ال)?(?:اصطناعي|ذكي|لغوي|الي|افتراضي))*"
    r"\s+ان\s+(?:لا )?(?:يقول|يجيب|يرد|يتجاهل|يدعي)(?!\w)",
    # A heading of the sentence itself, which names whom it is for: "تعليمات للذكاء الاصطناعي: ...".
    rf"{_START}(?:ملاحظه|تعليمات|توجيهات|توجيه|رساله|تنبيه|اوامر|امر)(?:\s+(?:هامه|مهمه|خاصه))?"
    r"\s+لل(?:نظام|بوت|روبوت|ذكاء|(?:نموذج|مساعد)(?=\s+(?:ال)?(?:ذكي|لغوي|الي|افتراضي)))"
    r"(?:\s+(?:ال)?(?:اصطناعي|ذكي|لغوي|الي|افتراضي))?\s*:",
    rf"{_START}(?:note|notice|message|instructions?)\s+(?:to|for)\s+(?:the\s+|any\s+)?"
    r"(?:ai|llm|language model|chatbot|bot)\b[^.:\n]{0,20}:",
    r"\b(?:you are now|system prompt|as an ai|developer mode)\b",
    r"<\|[a-z_]+\|?>|</?s>|\[/?(?:inst|system|assistant)\]|<(?:start|end)_of_turn>|^\s*#*\s*(?:system|assistant)\s*:",
)
_COMMAND = re.compile("|".join(_PATTERNS), re.MULTILINE)


def commanding(text: str, sentences: Sequence[Span]) -> frozenset[Span]:
    """Find the sentences that address a machine, and those that follow them in their paragraph.

    :param text: A passage.
    :param sentences: Spans of its sentences, in order.
    """
    found: list[Span] = []
    for span in sentences:
        follows = bool(found) and not text[found[-1].end : span.start].strip(" ")
        if follows or _COMMAND.search(fold(text[span.start : span.end])):
            found.append(span)
    return frozenset(found)
