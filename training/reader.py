"""Trains the reader from the meetings, and writes its weights with a card.

python -m training.reader           train, write bot/reading/reader.safetensors and reader.json, print the figures
python -m training.reader --share 0.5   the same from every second document, for a learning curve; nothing is written
python -m training.reader --keep    keep the weights, fit what stands behind the reader anew, and write the card
python -m training.reader --check   fail if the card was made from other data or by other settings

It takes about three hours on two cores and four gigabytes of memory. The lower half of the encoder stays as it is, so
that its states are computed once; what is trained is the upper half and the heads (see `bot.reading.reader`).
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

import bot.reading
from bot.reading.card import CARD
from bot.reading.encoder import Encoder, batches
from bot.reading.reader import WEIGHTS, JointLayers, PairScores, joint_layers, load_network
from bot.reading.reading import passages_read
from bot.understanding.intent import Intent
from training.answerability import fit_answerability, measure
from training.heads import data_hashes
from training.meetings import Fold
from training.ranking import card_of, fit_ranking
from training.samples import Asked, Sample, read_asked
from vectorstore.embeddings import load_embeddings

_FOLDER = Path(next(iter(bot.reading.__path__)))
SETTINGS: dict[str, Any] = {
    "seed": 1,
    "schedule": {
        "steps": [0, 756, 1156, 1216, 2956, 3016, 3956, 4156, 5306],
        "factors": [1.0, 0.5, 0.0, 0.86, 0.0, 0.86, 0.5, 0.42, 0.0],
    },
    "rates": {"layers": 7e-5, "heads": 2e-3, "prior": 1e-3},
    "decay": 0.01,
    "batch_tokens": 3072,
    "warm_up_steps": 60,
    "loss": {"sentence": 1.0, "passage": 0.2},
    "passages": {"answering": 2, "near": 1, "others": 1, "others_among": 6},
}
"""What decides the weights beside the data; it is a part of the card."""
_REPORT_STEPS = 100
_KEPT_WHOLE = ("mean", "spread")  # of the features: their sizes differ too much for half precision


def main() -> None:
    """Train and write, or check the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the card with the data and the settings")
    parser.add_argument("--share", type=float, default=1.0, help="of the training documents' questions, in their order")
    parser.add_argument("--keep", action="store_true", help="keep the weights")
    arguments = parser.parse_args()
    if arguments.check:
        _check()
        return
    embeddings = load_embeddings()
    encoder = Encoder(embeddings.model)
    if arguments.keep:
        held_out, questions = read_asked([Fold.VALIDATION], embeddings)[Fold.VALIDATION], _card()["questions"]
        network = load_network(encoder)
    else:
        asked = read_asked([Fold.TRAIN, Fold.VALIDATION], embeddings)
        held_out, trained = asked[Fold.VALIDATION], asked[Fold.TRAIN]
        questions = round(arguments.share * len(trained))
        network = train(joint_layers(encoder), trained[:questions])
    card = card_for(network, held_out, questions)
    print(json.dumps(card, indent=1))
    if arguments.keep:
        write_card(card)
    elif arguments.share == 1.0:
        write(network, card)


def card_for(network: JointLayers, held_out: Sequence[Asked], questions: int) -> dict[str, Any]:
    """Fit what stands behind the reader, and tell what was fitted on what, with its figures.

    :param held_out: Questions that the network was not trained on.
    :param questions: How many it was trained on.
    """
    read = score(network, held_out)
    ranking, unseen = fit_ranking(held_out, read)
    return {
        "data": _hashes(),
        "settings": SETTINGS,
        "questions": questions,
        "ranking": card_of(ranking),
        "answerable": fit_answerability(held_out, unseen, read),
        "validation": measure(held_out, unseen),
    }


def train(network: JointLayers, questions: Sequence[Asked]) -> JointLayers:
    """Train the network on questions, its weights of the features fitted first."""
    torch.manual_seed(SETTINGS["seed"])
    fit_prior(network, questions)
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=SETTINGS["decay"])
    rates = [group["lr"] for group in optimizer.param_groups]
    schedule, begun, losses = SETTINGS["schedule"], time.monotonic(), list[float]()
    steps: int = schedule["steps"][-1]
    network.train()
    for step, batch in enumerate(islice(_batches(questions), steps)):
        warm_up = min(1.0, (step + 1) / SETTINGS["warm_up_steps"])
        factor = warm_up * float(np.interp(step, schedule["steps"], schedule["factors"]))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        cost = _loss(network([sample.pair for _, sample in batch]), batch)
        cost.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(cost.item())
        step += 1
        if step % _REPORT_STEPS == 0:
            minutes = (time.monotonic() - begun) / 60
            print(
                f"{step} of {steps} steps, loss {np.mean(losses[-_REPORT_STEPS:]):.4f}, {minutes:.0f} min", flush=True
            )
    return network.eval()


def fit_prior(network: JointLayers, questions: Sequence[Asked]) -> None:
    """Set the network's weights of the features to those of a logistic regression over all sentences."""
    samples = [sample for asked in questions for sample in asked.samples]
    measured = torch.cat([sample.pair.measured for sample in samples]).numpy()
    answers = torch.cat([sample.answers for sample in samples]).numpy()
    mean, spread = measured.mean(0), measured.std(0) + 1e-6
    model = LogisticRegression(max_iter=300, C=0.5).fit((measured - mean) / spread, answers)
    network.mean.data, network.spread.data = torch.from_numpy(mean), torch.from_numpy(spread)
    network.prior.weight.data = torch.tensor(model.coef_, dtype=torch.float32)
    network.prior.bias.data = torch.tensor(model.intercept_, dtype=torch.float32)


def score(network: JointLayers, questions: Sequence[Asked]) -> list[list[PairScores]]:
    """Score the nearest passages of each question, as many as the product would read."""
    pairs = [
        (i, sample.pair)
        for i, asked in enumerate(questions)
        for sample in asked.samples[: passages_read(Intent(asked.question.intent))]
    ]
    scores: dict[int, PairScores] = {}
    with torch.inference_mode():
        for batch in batches([len(pair) for _, pair in pairs], 4096):
            scores |= dict(zip(batch, network([pairs[at][1] for at in batch]), strict=True))
    found: list[list[PairScores]] = [[] for _ in questions]
    for at, (i, _) in enumerate(pairs):
        found[i].append(scores[at])
    return found


def write(network: JointLayers, card: dict[str, Any]) -> None:
    """Write weights in half precision, and the card."""
    tensors = {
        name: (tensor if name in _KEPT_WHOLE else tensor.half()).contiguous()
        for name, tensor in network.state_dict().items()
    }
    save_file(tensors, _FOLDER / WEIGHTS)
    write_card(card)


def write_card(card: dict[str, Any]) -> None:
    """Write the card beside the weights."""
    (_FOLDER / CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _card() -> dict[str, Any]:
    return json.loads((_FOLDER / CARD).read_text("utf-8"))


def _groups(network: JointLayers) -> list[dict[str, Any]]:
    """The parameters by learning rate."""
    rates, layers, prior = SETTINGS["rates"], "layers.", "prior."
    named = [(name, one) for name, one in network.named_parameters() if one.requires_grad]
    return [
        {"params": [one for name, one in named if name.startswith(layers)], "lr": rates["layers"]},
        {"params": [one for name, one in named if not name.startswith((layers, prior))], "lr": rates["heads"]},
        {"params": [one for name, one in named if name.startswith(prior)], "lr": rates["prior"]},
    ]


def _chosen(questions: Sequence[Asked], epoch: int) -> list[tuple[Asked, Sample]]:
    """The passages that an epoch trains on: those that answer, one that only looks like it, and one at random."""
    counts, chance = SETTINGS["passages"], random.Random(epoch)
    kept: list[tuple[Asked, Sample]] = []
    for asked in questions:
        answering = [sample for sample in asked.samples if sample.answers.any()]
        near = [sample for sample in asked.samples if sample.looks_near and not sample.answers.any()]
        first = asked.samples[: counts["others_among"]]
        others = [sample for sample in first if not sample.answers.any() and not sample.looks_near]
        chance.shuffle(answering)
        chance.shuffle(others)
        near = near[: counts["near"]]
        random_ones = others[: counts["others"] if answering or near else counts["others"] + counts["near"]]
        kept += [(asked, sample) for sample in (*answering[: counts["answering"]], *near, *random_ones)]
    return kept


def _batches(questions: Sequence[Asked]) -> Iterator[list[tuple[Asked, Sample]]]:
    """Samples in groups of like lengths, the groups of each epoch in random order, without end."""
    for epoch in count():
        samples = _chosen(questions, epoch)
        groups = batches([len(sample.pair) for _, sample in samples], SETTINGS["batch_tokens"])
        random.Random(epoch).shuffle(groups)
        yield from ([samples[i] for i in group] for group in groups)


def _loss(scores: Sequence[PairScores], batch: Sequence[tuple[Asked, Sample]]) -> torch.Tensor:
    weights, total = SETTINGS["loss"], torch.zeros(())
    for found, (_, sample) in zip(scores, batch, strict=True):
        answers = sample.answers
        total = total + weights["sentence"] * binary_cross_entropy_with_logits(found.sentences, answers)
        total = total + weights["passage"] * binary_cross_entropy_with_logits(found.passage, answers.max())
    return total / len(batch)


def _hashes() -> dict[str, str]:
    hashes = data_hashes()
    return {name: hashes[name] for name in ("meetings", "split.json", "prompts.jsonl")}


def _check() -> None:
    card = _card()
    if card["data"] != _hashes() or card["settings"] != SETTINGS:
        sys.exit("The reader was trained on other data or with other settings. Run `make train`.")
    print("The reader's card agrees with data and settings.")


if __name__ == "__main__":
    main()
