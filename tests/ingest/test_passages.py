from hypothesis import given
from hypothesis import strategies as st

from ingest.document import BlockKind, Passage, Span
from ingest.passages import cut_passages, lay_out
from ingest.sections import Paragraph

BUDGET = 30


def count_words(text: str) -> int:
    return len(text.split())


def sentence(words: int, name: str = "كلمة") -> str:
    return " ".join([name] * words) + "."


def paragraph(text: str, *section: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Paragraph:
    return Paragraph(text, kind, section, None)


def item(text: str, *section: str) -> Paragraph:
    return paragraph(text, *section, kind=BlockKind.LIST_ITEM)


def cut(*paragraphs: Paragraph) -> tuple[str, list[Span], tuple[Passage, ...]]:
    text, spans = lay_out(paragraphs)
    passages = cut_passages(text, paragraphs, spans, count_tokens=count_words, max_tokens=BUDGET)
    return text, spans, passages


SENTENCE = st.integers(1, 50).map(sentence)
TEXTS = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)
KINDS = st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])


@st.composite
def bodies(draw: st.DrawFn) -> list[Paragraph]:
    """Paragraphs under headings, with lists; some of them far over the budget."""
    body: list[Paragraph] = []
    section = ("القسم 0",)
    for kind, text in draw(st.lists(st.tuples(KINDS, TEXTS), max_size=12)):
        if kind is BlockKind.HEADING:
            section = (f"القسم {len(body)}",)
            body.append(Paragraph(section[0], kind, section, None))
        else:
            body.append(Paragraph(text, kind, section, None))
    return body


@given(bodies())
def test_every_character_outside_headings_is_in_exactly_one_passage(body: list[Paragraph]) -> None:
    text, spans, passages = cut(*body)
    headings = [span for p, span in zip(body, spans, strict=True) if p.kind is BlockKind.HEADING]
    taken = [0] * len(text)
    for span in (*headings, *(Span(p.start, p.end) for p in passages)):
        for i in range(span.start, span.end):
            taken[i] += 1
    assert all(count == 1 for count, character in zip(taken, text, strict=True) if not character.isspace())


@given(bodies())
def test_passages_keep_budget_section_and_exact_offsets(body: list[Paragraph]) -> None:
    text, spans, passages = cut(*body)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert count_words(passage.lead_in) + count_words(passage.text) <= BUDGET
        inside = {
            p.section for p, s in zip(body, spans, strict=True) if s.start < passage.end and passage.start < s.end
        }
        assert inside == {passage.section}
        assert all(passage.text[s.start : s.end].strip() for s in passage.sentences)


def test_a_paragraph_that_fits_stays_whole_and_apart_from_the_next() -> None:
    _, _, passages = cut(paragraph(sentence(20), "أ"), paragraph(sentence(25), "أ"))
    assert [p.text for p in passages] == [sentence(20), sentence(25)]


def test_a_paragraph_over_the_budget_is_cut_at_sentence_ends_into_like_parts() -> None:
    _, _, passages = cut(paragraph(" ".join([sentence(10)] * 4), "أ"))
    assert [count_words(p.text) for p in passages] == [20, 20]
    assert all(p.text.endswith(".") for p in passages)


def test_a_list_stays_with_what_introduces_it() -> None:
    lead = "وأوصى المجتمعون بما يلي:"
    _, _, passages = cut(paragraph(sentence(25), "أ"), paragraph(lead, "أ"), item("أولاً", "أ"), item("ثانياً", "أ"))
    assert passages[-1].text == f"{lead}\nأولاً\nثانياً"


def test_a_list_over_the_budget_takes_its_introduction_along() -> None:
    lead = "وأوصى المجتمعون بما يلي:"
    items = [item(sentence(9), "أ") for _ in range(8)]
    _, _, passages = cut(paragraph(lead, "أ"), *items)
    assert len(passages) > 1
    assert passages[0].text.startswith(lead)
    assert passages[0].lead_in == ""
    assert all(p.lead_in == lead for p in passages[1:])


def test_a_single_sentence_over_the_budget_loses_no_word() -> None:
    words = [f"كلمة{i}" for i in range(100)]
    _, _, passages = cut(paragraph(" ".join(words) + ".", "أ"))
    assert " ".join(p.text for p in passages) == " ".join(words) + "."


def test_a_sentence_over_the_budget_is_cut_at_a_pause_if_one_is_near() -> None:
    _, _, passages = cut(paragraph(" ".join(["كلمة"] * 20) + "، " + " ".join(["كلمة"] * 30) + ".", "أ"))
    assert [count_words(p.text) for p in passages] == [20, 30]


def test_a_word_over_the_budget_is_cut_too() -> None:
    text = "ا" * 1000
    passages = cut_passages(text, [paragraph(text)], [Span(0, 1000)], count_tokens=len, max_tokens=BUDGET)
    assert "".join(p.text for p in passages) == text
    assert max(len(p.text) for p in passages) == BUDGET


def test_an_english_annex_is_no_part_of_an_arabic_passage_but_a_name_beside_it_is() -> None:
    arabic, english, name = "شكرت اللجنة الحاضرين على آرائهم.", "The annex lists all participants.", "Global Compact"
    _, _, passages = cut(paragraph(arabic, "أ"), paragraph(name, "أ"), paragraph(english, "أ"))
    assert [p.text for p in passages] == [f"{arabic}\n\n{name}", english]
