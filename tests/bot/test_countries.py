from bot.countries import continents_of, countries, places


def test_a_country_is_known_in_three_languages_and_behind_prefixes() -> None:
    for text in ("قواعد العمل في قطر", "What are the rules in Qatar?", "les règles au Qatar", "ولقطر تقرير طوعي"):
        assert countries(text) == {"QA"}
    assert countries("بالعراق وفي الأردن ولبنان، وللمغرب") == {"IQ", "JO", "LB", "MA"}


def test_everyday_names_stand_for_the_long_ones() -> None:
    assert countries("السعودية") == countries("المملكة العربية السعودية") == {"SA"}


def test_words_that_only_begin_like_a_country_and_organisations_are_none() -> None:
    assert not countries("الدعم المالي ومدارس البنين ومالية الدولة والمغتربون وما أقرته الأمم المتحدة")


def test_cities_and_continents_are_places_of_their_own() -> None:
    for text in ("اجتمعوا في بيروت", "They met in Beirut", "à Beyrouth"):
        assert places(text) == {"Asia/Beirut"}
    assert places("دول أوروبية") == places("من أوروبا") == {"150"}
    assert places("في القاهرة، مصر") == {"Africa/Cairo", "EG"}


def test_a_list_of_a_continents_countries_speaks_of_it() -> None:
    assert continents_of("جاؤوا من لبنان وبلجيكا والأردن وفنلندا") == places("أوروبا") | places("آسيا")
    assert not continents_of("جاؤوا من بلجيكا وتونس")


def test_words_that_a_city_is_called_by_as_well_name_no_place() -> None:
    assert not places("ماهي أهداف اللقاء؟")
