"""Declares the indexes of a collection."""

from collections.abc import Iterator
from typing import Final

from pymongo import IndexModel

from voicera_kit.documents.model import Collection
from voicera_kit.documents.mongodb.layout import field, key

_UNIQUE: Final = " unique"


def indexes(collection: Collection) -> Iterator[IndexModel]:
    """Yield one index for each order of a listing, each unique value and each claim across organizations.

    The unique ones are sparse and over one field, so that documents without the value are not in them, nor are
    those a replica without this declaration still writes.
    """
    yield _index("id", "o", "d")
    yield _index("created_at", "o", "c", "d")
    yield _index("fingerprint", "f")
    if collection.scanned:
        yield _index("scanned", "o", "c", "d", *map(field, collection.scanned))
    for index in collection.indexes:
        name = field(index.path)
        if index.ordered:
            yield _index(index.path, "o", name, "c", "d")
        if index.unique:
            yield _index(index.path + _UNIQUE, f"q.{key(index.path)}", unique=True, sparse=True)
        if index.across:
            yield _index(f"{index.path} across", name, "lu", "c", "d")


def _index(name: str, *fields: str, unique: bool = False, sparse: bool = False) -> IndexModel:
    options = {option: True for option, wanted in (("unique", unique), ("sparse", sparse)) if wanted}
    return IndexModel([(each, 1) for each in fields], name=name, **options)
