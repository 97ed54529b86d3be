"""Says why data is not moved."""


class MoveRefused(Exception):  # noqa: N818 - says what it is
    """The target is not one to move to; nothing was changed there."""


class MoveFailed(Exception):  # noqa: N818 - says what it is
    """What arrived is not what was sent; the message says where."""
