import pytest

from bot.composing.tables import head_of, on_one_line, rows_of

TABLE = "المدينة | المستفيدون\nسوسة | 40\nنابل | 25"


def test_the_rows_of_a_table_are_told_from_what_stands_around_it() -> None:
    assert rows_of(f"وفيما يلي الأعداد.\n{TABLE}\nوهي أولية.") == TABLE.split("\n")


@pytest.mark.parametrize(
    ("text", "head"),
    [(TABLE, "المدينة | المستفيدون"), ("سوسة | 40\nنابل | 25", ""), ("المدينة | المستفيدون", ""), ("لا جدول.", "")],
)
def test_a_table_has_a_head_where_its_first_row_has_no_figures(text: str, head: str) -> None:
    assert head_of(text) == head


def test_rows_on_one_line_are_told_apart() -> None:
    assert on_one_line(f"الأعداد:\n{TABLE}") == "الأعداد: المدينة | المستفيدون؛ سوسة | 40؛ نابل | 25"
