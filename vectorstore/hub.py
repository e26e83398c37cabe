"""A model's name -> whether it is on this machine, and else, at once, whether the hub has it.

The libraries that load models ask the hub for one file after the other and try each five times: a wrong name, or no
network, would be told after a minute only.
"""

import os

_ORGANIZATION = "sentence-transformers"  # whose models go by their bare names
_WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_PATIENCE = 5.0  # seconds


def is_here(name: str) -> bool:
    """Whether a model can be loaded without the hub.

    :param name: A folder, or a model that was fetched before.
    :raises Exception: If it is neither and the hub has no such model or does not answer.
    """
    if os.path.isdir(name):
        return True
    from huggingface_hub import HfApi, try_to_load_from_cache

    names = (name,) if "/" in name else (name, f"{_ORGANIZATION}/{name}")
    if any(isinstance(try_to_load_from_cache(one, file), str) for one in names for file in _WEIGHTS):
        return True
    HfApi().model_info(names[-1], timeout=_PATIENCE)
    return False
