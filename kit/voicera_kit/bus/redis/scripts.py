"""What Redis does in one step, by its own clock: the machines that ask may disagree about the time."""

from typing import Final

_NOW_MS: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

_HOLD: Final = """
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last[2]))
return 1
"""

ACQUIRE: Final = f"""{_NOW_MS}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not held and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
{_HOLD}"""
"""KEYS: the slots, holders by the end of their lease. ARGV: holder, lease in ms, limit. Returns 1 or 0."""

RENEW: Final = f"""{_NOW_MS}
local until_ms = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not until_ms or tonumber(until_ms) <= now then return 0 end
{_HOLD}"""
"""KEYS: the slots. ARGV: holder, lease in ms. Returns 1 or 0."""

RATE: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now))
local wait = due - (burst - 1) * interval - now
if wait > 0 then return math.ceil(wait) end
due = due + interval
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000))
return 0
"""
"""KEYS: when the next token is due, in µs. ARGV: µs per token, burst. Returns µs to wait; see bus.rate."""
