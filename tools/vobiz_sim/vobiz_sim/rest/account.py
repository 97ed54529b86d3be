"""Who the credentials belong to, what the account has left and how busy it is."""

from datetime import UTC, datetime
from uuid import uuid4

from aiohttp import web

from vobiz_sim.rest.reply import carrier, not_found

routes = web.RouteTableDef()

CURRENCY = "INR"
_THRESHOLD = 50


@routes.get("/api/v1/auth/me")
async def me(request: web.Request) -> web.Response:
    """Shows the token, as the carrier does."""
    sim = carrier(request)
    return web.json_response({
        "id": sim.config.auth_id,
        "name": sim.config.account_name,
        "type": "MASTER",
        "auth_id": sim.config.auth_id,
        "auth_secret": sim.config.auth_token,
        "account_type": "PREPAID",
        "postpaid": False,
        "enabled": True,
        "is_active": True,
        "is_trial_account": sim.faults.trial_account,
        "timezone": "Asia/Kolkata",
        "cps_limit": sim.faults.calls_per_second,
        "base_cps_limit": sim.faults.calls_per_second,
        "purchased_cps": 0,
        "concurrent_calls_limit": _limit(request),
        "base_concurrent_calls_limit": _limit(request),
        "purchased_concurrent_calls": 0,
        "ip_auth_enabled": False,
        "ip_whitelist_rules": [],
        "pricing_tier": {
            "currency": CURRENCY,
            "rate_per_minute": 0,
            "billing_increment_seconds": 60,
            "minimum_duration_seconds": 0,
        },
    })


@routes.get("/api/v1/{casing:[Aa]ccount}/{account}/balance/{currency}")
async def balance(request: web.Request) -> web.Response:
    sim = carrier(request)
    if request.match_info["currency"] != CURRENCY:
        raise not_found("balance")
    amount = _THRESHOLD / 5 if sim.faults.balance_low else _THRESHOLD * 20.0
    moment = datetime.now(UTC).isoformat()
    return web.json_response({
        "id": str(uuid4()),
        "account_id": sim.config.auth_id,
        "currency": CURRENCY,
        "balance": amount,
        "reserved_funds": 0,
        "promotional_balance": 0,
        "promotional_reserved_balance": 0,
        "available_balance": amount,
        "credit_limit": 0,
        "is_postpaid": False,
        "credit_limit_type": "hard",
        "low_balance_threshold": _THRESHOLD,
        "status": "active",
        "created_at": moment,
        "updated_at": moment,
    })


@routes.get("/api/v1/Account/{account}/concurrency")
async def concurrency(request: web.Request) -> web.Response:
    sim, limit = carrier(request), _limit(request)
    return web.json_response({
        "account_id": sim.config.auth_id,
        "concurrent_calls": len(sim.exchange.live),
        "max_concurrent": limit,
        "utilization_pct": round(100 * len(sim.exchange.live) / limit, 1),
        "request_id": str(uuid4()),
    })


def _limit(request: web.Request) -> int:
    sim = carrier(request)
    return sim.faults.concurrent_calls or sim.config.max_live_calls
