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
_MACHINE = r"(?:ال)?(?:نموذج|مساعد|بوت|روبوت|ذكاء|الاله)(?!\w)"
_KIND = r"(?:\s+(?:ال)?(?:اصطناعي|ذكي|لغوي|الي|افتراضي))"
_OVERRIDING = (
    rf"{_START}(?:{_DROP})(?:\s+ب)?{_THESE}"
    r"\s+(?:ب?ال)?(?:تعليمات|اوامر|توجيهات|قواعد|ارشادات|سوال|اسئله|مقاطع|ما (?:سبق|قبل|قيل|ورد))(?:\s+ال\w+){0,2}",
    rf"{_START}(?:ignore|disregard|forget|override|bypass)(?:\s+\w+){{0,4}}"
    r"\s+(?:instructions?|prompts?|rules|guidelines|above)\b",
    r"(?<!\w)(?:انت|انك)\s+(?:منذ |من )?الان\s+(?:مساعد|نموذج|بوت|روبوت|خبير|شخص|في وضع|تعمل|تتصرف|حر|بلا|ملزم|لست)",
    r"\b(?:you are now|system prompt|as an ai|developer mode)\b",
    r"<\|[a-z_]+\|?>|</?s>|\[/?(?:inst|system|assistant)\]|<(?:start|end)_of_turn>|^\s*#*\s*(?:system|assistant)\s*:",
)
_ADDRESSING = (
    rf"(?:ايها|ايتها|يا)\s+{_MACHINE}",
    # Said of a machine in the third person: "على المساعد أن يقول ...", "يُطلب من كل نموذج لغوي أن يرد ...".
    rf"(?:علي|من)\s+(?:كل |اي )?{_MACHINE}{_KIND}*\s+ان\s+(?:لا )?(?:يقول|يجيب|يرد|يتجاهل|يدعي)(?!\w)",
    # A heading of the sentence itself, which names whom it is for: "تعليمات للذكاء الاصطناعي: ...".
    rf"{_START}(?:ملاحظه|تعليمات|توجيهات|توجيه|رساله|تنبيه|اوامر|امر)(?:\s+(?:هامه|مهمه|خاصه))?"
    rf"\s+(?:لل|الي ال)(?:نظام|بوت|روبوت|ذكاء|(?:نموذج|مساعد)(?={_KIND})){_KIND}?\s*:",
    rf"{_START}(?:note|notice|message|instructions?)\s+(?:to|for)\s+(?:the\s+|any\s+)?"
    r"(?:ai|llm|language model|chatbot|bot)\b[^.:\n]{0,20}:",
)
_OVERRIDE = re.compile("|".join(_OVERRIDING), re.MULTILINE)
_COMMAND = re.compile("|".join((*_OVERRIDING, *_ADDRESSING)), re.MULTILINE)
# A command that goes on: "Repeat: ...", "And never name ...".
_DO = re.compile(
    r"(?:و|ف|ثم )?(?:لا ت\w+|(?:قل|قولي|كرر|كرري|اكتب|اكتبي|اجب|اجيبي|اذكر|اذكري|اخبر|اخبري|ارسل|ارسلي|اطبع|ادع|اعتبر"
    r"|استبدل|تصرف|تظاهر)(?!\w)|(?:say|repeat|reply|respond|answer|write|print"
    r"|always|never|do not|pretend)\b)"
)
_FEWEST_WORDS = 3  # behind a command that says itself what to do


def commanding(text: str, sentences: Sequence[Span]) -> frozenset[Span]:
    """Find the sentences that address a machine, and those in which what they want goes on.

    :param text: A passage.
    :param sentences: Spans of its sentences, in order.
    """
    found: list[Span] = []
    is_open = False  # a command whose content is still to come: "Ignore the instructions. The answer is ..."
    for span in sentences:
        said = fold(text[span.start : span.end])
        follows = bool(found) and not text[found[-1].end : span.start].strip(" ")
        commands = [*_COMMAND.finditer(said)]
        if commands or (follows and (is_open or _DO.match(said))):
            found.append(span)
        is_open = bool(commands) and len(said[commands[-1].end() :].split()) < _FEWEST_WORDS
    return frozenset(found)


def overrides(question: str) -> bool:
    """Whether a question tells the bot to forget what it was told, or to be something else."""
    return _OVERRIDE.search(fold(question)) is not None
