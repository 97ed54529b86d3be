"""Reads update masks."""

from collections.abc import Sequence

from voicera_kit.errors import invalid


def require_mask(paths: Sequence[str], changeable: Sequence[str]) -> None:
    """Raise InvalidArgument unless the mask names fields that can change, and at least one."""
    if not paths or any(path not in changeable for path in paths):
        raise invalid("update_mask", f"must name some of: {', '.join(changeable)}")
