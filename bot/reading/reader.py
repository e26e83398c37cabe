"""A question and passages -> for every sentence how likely it answers.

The upper layers of the bundled encoder, trained on, read question and passage together in one pass, from the states
that its lower layers give for each alone. The score of a sentence is the sum of what `bot.reading.evidence` measures,
weighted, of the cosine of question and sentence inside the pass, and of a linear head over both. The first two alone
are a fair ranking before any training, so that few examples suffice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from threading import Lock

import torch
from safetensors.torch import load
from torch import nn
from torch.nn import functional

from bot.reading.encoder import MIDDLE, Encoder, TokenStates, batches
from bot.reading.evidence import FEATURES, AskedTerms, Idf, ReadPassage, evidence
from errors import HiwarError
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.vectors import BUNDLED

WEIGHTS = "reader.safetensors"
"""In this package."""
_DIMENSION = 384
_BATCH_TOKENS = 4096
_USUAL_COSINE, _COSINE_SCALE = 0.8, 10.0  # inside the pass; they bring the cosine to the size of the other scores
_MASKED = -1e4
_PROMPT_TOKENS = 3
_lock = Lock()
_shared: list["Reader"] = []  # one at most


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside a passage.

    :param measured: What `evidence` gives, shape (sentences, features).
    """

    question: TokenStates
    passage: TokenStates
    token_spans: Sequence[tuple[int, int]]
    measured: torch.Tensor

    def __len__(self) -> int:
        return len(self.question.middle) + len(self.passage.middle)


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the reader makes of a pair, in log-odds.

    :param sentences: That each sentence answers, shape (sentences,).
    :param passage: That anything in the passage answers, a scalar.
    :param measured: What the pair was read with, shape (sentences, features).
    """

    sentences: torch.Tensor
    passage: torch.Tensor
    measured: torch.Tensor


class JointLayers(nn.Module):
    """The network above the encoder's middle.

    :param layers: The encoder's upper layers.
    """

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.segments = nn.Parameter(torch.zeros(2, _DIMENSION))  # added to the states of question and passage
        self.mean = nn.Parameter(torch.zeros(len(FEATURES)), requires_grad=False)
        self.spread = nn.Parameter(torch.ones(len(FEATURES)), requires_grad=False)
        self.prior = nn.Linear(len(FEATURES), 1)
        self.cosine = nn.Parameter(torch.zeros(()))
        self.answers = nn.Linear(2 * _DIMENSION, 1)
        self.anything = nn.Linear(2 * _DIMENSION, 1)
        for head in (self.answers, self.anything):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def forward(self, pairs: Sequence[Pair]) -> list[PairScores]:
        """Read pairs together; like lengths cost least."""
        longest = max(map(len, pairs))
        states, masked = torch.zeros(len(pairs), longest, _DIMENSION), torch.full((len(pairs), longest), _MASKED)
        for row, pair in enumerate(pairs):
            asked = len(pair.question.middle)
            states[row, :asked] = pair.question.middle + self.segments[0]
            states[row, asked : len(pair)] = pair.passage.middle + self.segments[1]
            masked[row, : len(pair)] = 0
        for layer in self.layers:
            output = layer(states, masked[:, None, None, :])
            states = output[0] if isinstance(output, tuple) else output
        return [self._score(pair, states[row]) for row, pair in enumerate(pairs)]

    def _score(self, pair: Pair, states: torch.Tensor) -> PairScores:
        asked = len(pair.question.middle)
        question = states[_PROMPT_TOKENS : asked - 1].mean(0)
        start = states[asked]
        sentences = torch.stack(
            [states[asked + a : asked + b].mean(0) if b > a else start for a, b in pair.token_spans]
        )
        both = torch.cat([sentences * question, sentences], -1)
        cosine = functional.cosine_similarity(sentences, question.expand_as(sentences), -1)
        prior = self.prior((pair.measured - self.mean) / self.spread).squeeze(-1)
        near = self.cosine * _COSINE_SCALE * (cosine - _USUAL_COSINE)
        return PairScores(
            prior + near + self.answers(both).squeeze(-1),
            self.anything(torch.cat([states[0] * question, start], -1)).squeeze(-1),
            pair.measured,
        )


class Reader:
    """Reads passages for a question. It may be used from several threads."""

    def __init__(self, encoder: Encoder, network: JointLayers) -> None:
        self._encoder = encoder
        self._network = network.eval()

    def read(self, text: str, own: str, passages: Sequence[ReadPassage], idf: Idf) -> list[PairScores]:
        """Read passages, each with at least one sentence.

        :param text: The question behind the turn that it goes on from; `own` the question itself.
        :param idf: How rare its terms are among the passages that are searched.
        """
        question, asked = self._encoder.question(text), AskedTerms(text, own, idf)
        pairs: list[Pair] = []
        for passage, states in zip(passages, self._encoder.passages([one.whole for one in passages]), strict=True):
            measured = torch.from_numpy(evidence(question, asked, passage, states))
            pairs.append(Pair(question, states, passage.token_spans(states), measured))
        return self.score(pairs)

    def score(self, pairs: Sequence[Pair]) -> list[PairScores]:
        """Score pairs, in their order."""
        found: dict[int, PairScores] = {}
        with torch.inference_mode():
            for batch in batches([len(pair) for pair in pairs], _BATCH_TOKENS):
                found |= dict(zip(batch, self._network([pairs[i] for i in batch]), strict=True))
        return [found[i] for i in range(len(pairs))]


def shared_reader(embeddings: SentenceTransformerEmbeddings) -> Reader:
    """The reader that ships with the product, loaded once a process.

    It reads with the bundled encoder, be the embedding model another; the bundled one is shared.

    :raises HiwarError: If its weights are missing or damaged.
    """
    with _lock:
        if not _shared:
            from vectorstore.bundled_e5 import load_bundled_e5

            model = embeddings.model if embeddings.name == BUNDLED else load_bundled_e5()
            _shared.append(load_reader(Encoder(model)))
        return _shared[0]


def load_reader(encoder: Encoder) -> Reader:
    """The reader that ships with the product.

    :raises HiwarError: If its weights are missing or damaged.
    """
    return Reader(encoder, load_network(encoder))


def load_network(encoder: Encoder) -> JointLayers:
    """The network that ships with the product.

    :raises HiwarError: If its weights are missing or damaged.
    """
    network = joint_layers(encoder)
    try:
        weights: Mapping[str, torch.Tensor] = load(files("bot.reading").joinpath(WEIGHTS).read_bytes())
        network.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
    except Exception as error:  # what a damaged file raises has no common base
        raise HiwarError("weights_damaged", "Reinstall Hiwar, or fit the weights anew with `make train`.") from error
    return network.eval()


def joint_layers(encoder: Encoder) -> JointLayers:
    """The network as it is before training: a copy of the encoder's upper layers."""
    from copy import deepcopy

    return JointLayers([deepcopy(layer) for layer in encoder.bert.encoder.layer[MIDDLE:]])
