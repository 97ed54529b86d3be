"""Documents by organization, with optimistic revisions, indexed search and leases."""

from voicera_kit.documents.model import (
    EVERY_ORGANIZATION,
    SYSTEM_ORGANIZATION,
    Body,
    Change,
    Collection,
    Document,
    Index,
    Migrated,
)
from voicera_kit.documents.open import migrate, open_documents
from voicera_kit.documents.query import (
    Condition,
    Either,
    Group,
    Measure,
    Query,
    Restriction,
    Sort,
    above,
    at_least,
    at_most,
    below,
    either,
    equals,
    one_of,
    starts_with,
)
from voicera_kit.documents.shortcuts import first, update
from voicera_kit.documents.store import DocumentStore

__all__ = [
    "EVERY_ORGANIZATION",
    "SYSTEM_ORGANIZATION",
    "Body",
    "Change",
    "Collection",
    "Condition",
    "Document",
    "DocumentStore",
    "Either",
    "Group",
    "Index",
    "Measure",
    "Migrated",
    "Query",
    "Restriction",
    "Sort",
    "above",
    "at_least",
    "at_most",
    "below",
    "either",
    "equals",
    "first",
    "migrate",
    "one_of",
    "open_documents",
    "starts_with",
    "update",
]
