"""A wrong model name is told at once, not after a minute of trying."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi

from errors import HiwarError
from vectorstore.embeddings import load_embeddings
from vectorstore.hub import is_here
from vectorstore.reranker import load_reranker


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that the hub is asked for, which it never knows."""
    names: list[str] = []

    def unknown(_self: HfApi, name: str, **_: object) -> None:
        names.append(name)
        raise OSError(f"no {name}\nand more")

    monkeypatch.setattr(HfApi, "model_info", unknown)
    return names


def test_a_folder_is_here(tmp_path: Path) -> None:
    assert is_here(str(tmp_path))


def test_a_model_that_the_hub_has_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(_self: HfApi, _name: str, **_: object) -> None:
        pass

    monkeypatch.setattr(HfApi, "model_info", known)
    assert not is_here("nobody/no-such-model")


def test_a_model_that_the_hub_does_not_have_is_one_error_after_one_question(asked: list[str]) -> None:
    with pytest.raises(HiwarError, match="no nobody/no-such-model") as caught:
        load_reranker("nobody/no-such-model")
    assert "more" not in str(caught.value)
    with pytest.raises(HiwarError, match="could not be loaded"):
        load_embeddings("nobody/no-such-model")
    assert asked == ["nobody/no-such-model"] * 2


def test_a_bare_name_is_looked_for_where_such_models_are(asked: list[str]) -> None:
    with pytest.raises(OSError, match="no sentence-transformers"):
        is_here("no-such-model")
    assert asked == ["sentence-transformers/no-such-model"]
