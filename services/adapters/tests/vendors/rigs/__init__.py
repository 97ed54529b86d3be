"""One module for each vendor and modality, with a RIG; found by looking."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from .rig import Rig


def rigs(modality: str) -> Iterator[Rig]:
    """Return the rigs in modules whose names end with the modality."""
    for module in iter_modules(__path__):
        if module.name.endswith(f"_{modality}"):
            yield import_module(f"{__name__}.{module.name}").RIG
