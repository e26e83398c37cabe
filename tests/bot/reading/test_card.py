"""What is fitted behind the reader comes from its card."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.reading import card
from bot.reading.answerable import load_answerability
from bot.reading.ranking import load_ranking
from errors import HiwarError

LOADERS = [load_answerability, load_ranking]


@pytest.fixture(autouse=True)
def forgetting() -> Iterator[None]:
    yield
    for loader in LOADERS:
        loader.cache_clear()


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"answerable": {}, "ranking": {}}'])
@pytest.mark.parametrize("loader", LOADERS)
def test_a_missing_or_damaged_card_is_one_clear_error(
    loader: Callable[[], object], content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "reader.json"
    if content is not None:
        path.write_text(content, "utf-8")
    monkeypatch.setattr(card, "CARD", str(path))
    for one in LOADERS:
        one.cache_clear()
    with pytest.raises(HiwarError) as caught:
        loader()
    assert caught.value.key == "weights_damaged"
