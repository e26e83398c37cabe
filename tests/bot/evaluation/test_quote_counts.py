"""What is quoted, compared with the sentences that are expected."""

from dataclasses import replace

from bot.evaluation.metrics import measure, rows_of
from bot.evaluation.quotes import count_quotes
from tests.bot.evaluation.kit import EXPECTED, REFUSED, quoting, result

OTHER = "انتهى الاجتماع عند الظهر."


def test_the_mark_of_a_list_and_other_spellings_do_not_make_another_sentence() -> None:
    counts = count_quotes(quoting("- عدد الشبكات سبع شبكاتٍ"), [EXPECTED])
    assert (counts.first, counts.good, counts.found) == (True, 1, 1)


def test_each_sentence_of_a_quote_counts_by_itself() -> None:
    counts = count_quotes(quoting(f"{OTHER} {EXPECTED}"), [EXPECTED])
    assert (counts.first, counts.quoted, counts.good, counts.found) == (False, 2, 1, 1)


def test_expected_sentences_that_are_not_quoted_lower_the_recall() -> None:
    counts = count_quotes(quoting(EXPECTED), [EXPECTED, "وشكر الرئيس الحاضرين."])
    assert (counts.expected, counts.found) == (2, 1)


def test_a_quote_too_short_to_be_recognised_matches_nothing() -> None:
    assert count_quotes(quoting("لا."), [EXPECTED]).good == 0


def test_refusals_and_prompts_without_sentences_are_not_counted() -> None:
    said, refused = result("a", quoting(EXPECTED)), result("b", REFUSED)
    expecting_none = replace(said, prompt=replace(said.prompt, id="c", sentences=()))
    metrics = measure(rows_of([said, refused, expecting_none]))
    assert {metrics.overall[name].n for name in ("first_quote", "quote_precision", "quote_recall")} == {1}
    assert metrics.overall["first_quote"].value == 1


def test_scores_are_given_by_intent_and_by_variety() -> None:
    said = result("a", quoting(EXPECTED))
    asked = [
        replace(said, prompt=replace(said.prompt, id=variety, intent="lookup", variety=variety))
        for variety in ("msa", "gulf")
    ]
    written = measure(rows_of([said, *asked])).to_json()
    assert written["by_intent"].keys() == {"lookup"}
    assert written["by_variety"]["gulf"]["length"]["n"] == 1
