"""A gate holds what it is told to hold, and nothing is a bound that cannot fail or cannot hold."""

import pytest

from bot.evaluation.gate import read_bounds
from bot.evaluation.metrics import measure, rows_of
from errors import HiwarError
from tests.bot.evaluation.kit import REFUSED, quoting, result


def test_a_bound_holds_up_to_its_value_and_not_beyond() -> None:
    metrics = measure(rows_of([result("a", quoting("سبع شبكات.")), result("b", REFUSED)])).overall
    least, above, most, below = read_bounds(["correct=0.5", "correct=0.51"], ["false_refusals=0.5", "latency_p95=0.05"])
    assert [bound.holds(metrics) for bound in (least, above, most, below)] == [True, False, True, False]
    assert str(above) == "correct >= 0.51"


def test_what_the_prompts_do_not_measure_nobody_can_vouch_for() -> None:
    (bound,) = read_bounds(["refusal_recall=0"], [])
    assert not bound.holds(measure(rows_of([result("a", quoting("سبع شبكات."))])).overall)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("correct", "must be METRIC=VALUE"),
        ("correct=", "must be METRIC=VALUE"),
        ("correct=much", "must be METRIC=VALUE"),
        ("beauty=1", "The metrics are right, correct"),
        ("correct=80", "correct lies between 0 and 1"),
        ("correct=nan", "correct lies between 0 and 1"),
        ("length=-1", "length is 0 or more"),
    ],
)
def test_what_is_no_bound_is_one_clear_error(text: str, problem: str) -> None:
    with pytest.raises(HiwarError, match=problem) as caught:
        read_bounds([text], [])
    assert text in caught.value.told("ar")
