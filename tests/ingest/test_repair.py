import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair import repair_characters, repair_paragraph

ANY = st.text() | st.text("اﻻﷲﻣ\u200f\u00ad\u00a0\r\n\f\t ab[](){}<>:/.-", max_size=40)


@given(ANY)
def test_repairing_characters_twice_changes_nothing_more(text: str) -> None:
    assert repair_characters(repair_characters(text)) == repair_characters(text)


@given(ANY)
def test_repairing_a_paragraph_twice_changes_nothing_more(text: str) -> None:
    once = repair_paragraph(repair_characters(text))
    assert repair_paragraph(once) == once


def test_presentation_forms_become_letters_and_vowel_signs_stay() -> None:
    assert repair_characters("ﺍﻟﻬﺠﺮﺓ ﻻ تُنسى") == "الهجرة لا تُنسى"


def test_invisible_marks_go_and_page_breaks_stay() -> None:
    assert repair_characters("\ufeffنص\u200f أول\u00ad\r\nثانٍ\fثالث") == "نص أول\nثانٍ\fثالث"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("انظر <https://example.org/a> للمزيد", "انظر https://example.org/a للمزيد"),
        ("راسلوا <info@example.org>.", "راسلوا info@example.org."),
        (
            "الموقع ([https://example.org/first-](https://example.org/first-part/x) "
            "[part/x](https://example.org/first-part/x)) مفتوح",
            "الموقع (https://example.org/first-part/x) مفتوح",
        ),
        ("[الدليل](https://example.org/guide)", "الدليل (https://example.org/guide)"),
    ],
)
def test_links_become_their_bare_addresses(broken: str, whole: str) -> None:
    assert repair_paragraph(broken) == whole
