"""Who the credentials belong to and how busy the account is."""

from uuid import uuid4

from aiohttp import web

from vobiz_sim.rest.reply import carrier

routes = web.RouteTableDef()


@routes.get("/api/v1/auth/me")
async def me(request: web.Request) -> web.Response:
    sim = carrier(request)
    return web.json_response({
        "auth_id": sim.config.auth_id,
        "account_type": "main",
        "is_trial_account": False,
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
            "currency": "INR",
            "rate_per_minute": 0,
            "billing_increment_seconds": 60,
            "minimum_duration_seconds": 0,
        },
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
