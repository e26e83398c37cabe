from dataclasses import replace

import pytest
from langchain_core.documents import Document

from bot import wording
from bot.evidence import Evidence, Features
from bot.extractive import Quote, choose_quotes, cite
from ingest.document import Span
from vectorstore.retriever import Hit

FIRST, SECOND = "رحبت ممثلة النقابة بالحضور.", "ووصفت اللقاء بأنه بداية موفقة."
ITEMS = "يُنتظر من الدول ما يلي:\nتقرير طوعي؛\nمشاورة وطنية."


def evidence(text: str, span: Span, head: Span, whole: Span, score: float, carried: float = 0.0) -> Evidence:
    hit = Hit(Document(page_content=text, metadata={"document_id": "d"}), row=0, score=0, dense=0, stems=0, ngrams=0)
    features = Features(0, 0, 0, 0, carried, 0, 0, 0, 0, 0, 0, 0)
    return Evidence(hit, 0, span, head, whole, features, score)


def test_a_sentence_whose_speaker_is_quoted_already_is_quoted_after_it() -> None:
    text = f"{FIRST} {SECOND}"
    head, rest = Span(0, len(FIRST)), Span(len(FIRST) + 1, len(text))
    ranked = [evidence(text, head, head, head, 5.0), evidence(text, rest, head, rest, 4.0, carried=0.5)]
    assert [quote.text for quote in choose_quotes(ranked)] == [FIRST, SECOND]


def test_a_sentence_that_goes_on_is_quoted_with_the_one_that_names_the_speaker() -> None:
    text = f"{FIRST} {SECOND}"
    rest = Span(len(FIRST) + 1, len(text))
    ranked = [evidence(text, rest, Span(0, len(FIRST)), rest, 4.0, carried=0.5)]
    assert [quote.text for quote in choose_quotes(ranked)] == [text]


def test_a_sentence_whose_speaker_is_not_certain_is_quoted_with_a_long_one_in_front_of_it() -> None:
    head = f"رحبت ممثلة النقابة بالحضور {'وبكل من جاء ' * 20}."
    text = f"{head} وأشارت إلى أن العدد كبير."
    rest = Span(len(head) + 1, len(text))
    one = evidence(text, rest, Span(0, len(head)), rest, 4.0)
    assert [quote.text for quote in choose_quotes([one])] == [text]
    assert [quote.text for quote in choose_quotes([replace(one, speaker="ممثلة النقابة")])] == [text[rest.start :]]


def test_an_item_is_quoted_with_its_whole_list() -> None:
    item = Span(ITEMS.index("تقرير"), ITEMS.index("؛") + 1)
    ranked = [evidence(ITEMS, item, item, Span(0, len(ITEMS)), 4.0)]
    assert [quote.text for quote in choose_quotes(ranked)] == [ITEMS]


def test_what_answers_nothing_by_itself_is_quoted_only_where_there_is_nothing_else() -> None:
    text = f"ماذا قيل عن اللقاء؟\n\n{FIRST}"
    asks, rest = Span(0, text.index("؟") + 1), Span(text.index(FIRST), len(text))
    ranked = [evidence(text, asks, asks, asks, 5.0), evidence(text, rest, rest, rest, 4.0)]
    assert [quote.text for quote in choose_quotes(ranked)] == [FIRST]
    assert [quote.text for quote in choose_quotes(ranked[:1])] == [text[: asks.end]]


def test_what_answers_far_worse_than_the_best_is_not_quoted() -> None:
    text = f"{FIRST} {SECOND}"
    head, rest = Span(0, len(FIRST)), Span(len(FIRST) + 1, len(text))
    ranked = [evidence(text, head, head, head, 9.0), evidence(text, rest, rest, rest, 1.0)]
    assert [quote.text for quote in choose_quotes(ranked)] == [FIRST]


@pytest.mark.parametrize(
    ("text", "verified", "is_warned"),
    [
        ("حضر الورشة ٤٧ مشاركاً.", False, True),
        ("حضر الورشة 47 مشاركاً.", True, False),
        ("حضر الورشة جمع من المشاركين.", False, False),
    ],
)
def test_figures_that_were_recognised_from_a_picture_come_with_a_caution(
    text: str, verified: bool, is_warned: bool
) -> None:
    metadata = {"title": "محضر", "section": "", "page": 1, "source": "scan.pdf", "verified": verified}
    hit = Hit(Document(id="p1", page_content=text, metadata=metadata), row=0, score=0, dense=0, stems=0, ngrams=0)
    [(line, cited)] = cite([Quote(hit, Span(0, len(text)))])
    assert line.startswith(f"{text} [1]")
    assert (wording.UNVERIFIED_FIGURES in line) == is_warned
    assert cited.quote == text


@pytest.mark.parametrize(("words", "is_quoted"), [(3, True), (150, False)])
def test_a_long_sentence_must_answer_better_than_a_short_one_to_be_quoted_as_well(words: int, is_quoted: bool) -> None:
    other = f"{'كلمة ' * words}أخرى."
    first, second = Span(0, len(FIRST)), Span(0, len(other))
    ranked = [evidence(FIRST, first, first, first, 5.0), evidence(other, second, second, second, 3.5)]
    ranked[1] = replace(ranked[1], hit=replace(ranked[1].hit, row=1))
    assert [quote.text for quote in choose_quotes(ranked)] == [FIRST, other][: 1 + is_quoted]


LONG_LIST = "الخطوات:\n" + "\n".join(f"{n}. خطوة تستغرق من اللجنة وقتاً طويلاً في كل مرة تُتخذ فيها." for n in range(1, 9))
LONG_TABLE = "الجهة | الموعد\n" + "\n".join(f"وزارة التنمية والعمل والإسكان رقم {n} | {n} أيار" for n in range(1, 9))


def part_of(text: str, number: int) -> Evidence:
    """A line of a list, by itself, in a section."""
    start = sum(len(line) + 1 for line in text.split("\n")[:number])
    span = Span(start, start + len(text.split("\n")[number]))
    hit = Hit(Document(page_content=text, id="p", metadata=METADATA), row=0, score=0, dense=0, stems=0, ngrams=0)
    one = evidence(text, span, span, Span(0, len(text)), 4.0 - number / 10)
    return replace(one, hit=hit)


METADATA = {"section": "II. سير العمل", "title": "دليل", "page": 0, "source": "s", "verified": True}


def test_an_item_of_a_long_list_is_quoted_below_the_heading_that_says_of_what() -> None:
    lines = [line for line, _ in cite(choose_quotes([part_of(LONG_LIST, 2), part_of(LONG_LIST, 3)]))]
    assert lines[0].startswith("ضمن «سير العمل»: 2. خطوة")
    assert lines[1].startswith("3. خطوة")


def test_a_row_of_a_long_table_is_quoted_below_the_names_of_its_columns() -> None:
    [(line, cited)] = cite(choose_quotes([part_of(LONG_TABLE, 3)]))
    assert line.startswith("في جدول أعمدته «الجهة | الموعد»: وزارة")
    assert cited.quote == LONG_TABLE.split("\n")[3]


def test_what_has_not_the_kind_of_thing_that_is_asked_for_is_not_quoted_beside_what_has() -> None:
    text = f"{FIRST} {SECOND}"
    head, rest = Span(0, len(FIRST)), Span(len(FIRST) + 1, len(text))
    first, second = evidence(text, head, head, head, 5.0), evidence(text, rest, rest, rest, 4.5)
    answers = replace(second, features=replace(second.features, kind=1.0))
    assert [quote.text for quote in choose_quotes([first, answers])] == [SECOND]
    assert [quote.text for quote in choose_quotes([first, replace(answers, score=1.0)])] == [FIRST]


def test_a_quote_whose_heading_says_when_that_was_is_quoted_below_it_and_once() -> None:
    one, other = part_of(LONG_LIST, 2), part_of(LONG_LIST, 3)
    dated = [replace(each, whole=each.span, dated="II. اللقاء الأول: 5 أيار 2021") for each in (one, other)]
    [(line, _)] = cite(choose_quotes(dated))
    assert line.startswith("في «اللقاء الأول: 5 أيار 2021»: 2. خطوة")


def test_what_a_speaker_says_next_is_quoted_too_where_that_speaker_is_asked_for() -> None:
    text = f"{FIRST} {SECOND} {'ثم أطالت الحديث ' * 30}."
    first, second = Span(0, len(FIRST)), Span(len(FIRST) + 1, len(FIRST) + 1 + len(SECOND))
    third = Span(second.end + 1, len(text))
    whole = Span(0, len(text))
    scores = zip((first, second, third), (9.0, 1.0, 1.0), strict=True)
    ranked = [replace(evidence(text, span, span, span, score), statement=whole) for span, score in scores]
    assert [quote.text for quote in choose_quotes(ranked)] == [f"{FIRST} {SECOND}"]


def test_what_nobody_known_says_does_not_stand_behind_another_speaker() -> None:
    text, other = f"{FIRST} وأشارت إلى أن العدد كبير.", "قال ممثل البلدية إن العدد كبير."
    rest = Span(len(FIRST) + 1, len(text))
    alone = Span(0, len(other))
    ranked = [evidence(other, alone, alone, alone, 5.0), evidence(text, rest, rest, rest, 5.0)]
    ranked[1] = replace(ranked[1], hit=replace(ranked[1].hit, row=1))
    assert [quote.text for quote in choose_quotes(ranked)] == [other]
    known = [ranked[0], replace(ranked[1], speaker="ممثلة النقابة")]
    assert len(choose_quotes(known)) == 2
