"""What the tests share: the real model once a session, a tiny real model for what needs no quality, and documents."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # no test may depend on a network
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"  # the workers share the cores

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.chain import AnswerChain
from ingest.pipeline import MAX_TOKENS
from tests.browser import browser, page
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED

# One browser for all tests: a second Playwright does not start beside the first.
__all__ = ["browser", "page"]

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("hiwar", deadline=None)
settings.load_profile("hiwar")

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


@pytest.fixture(scope="session")
def e5() -> SentenceTransformerEmbeddings:
    """The bundled model."""
    return load_embeddings()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real sentence-transformers model of one layer and 16 dimensions, untrained."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    letters = [chr(c) for c in (*range(0x20, 0x7F), *range(0x60C, 0x66A))]
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters])}
    core = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    folder = tmp_path_factory.mktemp("tiny-model")
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=128,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=128,
    ).save_pretrained(folder)  # fmt: skip
    transformer = Transformer(str(folder), max_seq_length=128)
    target = tmp_path_factory.mktemp("tiny-sentence-model")
    SentenceTransformer(modules=[transformer, Pooling(16, "mean")], device="cpu").save(str(target))
    return target


@pytest.fixture(scope="session")
def tiny(tiny_model: Path) -> SentenceTransformerEmbeddings:
    """The tiny model, loaded."""
    return load_embeddings(str(tiny_model))


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, e5: SentenceTransformerEmbeddings) -> Path:
    """A data directory in which the sample corpus is published."""
    folder = tmp_path_factory.mktemp("data")
    index_documents([DOCUMENTS], Library(folder), Reader(Embedder(BUNDLED, lambda: e5), MAX_TOKENS))
    return folder


@pytest.fixture(scope="session")
def sample_chain(sample_data: Path, e5: SentenceTransformerEmbeddings) -> Iterator[AnswerChain]:
    """The answer chain over the sample corpus."""
    edition = Library(sample_data).editions.open_live()
    yield AnswerChain(edition, e5)
    edition.close()
