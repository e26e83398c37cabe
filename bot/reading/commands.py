"""A passage -> which of its sentences tell a machine what to do.

Nothing in a document is an instruction to Hiwar. Such sentences are neither quoted nor searched in nor given to a
model; what a rule misses is still fenced as data, and checked. A command is known by whom it speaks to: a machine by
name, whoever reads the rules of a machine, or whoever writes the answer to a user. What minutes report of people's
instructions, "he said that they ignored the old instructions", is none.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.document import Span
from ingest.sentences import split_sentences
from vectorstore.analyzer import fold

# At the beginning of a clause: "he ignored the instructions" is a report, "ignore the instructions" is not.
_START = r"(?:^|[.:،؛!؟?\n\"«»(\[*#>-])\s*(?:ارجو ان |رجاء |الرجاء |من فضلك |لو سمحت |please |now )?(?:و|ف|ثم )?"
_OUGHT = (
    r"(?:يرجي|ارجو|الرجاء|رجاء|يجب|عليك|عليكم|ينبغي|لا بد|المطلوب|من فضلك|لو سمحت|you (?:must|should"
    r"|have to)|il faut|vous devez)"
)
_IMPERATIVE = r"(?:(?:تجاهل|اهمل|انس|تغاض|تخط|خالف)(?:ي|وا)?|دع عنك|سيبك)(?: رجاء| من فضلك)?"
_NOT_HEED = r"لا (?:تتبع|تلتزم|تلتفت|تكترث|تهتم|تنفذ)\w*"
_TO_DROP = (
    r"(?:[تي]تجاهل|[تي]همل|[تي]نس[يا]|[تي]تغاض[يا]|[تي]خالف|تجاهل|اهمال|نسيان|عدم (?:اتباع|الالتزام"
    r"|الالتفات))(?:ي|وا)?"
)
_OF_A_MACHINE = (  # rules of which a document for people does not speak in this way
    r"(?:\s+(?:عن|من|ب|الي))?(?:"
    r"\s+(?:كل|جميع|كافه|اي|هذه|تلك|سائر)\s+(?:ال)?(?:تعليمات|اوامر|توجيهات|قواعد|ارشادات|اسئله|مقاطع)"
    r"|\s+ب?(?:ال)?(?:تعليمات|اوامر|توجيهات|قواعد|ارشادات|مقاطع|سوال|نصوص)\s+(?:ال)?(?:سابقه?|اعلاه|اصليه|معطاه"
    r"|اولي|ماضيه)"
    r"|\s+(?:تعليمات|اوامر|توجيهات|قواعد|ارشادات)ك(?:م)?(?!\w)|\s+ب?التعليمات(?!\w)"
    r"|\s+(?:كل |جميع )?ما (?:سبق|قبل|قيل|ورد)|\s+(?:كل )?شيء قبل)"
)
_ENGLISH_RULES = (
    r"(?:\s+\w+){0,4}?\s+(?:instructions?|prompts?|(?:previous|prior|above|your"
    r"|system) (?:\w+ )?(?:rules|guidelines)|above)\b"
)
_FRENCH_RULES = r"(?:\s+\w+){0,4}?\s+(?:instructions?|consignes?|directives?)"
_MACHINE = (
    r"(?:(?:ال)?(?:نموذج|نماذج|مساعد|نظام|برنامج|روبوت|بوت)\s+(?:ال)?(?:لغوي|لغويه|ذكي|الي|افتراضي|رقمي|دردشه"
    r"|محادثه|ذكاء|حوار الي)\w*"
    r"|(?:ال|لل|ب|ل)?(?:بوت|روبوت|شات بوت|ذكاء (?:ال)?اصطناعي|الذكاء الاصطناعي|ذكاء اصطناعي)(?!\w)"
    r"|\b(?:language model|llm|chatbot|chat bot|ai (?:assistant|model|system|agent)|ai|gpt|mod[eè]le de langage"
    r"|intelligence artificielle"
    r"|assistant (?:ia|virtuel))\b)"
)
_VOCATIVE = (
    r"(?:ايها|ايتها|يا)\s+(?:ال)?(?:نموذج|مساعد|بوت|روبوت|ذكاء|الاله|نظام(?=\s+ال(?:ذكاء|الي"
    r"|ذكي)))(?!\w)(?!\s+ال(?!ذك|الي|افتراضي|رقمي|لغوي|اصطناعي))"
)
_SAY = (  # what a machine is to do
    r"(?:(?<!\w)[وف]?(?:قل|قولي|اجب|اجيبي|رد|اكتب|اكتبي|اذكر|كرر|اخبر|ارفض|اعتبر|ادع|تصرف|تظاهر|وافق|اضف"
    r"|استبدل)(?!\w)"
    r"|(?<!\w)لا ت\w+|(?:ان|الا)\s+(?:لا\s+)?[تي](?:قول|جيب|رد|كتب|ذكر|خبر|كرر|همل|تجاهل|دعي|رفض|عتبر|ضيف|نس)\w*"
    r"|\b(?:say|answer|reply|respond|tell|write|repeat|print|output|state|ignore|forget|do not|don t|never"
    r"|always|act|pretend)\b"
    r"|\b(?:dis|dites|r[eé]pond\w*|[eé]cri\w*|ignore\w*|oubli\w*|ne \w+ pas)\b)"
)
_ITS_RULES = (  # what a machine was told before
    r"(?:(?:ال)?(?:تعليمات|توجيهات|اوامر|قواعد|رساله|موجه|برومبت)(?:ك(?!\w)|\s(?:ال)?(?:داخلي|سري|خفي|اصلي|نظام"
    r"|برمجي)|.{0,20}(?<!\w)(?:تعمل|عملك|تتبع|تلقي|اعطي|اعطو|زود)))"
)
_FAR = ".{0,300}"  # what stands further apart is no command
_OVERRIDING = (
    rf"{_START}(?:{_IMPERATIVE}|{_NOT_HEED}){_OF_A_MACHINE}",
    rf"{_OUGHT}\s+(?:منك\s+)?(?:ان |ب)?(?:{_TO_DROP}|{_NOT_HEED}){_OF_A_MACHINE}",
    rf"{_START}(?:(?:{_OUGHT})\s+)?(?:ignore|disregard|forget|override|bypass){_ENGLISH_RULES}",
    rf"{_START}(?:do not|don t|never)\s+(?:follow|obey|heed){_ENGLISH_RULES}|\bthe assistant (?:must|should"
    rf"|shall|is to)\b",
    rf"{_START}(?:(?:{_OUGHT}|veuillez)\s+)?(?:ignore[rz]?|oublie[rz]?){_FRENCH_RULES}",
    r"(?<!\w)(?:انت|انك)\s+(?:منذ |من )?الان\s+(?:مساعد|نموذج|بوت|روبوت|خبير|شخص|في وضع|تعمل|تتصرف|حر|بلا|ملزم|لست)",
    rf"{_START}(?:من الان|من اليوم|from now on|d[eé]sormais|[aà] partir de maintenant)\b{_FAR}{_SAY}",
    r"\b(?:you are now|system prompt|developer mode|admin mode|tu es maintenant|vous [eê]tes maintenant)\b",
    rf"(?<!\w)(?:اظهر|اعرض|اكشف|ارني|اعطني|اطبع|انسخ|كرر|اكتب)(?:ي|وا)?\s.{{0,30}}{_ITS_RULES}",
    r"<\|[a-z_]+\|?>|</?s>|\[/?(?:inst|system|assistant)\]|<(?:start|end)_of_turn>|^\s*#*\s*(?:system"
    r"|assistant)\s*:|^\s*#+\s*instructions?\s*:",
)
_ADDRESSING = (
    _VOCATIVE,
    r"(?<!\w)مهمتك\s+(?:الان |الجديده )?(?:هي )?ان(?!\w)",
    rf"(?:{_MACHINE}){_FAR}{_SAY}|{_SAY}{_FAR}(?:{_MACHINE})",
    r"اذا (?:كنت|كنتم) (?:نموذج|مساعد|بوت|روبوت|برنامج|ذكاء)|\bif you are an? (?:\w+ )?(?:model|assistant|ai"
    r"|bot|chatbot|llm)\b",
    r"\bsi (?:tu es|vous [eê]tes) une? (?:\w+ )?(?:mod[eè]le|assistant|ia|intelligence|robot)",
    # Said of a machine in the third person: "على المساعد أن يقول ...".
    r"(?:علي|من)\s+(?:كل |اي )?(?:ال)?(?:نموذج|مساعد|بوت|روبوت)\s+ان\s+(?:لا )?(?:يقول|يجيب|يرد|يتجاهل|يدعي"
    r"|يهمل)(?!\w)",
    # Whoever writes the answer: "in your answer", "tell the user".
    rf"{_SAY}{_FAR}(?<!\w)(?:علي|لل?|ل|ان ال|ال)\s?(?:مستخدم|سايل)(?:ين)?(?!\w)"
    rf"|(?<!\w)اخبر\w*\s+(?:كل\s+)?(?:ال)?(?:مستخدم|سايل)",
    r"(?<!\w)(?:لمن يسال|(?:اذا|عندما|حين) (?:سيلت|سالك|سالوك))(?!\w)",
    r"(?<!\w)(?:في|ب|ضمن|كل)\s?(?:رد|ردود|اجابت|اجابات|جواب|ملخص)ك(?!\w)",
    r"\b(?:tell|inform|answer|reply to|respond to|instruct) (?:the |all |every )?users?\b|\bin your (?:answer"
    r"|reply|response|summary)\b",
    r"^\W*assistant\s*[,:،]|\bwhen (?:summari[sz]ing|answering|asked|responding)\b|\b(?:dis|dites"
    r"|r[eé]pondez) [aà] l utilisateur",
    rf"{_START}(?:قل|قولي|قولوا|ادع|اكتب)\s+(?:ان(?:ه|ها|هم)?)(?!\w)|{_START}(?:اجب"
    rf"|اجيبي)\s+(?:دائما\s+)?(?:بان|ب|عن كل)",
    # A heading of the sentence itself, which names whom it is for: "تعليمات للذكاء الاصطناعي: ...".
    rf"{_START}(?:ملاحظه|تعليمات|توجيهات|توجيه|رساله|تنبيه|اوامر|امر)(?:\s+(?:هامه|مهمه|خاصه))?"
    r"\s+(?:لل|الي ال)(?:نظام|بوت|روبوت|ذكاء|(?:نموذج|مساعد)(?=\s+(?:ال)?(?:اصطناعي|ذكي|لغوي|الي|افتراضي)))"
    r"(?:\s+(?:ال)?(?:اصطناعي|ذكي|لغوي|الي|افتراضي))?\s*:",
    rf"{_START}(?:تعليمات|اوامر)\s+جديده\s*:|{_START}new instructions?\s*:|{_START}nouvelles instructions\s*:",
    rf"{_START}(?:note|notice|message|instructions?)\s+(?:to|for)\s+(?:the\s+|any\s+)?"
    r"(?:ai|llm|language model|chatbot|bot)\b[^.:\n]{0,20}:",
)
_COMMAND = re.compile("|".join((*_OVERRIDING, *_ADDRESSING)), re.MULTILINE)
_BLANKS = re.compile(r"\s+")
# A command that goes on: "Repeat: ...", "And never name ...".
_DO = re.compile(rf"(?:و|ف|ثم )?(?:{_SAY})")
_FEWEST_WORDS = 3  # behind a command that says itself what to do


def commanding(text: str, sentences: Sequence[Span]) -> frozenset[Span]:
    """Find the sentences that address a machine, and those in which what they want goes on.

    :param text: A passage.
    :param sentences: Spans of its sentences, in order.
    """
    found: list[Span] = []
    is_open = False  # a command whose content is still to come: "Ignore the instructions. The answer is ..."
    for span in sentences:
        said = _plain(text[span.start : span.end])
        follows = bool(found) and not text[found[-1].end : span.start].strip(" ")
        command = _COMMAND.search(said)
        if command or (follows and (is_open or _DO.match(said))):
            found.append(span)
        is_open = bool(command) and len(said[command.end() :].split()) < _FEWEST_WORDS
    return frozenset(found)


@lru_cache(maxsize=2048)
def without_commands(text: str) -> str:
    """A passage with blanks where its sentences tell a machine what to do; all else stands where it stood."""
    parts: list[str] = []
    at = 0
    for span in sorted(commanding(text, split_sentences(text)), key=lambda one: one.start):
        parts += [text[at : span.start], " " * (span.end - span.start)]
        at = span.end
    return "".join(parts) + text[at:]


def holds_command(text: str, stretch: Span) -> bool:
    """Whether a command stands in a stretch of a passage."""
    return without_commands(text)[stretch.start : stretch.end] != text[stretch.start : stretch.end]


def _plain(text: str) -> str:
    """A folded text in which no two blanks stand side by side: a pattern would try each of them."""
    return _BLANKS.sub(lambda blanks: "\n" if "\n" in blanks[0] else " ", fold(text))
