"""Two runs are compared question by question, and chance is told from change."""

from dataclasses import replace

import pytest

from bot.answer import Question
from bot.evaluation.comparison import Change, compare, mcnemar
from bot.evaluation.metrics import rows_of
from bot.evaluation.run import Result
from errors import HiwarError
from tests.bot.evaluation.kit import PROMPT, REFUSED, quoting, result

RIGHT, WRONG, OTHERWISE = quoting("سبع شبكات."), quoting("لا شيء."), quoting("ثمة سبع شبكات.")


def test_two_runs_are_compared_prompt_by_prompt_what_changed_most_first() -> None:
    before = rows_of([result("1", RIGHT), result("2", RIGHT), result("3", WRONG), result("4", RIGHT)])
    after = rows_of([result("4", WRONG), result("3", RIGHT), result("2", OTHERWISE), result("1", RIGHT)])
    compared = compare(before, after)
    assert [(pair.change, pair.after.result.prompt.id) for pair in compared.pairs] == [
        (Change.BETTER, "3"), (Change.WORSE, "4"), (Change.OTHERWISE, "2"), (Change.SAME, "1"),
    ]  # fmt: skip
    told = compared.to_json()
    assert [told[change] for change in Change] == [1, 1, 1, 1]
    assert told["prompts"][0] == {
        "change": "better", "id": "3", "kind": "fact", "question": PROMPT.question.text,
        "before": {"outcome": "wrong", "text": WRONG.text}, "after": {"outcome": "right", "text": RIGHT.text},
    }  # fmt: skip


def test_prompts_that_are_not_the_same_in_both_runs_are_named_and_left_out() -> None:
    other = Result(replace(PROMPT, id="2", question=Question("سؤال آخر؟")), WRONG, 0.1, "e2")
    before = rows_of([result("1", RIGHT), result("2", RIGHT), result("3", RIGHT)])
    compared = compare(before, rows_of([result("1", RIGHT), other, result("4", RIGHT)]))
    assert [pair.after.result.prompt.id for pair in compared.pairs] == ["1"]
    assert compared.alone == ("2", "3", "4")


def test_runs_with_nothing_in_common_cannot_be_compared() -> None:
    with pytest.raises(HiwarError, match="no prompt in common"):
        compare(rows_of([result("1", RIGHT)]), rows_of([result("2", RIGHT)]))


def test_a_metric_moves_by_its_difference_on_the_prompts_of_both_runs() -> None:
    names = [str(number) for number in range(20)]
    before = rows_of([result(name, RIGHT if int(name) < 10 else WRONG, seconds=0.2) for name in names])
    after = rows_of([result(name, RIGHT if int(name) < 15 else WRONG, seconds=0.3) for name in names])
    correct = compare(before, after).metrics["correct"]
    assert (correct.before, correct.after, correct.difference) == (0.5, 0.75, 0.25)
    # Five of twenty moved, none the other way: the deviation of the mean is (0.25 * 0.75 / 20) ** 0.5 = 0.097.
    assert (correct.low, correct.high) == (pytest.approx(0.25 - 0.19, abs=0.05), pytest.approx(0.25 + 0.19, abs=0.05))
    seconds = compare(before, after).metrics["latency_p50"]
    assert (seconds.low, seconds.high) == (pytest.approx(0.1), pytest.approx(0.1))


def test_a_run_does_not_differ_from_itself_however_much_its_prompts_do() -> None:
    rows = rows_of([result("1", RIGHT), result("2", WRONG), result("3", REFUSED), result("4", OTHERWISE)])
    assert all((d.difference, d.low, d.high) == (0, 0, 0) for d in compare(rows, rows).metrics.values())


def test_mcnemar_s_test_is_the_binomial_one() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == pytest.approx(2 / 32)
    assert mcnemar(8, 2) == mcnemar(2, 8) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert mcnemar(3000, 2000) < 1e-40
