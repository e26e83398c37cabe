from bot.countries import countries


def test_a_country_is_known_in_three_languages_and_behind_prefixes() -> None:
    for text in ("قواعد العمل في قطر", "What are the rules in Qatar?", "les règles au Qatar", "ولقطر تقرير طوعي"):
        assert countries(text) == {"QA"}
    assert countries("بالعراق وفي الأردن ولبنان، وللمغرب") == {"IQ", "JO", "LB", "MA"}


def test_everyday_names_stand_for_the_long_ones() -> None:
    assert countries("السعودية") == countries("المملكة العربية السعودية") == {"SA"}


def test_words_that_only_begin_like_a_country_and_organisations_are_none() -> None:
    assert not countries("الدعم المالي ومدارس البنين ومالية الدولة والمغتربون وما أقرته الأمم المتحدة")
