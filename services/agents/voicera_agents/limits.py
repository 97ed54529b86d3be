"""How large an agent may grow."""

from typing import Final

MAX_DRAFT_BYTES: Final = 512 * 1024
"""As protobuf on the wire; JSON in the store is about twice that."""
MAX_NODES: Final = 500
MAX_TOOLS: Final = 64
MAX_TOOLS_IN_ALL: Final = 1000
"""Checking a tool's schema takes about 0.4 ms."""
MAX_VOCABULARY: Final = 1000
MAX_OTHER_LANGUAGES: Final = 8
MAX_GLOSSARIES: Final = 10
MAX_TERMS: Final = 200
MAX_NAME: Final = 120
MAX_DESCRIPTION: Final = 2000
MAX_NOTE: Final = 1000
MAX_REVISIONS: Final = 10_000
MAX_PROBLEMS: Final = 500
MAX_ROLLOUT_PERCENT: Final = 99
