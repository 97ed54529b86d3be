"""The generic cell rate algorithm: one number per name says when the next token is due."""

from voicera_kit.errors import invalid


def next_token(due: float, now: float, interval_s: float, burst: int) -> tuple[float, float]:
    """Return the new due time and the seconds to wait; when that is not 0, no token was taken."""
    due = max(due, now)
    wait_s = due - (burst - 1) * interval_s - now
    return (due, wait_s) if wait_s > 0 else (due + interval_s, 0.0)


def require_rate(rate_per_s: float, burst: int) -> None:
    if rate_per_s <= 0:
        raise invalid("rate_per_s", "must be more than 0")
    if burst < 1:
        raise invalid("burst", "must be at least 1")
