"""What the bot itself says, in Arabic: every sentence that is not a quotation."""

REFUSAL = (
    "لم أجد في الوثائق المنشورة جواباً عن هذا السؤال. "
    "بحثتُ في {passages} ضمن {documents}، ولم يرد فيها ما يكفي للإجابة."
)
REFUSAL_NO_QUESTION = "لم أتبيّن في هذه الرسالة سؤالاً عن الوثائق. يُرجى كتابة سؤال كامل."


def counted(number: int, *, one: str, two: str, few: str, many: str) -> str:
    """A number with its noun, as Arabic counts it.

    :param number: 0 or more.
    :param one: The noun alone, for one.
    :param two: The dual, for two.
    :param few: The plural, for 3 to 10.
    :param many: The singular in the accusative, for 11 to 99; for round hundreds the noun of `one`.
    """
    last = number % 100
    if number == 1:
        return f"{one} واحد"
    if number == 2:
        return two
    if 3 <= last <= 10:
        return f"{number} {few}"
    return f"{number} {many if last > 10 else one}"


def passages(number: int) -> str:
    """So many passages."""
    return counted(number, one="مقطع", two="مقطعين", few="مقاطع", many="مقطعاً")


def documents(number: int) -> str:
    """So many documents; the noun is feminine."""
    if number == 1:
        return "وثيقة واحدة"
    return counted(number, one="وثيقة", two="وثيقتين", few="وثائق", many="وثيقة")
