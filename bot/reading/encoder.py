"""Texts -> states of their tokens, half way through the bundled encoder and at its end.

The reader goes on from the middle states of a question and a passage, and compares their last states. Both are computed
once for a passage, however many questions are asked about it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import torch

from vectorstore.bundled_e5 import PROMPTS

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MIDDLE = 6
"""How many of the encoder's twelve layers lie below the middle states."""
LONGEST_QUESTION, LONGEST_PASSAGE = 128, 384
"""Tokens that are read, prompt and special tokens included."""
_KEPT = 512  # passages; one takes about 400 kB
_BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What the encoder makes of one text.

    :param middle: Shape (tokens, dimension), those of the prompt and the special tokens among them.
    :param last: Likewise, behind the last layer.
    :param offsets: Where each token begins and ends in the text, in characters. It begins below 0 in the prompt, and
        is (0, 0) for a special token.
    """

    middle: torch.Tensor
    last: torch.Tensor
    offsets: tuple[tuple[int, int], ...]


class Encoder:
    """Encodes texts and keeps what it made of the passages that were read last. It may be used from several threads.

    :param model: The bundled model.
    """

    def __init__(self, model: "SentenceTransformer") -> None:
        first: Any = model[0]
        self.bert: Any = first.model
        self._tokenizer: Any = first.tokenizer
        self._kept: OrderedDict[str, TokenStates] = OrderedDict()
        self._lock = Lock()

    def question(self, text: str) -> TokenStates:
        """Encode a question; of a long one only the beginning is read."""
        return self._encode([text], PROMPTS["query"], LONGEST_QUESTION)[0]

    def passages(self, texts: Sequence[str]) -> list[TokenStates]:
        """Encode passages, in their order; of a long one only the beginning is read."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        fresh = dict(zip(missing, self._encode(missing, PROMPTS["document"], LONGEST_PASSAGE), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found.get(text) or fresh[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [found.get(text) or fresh[text] for text in texts]

    def _encode(self, texts: Sequence[str], prompt: str, longest: int) -> list[TokenStates]:
        encoded = [
            self._tokenizer(prompt + text, return_offsets_mapping=True, truncation=True, max_length=longest)
            for text in texts
        ]
        states: dict[int, TokenStates] = {}
        for batch in batches([len(one["input_ids"]) for one in encoded], _BATCH_TOKENS):
            most = max(len(encoded[i]["input_ids"]) for i in batch)
            ids = torch.full((len(batch), most), int(self._tokenizer.pad_token_id))
            mask = torch.zeros((len(batch), most), dtype=torch.long)
            for row, i in enumerate(batch):
                tokens = torch.tensor(encoded[i]["input_ids"])
                ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
            with torch.inference_mode():
                output = self.bert(input_ids=ids, attention_mask=mask, output_hidden_states=True)
            for row, i in enumerate(batch):
                count = int(mask[row].sum())
                states[i] = TokenStates(
                    output.hidden_states[MIDDLE][row, :count].clone(),
                    output.last_hidden_state[row, :count].clone(),
                    tuple(_shifted(pair, len(prompt)) for pair in encoded[i]["offset_mapping"]),
                )
        return [states[i] for i in range(len(texts))]


def batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Group texts of like lengths.

    :param lengths: Tokens of each text.
    :param most: Tokens in a group, padding included; a longer text is a group by itself.
    :return: For each group the positions of its texts.
    """
    groups: list[list[int]] = [[]]
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if groups[-1] and lengths[i] * (len(groups[-1]) + 1) > most:
            groups.append([])
        groups[-1].append(i)
    return groups if groups[-1] else []


def _shifted(pair: tuple[int, int], by: int) -> tuple[int, int]:
    start, end = pair
    return (start - by, end - by) if end > start else (0, 0)
