"""Each metric is what its formula says, and anyone can compute it again from the results file."""

import json
import re
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.evaluation.metrics import METRICS, SHARES, draw, measure, rows_of, with_interval
from bot.evaluation.report import figure, write_report
from bot.evaluation.run import RESULTS, Result, evaluate
from tests.bot.evaluation.kit import PROMPT, REFUSED, citation, quoting, result
from vectorstore.analyzer import tokenize

SOME = settings(max_examples=10, deadline=None)
FIVE = [
    result("right", quoting("عدد الشبكات سبع شبكات.", "لا صلة له."), seconds=0.2),
    result("wrong", quoting("لا رقم هنا."), seconds=0.3),
    result("refused by mistake", REFUSED),
    result("refused", REFUSED, answerable=False, kind="unanswerable"),
    result("missed", quoting("كلام آخر."), answerable=False, kind="unanswerable", seconds=0.5),
]


def value(results: list[Result], metric: str) -> float:
    return measure(rows_of(results)).overall[metric].value


# "عدد الشبكات سبع شبكات لا صله له" against "سبع": 2 * 1 / (7 + 1); the other two that are answerable score 0.
@pytest.mark.parametrize(
    ("metric", "expected", "n"),
    [
        ("right", 2 / 5, 5),
        ("correct", 1 / 3, 3),
        ("groups", 1 / 3, 3),
        ("exact_match", 0, 3),
        ("f1", 2 / 8 / 3, 3),
        ("citation_hit", 1 / 3, 3),
        ("citation_precision", 1 / 3, 3),
        ("first_quote", 1 / 2, 2),
        ("quote_precision", 1 / 3, 3),
        ("quote_recall", 1 / 2, 2),
        ("verbatim", 1, 3),
        ("refusal_precision", 1 / 2, 2),
        ("refusal_recall", 1 / 2, 2),
        ("false_refusals", 1 / 3, 3),
        ("length", 15, 3),
        ("latency_p50", 0.2, 5),
        ("latency_p95", 0.3 + 0.8 * 0.2, 5),
    ],
)
def test_a_metric_is_what_its_formula_says(metric: str, expected: float, n: int) -> None:
    measured = measure(rows_of(FIVE)).overall[metric]
    assert (measured.value, measured.n) == (pytest.approx(expected), n)
    assert measured.low <= measured.value <= measured.high


def test_every_metric_has_its_value_above() -> None:
    assert set(measure(rows_of(FIVE)).overall) == set(METRICS)


def test_an_answer_with_some_of_its_parts_is_incorrect_but_its_parts_count() -> None:
    prompt = replace(PROMPT, answers=(("ليبيا",), ("مصر", "القاهرة"), ("تونس",)))
    half = Result(prompt, quoting("من ليبيا ومن القاهرة."), 0.1, "e1")
    assert (value([half], "correct"), value([half], "groups")) == (0, pytest.approx(2 / 3))


def test_exact_match_and_f1_compare_folded_words_with_the_nearest_alternatives() -> None:
    prompt = replace(PROMPT, answers=(("المملكة الأردنية الهاشمية", "الأردن"), ("سنة ٢٠٢٠",)))
    exact = Result(prompt, quoting("الاردن، سنه 2020."), 0.1, "e1")
    assert (value([exact], "exact_match"), value([exact], "f1")) == (1, 1)
    turned = Result(prompt, quoting("سنة 2020 الأردن"), 0.1, "e1")
    assert (value([turned], "exact_match"), value([turned], "f1")) == (0, 1)
    # Three expected words, two of them among the four that are said: 2 * 2 / (3 + 4).
    other = Result(prompt, quoting("الأردن ولبنان في 2020"), 0.1, "e1")
    assert value([other], "f1") == pytest.approx(4 / 7)


def test_what_no_prompt_asks_for_is_not_measured() -> None:
    nothing_expected = replace(FIVE[0], prompt=replace(PROMPT, answers=()))
    metrics = measure(rows_of([nothing_expected])).overall
    assert set(metrics) == set(METRICS) - {
        "right", "correct", "groups", "exact_match", "f1", "citation_hit", "citation_precision", "refusal_precision",
        "refusal_recall",
    }  # fmt: skip


def test_a_citation_counts_by_the_passage_that_the_prompt_names_where_it_names_one() -> None:
    prompt = replace(PROMPT, passage=("الرباط", "سبع"))
    cited = quoting("سبع شبكات في فاس.", "سبع شبكات في الرباط.", "لا صلة له.")
    assert value([Result(prompt, cited, 0.1, "e1")], "citation_hit") == 1
    assert value([Result(prompt, cited, 0.1, "e1")], "citation_precision") == pytest.approx(2 / 3)
    apart = quoting("سبع شبكات في فاس.", "شبكات الرباط.")
    assert value([Result(prompt, apart, 0.1, "e1")], "citation_hit") == 0


def test_metrics_are_given_by_kind_whatever_the_kind_is_called() -> None:
    metrics = measure(rows_of([*FIVE, result("x", REFUSED, answerable=False, kind="all")]))
    assert set(metrics.by_kind) == {"fact", "unanswerable", "all"}
    assert metrics.by_kind["unanswerable"]["refusal_recall"].n == 2
    assert "correct" not in metrics.by_kind["unanswerable"]
    assert metrics.overall["right"].n == 6


def test_the_interval_of_a_share_is_about_what_the_normal_approximation_gives() -> None:
    half = [result(str(number), FIVE[number % 2].answer) for number in range(400)]
    measured = measure(rows_of(half)).overall["correct"]
    error = 1.96 * (0.5 * 0.5 / 400) ** 0.5
    assert (measured.low, measured.high) == (pytest.approx(0.5 - error, abs=0.01), pytest.approx(0.5 + error, abs=0.01))


def test_samples_with_nothing_to_count_are_left_out_of_the_interval() -> None:
    assert with_interval(np.array([0.5, np.nan, 0.5, 0.5])) == (0.5, 0.5, 0.5)
    assert with_interval(np.array([np.nan, 0.5])) is None
    assert (draw(3)[0] == [0, 1, 2]).all()


@SOME
@given(st.permutations(FIVE))
def test_the_order_of_prompts_changes_no_value(results: list[Result]) -> None:
    shuffled, ordered = measure(rows_of(results)).overall, measure(rows_of(FIVE)).overall
    assert {name: m.value for name, m in shuffled.items()} == pytest.approx({n: m.value for n, m in ordered.items()})


@SOME
@given(st.lists(st.sampled_from(FIVE), min_size=1, max_size=12))
def test_shares_lie_between_none_and_all_and_within_their_intervals_bounds(results: list[Result]) -> None:
    for name, measured in measure(rows_of(results)).overall.items():
        assert measured.low <= measured.high
        assert name not in SHARES or 0 <= measured.low <= measured.high <= 1


@SOME
@given(st.lists(st.sampled_from("سبع ثمان تسع عشر".split()), min_size=1), st.sampled_from(["سبع ثمان", "تسع"]))
def test_f1_is_whole_only_where_the_same_words_are_said(said: list[str], expected: str) -> None:
    scored = Result(replace(PROMPT, answers=((expected,),)), Answer(" ".join(said)), 0.1, "e1")
    f1 = value([scored], "f1")
    assert 0 <= f1 <= 1
    assert (f1 == 1) == (sorted(said) == sorted(expected.split()))


def test_a_share_is_shown_in_per_cent_and_a_time_in_seconds() -> None:
    assert [figure(0.875, "f1"), figure(-0.125, "right"), figure(301.4, "length"), figure(0.1234, "latency_p50")] == [
        "87.5%", "-12.5%", "301", "0.123",
    ]  # fmt: skip


def recomputed(lines: list[dict[str, Any]]) -> dict[str, float]:
    """The metrics by nothing but the documented formulas and the documented folding."""

    def folded(text: str) -> str:
        return " ".join(token.text for token in tokenize(re.sub(r"\[\d+\]", " ", text)))

    def share(values: list[Any]) -> float:
        return sum(values) / len(values)

    answerable = [line for line in lines if line["answerable"]]
    given = [line for line in lines if not line["answer"]["refused"]]
    found = [
        [any(folded(word) in folded(line["answer"]["text"]) for word in group) for group in line["answers"]]
        if not line["answer"]["refused"]
        else [False] * len(line["answers"])
        for line in answerable
    ]
    return {
        "correct": share([all(groups) for groups in found]),
        "groups": share([group for groups in found for group in groups]),
        "false_refusals": share([line["answer"]["refused"] for line in answerable]),
        "refusal_recall": share([line["answer"]["refused"] for line in lines if not line["answerable"]]),
        "refusal_precision": share([not line["answerable"] for line in lines if line["answer"]["refused"]]),
        "verbatim": share([all(c["quote"] in c["passage"] for c in line["answer"]["citations"]) for line in given]),
        "length": median(len(line["answer"]["text"]) for line in given),
        "latency_p50": median(line["seconds"] for line in lines),
    }


def test_metrics_can_be_computed_again_from_the_results_file(tmp_path: Path) -> None:
    prompts = [replace(each.prompt, question=replace(each.prompt.question, text=each.prompt.id)) for each in FIVE]
    answers = {each.prompt.id: each.answer for each in FIVE}
    metrics = write_report(tmp_path, evaluate(prompts, lambda question: answers[question.text], "e1", tmp_path))
    lines = [json.loads(line) for line in (tmp_path / RESULTS).read_text("utf-8").split("\n") if line]
    written = json.loads((tmp_path / "metrics.json").read_text("utf-8"))
    assert (written["edition"], written["prompts"]) == ("e1", 5)
    for name, again in recomputed(lines).items():
        assert metrics.overall[name].value == pytest.approx(again)
        assert written["all"][name]["value"] == pytest.approx(again, abs=1e-4)
    assert written["by_kind"]["fact"]["correct"]["n"] == 3


def test_the_documentation_has_a_formula_for_every_metric() -> None:
    table = (Path(__file__).resolve().parents[3] / "docs" / "evaluation.md").read_text("utf-8")
    rows = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    assert [name for name in METRICS if f"`{name}`" not in rows] == []


def test_quotes_that_are_altered_or_lack_their_marker_are_not_verbatim() -> None:
    altered = Answer("سبع [1]", (replace(citation(1, "سبع شبكات"), quote="ثمان شبكات"),))
    unmarked = Answer("سبع", (citation(1, "سبع شبكات"),))
    assert value([result("a", altered), result("b", unmarked), result("c", quoting("سبع"))], "verbatim") == (
        pytest.approx(1 / 3)
    )
