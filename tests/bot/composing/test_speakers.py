from pathlib import Path

import pytest
from langchain_core.documents import Document

from bot.composing.quotes import Quote, cite
from bot.composing.speakers import place_of, speakers, speakers_in
from bot.composing.wording import frame
from ingest.document import Span
from ingest.sentences import split_sentences
from tests.documents import document_of
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.retriever import Hit

ADDED = "وأضافت أن العدد كبير."


def named(text: str) -> list[str]:
    found = speakers(text, split_sentences(text))
    return [text[span.start : span.end] if span else "" for span in found]


@pytest.mark.parametrize(
    ("head", "goes_on", "speaker"),
    [
        ("أشارت السيدة سلمى الحداد (الإسكوا) إلى أهمية التعاون.", ADDED, "السيدة سلمى الحداد (الإسكوا)"),
        ("قدمت السيدة سلمى الحداد، مسؤولة الاتصال في المكتب، عرضاً.", ADDED, "السيدة سلمى الحداد"),
        ("تناولت السيدة سلمى الحداد مديرة المكتب التنفيذ.", ADDED, "السيدة سلمى الحداد"),
        ("وشدد ممثل عن اتحاد العمال على التعاون.", "كما أشار إلى الأجور.", "ممثل عن اتحاد العمال"),
        ("شدد ممثل من بيت العمال، الأردن، على التعاون.", "وأعرب عن قلقه.", "ممثل من بيت العمال"),
        ("قالت ممثلة مركز التضامن إن ذلك يضر.", "علاوة على ذلك شددت على الحوار.", "ممثلة مركز التضامن"),
        ("أشار أحد المشاركين من نقابة العمال إلى الأجور.", "ودعا إلى الحوار.", "أحد المشاركين من نقابة العمال"),
        ("قالت ممثلة مركز التضامن إن ذلك يضر.", "وأوصت بإعادة النظر فيه.", "ممثلة مركز التضامن"),
        ("أكد ممثل عن اتحاد العمال، الأردن، على التعاون.", "كما سلط الضوء على الأجور.", "ممثل عن اتحاد العمال"),
        ("شدد ممثل من بيت العمال، عضو الشبكة، على هذا.", "وأعرب عن قلقه.", "ممثل من بيت العمال"),
        ("شكرت السيدة سلمى الحداد مديرة المكتب المشاركين على هذا.", ADDED, "السيدة سلمى الحداد"),
        (
            "أشارت السيدة سلمى الحداد (الإسكوا) إلى هذا.",
            "وأبلغت المشاركين أن العدد كبير.",
            "السيدة سلمى الحداد (الإسكوا)",
        ),
        (
            "أشارت السيدة سلمى الحداد (الإسكوا) إلى هذا.",
            "وفي هذا السياق، دعت المشاركين إلى غيره.",
            "السيدة سلمى الحداد (الإسكوا)",
        ),
        ("أشارت السيدة سلمى الحداد (الإسكوا) إلى هذا. وقدمت تسع دول تقاريرها.", ADDED, "السيدة سلمى الحداد (الإسكوا)"),
        ("اختتمت السيدة سلمى حديثها بالشكر.", ADDED, "السيدة سلمى"),
        ("في كلمتها عن التعاون بين الجميع رحبت السيدة سلمى الحداد، المستشارة.", ADDED, "السيدة سلمى الحداد"),
        ("عدد الشبكات سبع. وأشارت السيدة سلمى الحداد (الإسكوا) إلى هذا.", ADDED, "السيدة سلمى الحداد (الإسكوا)"),
        ("أشارت السيدة سلمى الحداد (الإسكوا) إلى هذا. العدد سبع.", ADDED, "السيدة سلمى الحداد (الإسكوا)"),
    ],
)
def test_a_sentence_that_goes_on_is_of_who_was_named_before_it(head: str, goes_on: str, speaker: str) -> None:
    assert named(f"{head} {goes_on}")[-1] == speaker


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"أشار السيد عمر النجار (الوزارة) إلى التعاون. {ADDED}", id="of another gender"),
        pytest.param(
            f"أشارت السيدة سلمى الحداد (الإسكوا) إلى التعاون. وأشار المنظمون إلى العدد. {ADDED}", id="others between"
        ),
        pytest.param(
            f"أشارت السيدة سلمى الحداد (الإسكوا) إلى كلمة السيدة هدى السالم. {ADDED}", id="two named at the head"
        ),
        pytest.param(f"أشارت السيدة سلمى الحداد (الإسكوا) إلى التعاون.\n{ADDED}", id="another paragraph"),
        pytest.param(
            f"أشارت السيدة سلمى الحداد (الإسكوا) إلى هذا. حدد الاتحاد أولوياته. {ADDED}", id="who else acts between"
        ),
        pytest.param(f"شكرت السيدة سلمى الحداد (الإسكوا) على كلمتها. {ADDED}", id="who was thanked"),
        pytest.param(f"أكدت السيدة الحداد أهمية شبكة (الأمم المتحدة) هذه. {ADDED}", id="no end of the name"),
        pytest.param(f"أكدت ممثلة النقابة أهمية الحوار، ودعت إليه. {ADDED}", id="no end of the body's name"),
        pytest.param("أشارت السيدة سلمى الحداد (الإسكوا) إلى التعاون. ورداً عليها قال كثيرون ذلك.", id="no verb"),
        pytest.param("أشار ممثل النقابة إلى التعاون. وذُكر أن العدد كبير.", id="nobody said it"),
        pytest.param(
            "أشار ممثل النقابة إلى التعاون. وأضاف أن ممثل الوزارة وافق.", id="somebody else in the sentence itself"
        ),
        pytest.param(f"أشارت السيدة سلمى الحداد ([2]) إلى التعاون. {ADDED}", id="what reads like a marker"),
        pytest.param(ADDED, id="the paragraph's beginning is not in the passage"),
    ],
)
def test_nobody_is_named_where_it_is_not_certain_who_speaks(text: str) -> None:
    assert not any(named(text))


@pytest.mark.parametrize(
    ("section", "place"),
    [
        (("II. الحوار الثاني", "باء. نقاش مفتوح", "1. الرد على الأسئلة"), "الحوار الثاني، نقاش مفتوح"),
        (("I. الحوار الأول: الثلاثاء", "ألف. الجلسة الأولى: التمهيد"), "الحوار الأول، الجلسة الأولى: التمهيد"),
        (("ألف. الجلسة الافتتاحية", "الأردن"), "الجلسة الافتتاحية"),
        (("1. منظمات المجتمع المدني", "الأردن"), ""),
        (("ألف. الجلسة الأولى [2]",), ""),
        ((), ""),
    ],
)
def test_the_headings_that_name_a_session_say_where(section: tuple[str, ...], place: str) -> None:
    assert place_of(section) == place


TEXT = f"أشارت السيدة سلمى الحداد (الإسكوا) إلى التعاون. {ADDED} وأكدت أنه يزيد."


def quotes(*indices: int) -> list[Quote]:
    metadata = {"title": "محضر", "section": "ألف. الجلسة الافتتاحية", "page": 0, "source": "a.txt", "verified": True}
    hit = Hit(Document(id="p1", page_content=TEXT, metadata=metadata), row=0, score=0, dense=0, stems=0, ngrams=0)
    spans = split_sentences(TEXT)
    return [Quote(hit, Span(spans[i].start, spans[i].end), named(TEXT)[i]) for i in indices]


def test_who_speaks_and_where_stands_in_front_of_a_quote_and_not_in_its_citation() -> None:
    [(line, cited)] = cite(quotes(1))
    assert line == f"السيدة سلمى الحداد (الإسكوا)، الجلسة الافتتاحية: «{ADDED}» [1]"
    assert cited.quote == ADDED


@pytest.mark.parametrize(("order", "framed"), [((0, 1), [False, False]), ((1, 2), [True, False]), ((2, 1), [True] * 2)])
def test_who_speaks_is_not_said_again_where_the_quote_in_front_says_it(
    order: tuple[int, ...], framed: list[bool]
) -> None:
    front = "السيدة سلمى الحداد (الإسكوا)، الجلسة الافتتاحية: «"
    assert [line.startswith(front) for line, _ in cite(quotes(*order))] == framed


@pytest.mark.parametrize(
    ("speaker", "place", "told"),
    [
        ("ممثلة مركز التضامن", "الحوار الثاني", "ممثلة مركز التضامن (الحوار الثاني):"),
        ("ممثلة مركز التضامن", "", "ممثلة مركز التضامن:"),
        ("السيدة سلمى الحداد (الإسكوا)", "الجلسة الأولى", "السيدة سلمى الحداد (الإسكوا)، الجلسة الأولى:"),
    ],
)
def test_the_place_stands_in_brackets_behind_a_speaker_who_has_none(speaker: str, place: str, told: str) -> None:
    assert frame(speaker, place) == told


HEAD = "أشارت السيدة سلمى الحداد (الإسكوا) إلى التعاون."


@pytest.mark.parametrize(
    ("gap", "passages", "speaker"),
    [
        (" ", (HEAD, ADDED), "السيدة سلمى الحداد (الإسكوا)"),
        (" ", (HEAD, "وأكدت أنه يزيد.", ADDED), "السيدة سلمى الحداد (الإسكوا)"),
        (" ", (HEAD, "العدد كبير. وأضافت أنه يزيد."), "السيدة سلمى الحداد (الإسكوا)"),
        (" ", (HEAD, "قال السيد عمر النجار ذلك. وأضافت أنه يزيد."), ""),
        (" ", (HEAD, "وأضاف أن العدد كبير."), ""),
        ("\n\n", (HEAD, ADDED), ""),
        ("\n\n", (ADDED,), ""),
    ],
)
def test_who_speaks_is_known_across_the_passages_that_a_paragraph_is_cut_into(
    tmp_path: Path, tiny: SentenceTransformerEmbeddings, gap: str, passages: tuple[str, ...], speaker: str
) -> None:
    library = Library(tmp_path)
    publish_documents([document_of("r", *passages, gap=gap)], library, Embedder(tiny.name, lambda: tiny))
    edition = library.editions.open_live()
    row = len(passages) - 1
    hit = Hit(edition.passages([row])[0], row=row, score=0, dense=0, stems=0, ngrams=0)
    assert speakers_in(hit, edition)[-1] == speaker
    edition.close()
