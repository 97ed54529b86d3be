"""The same query without the mesh: a FastAPI handler that asks MongoDB through PyMongo."""

import json
import os
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException
from pymongo import AsyncMongoClient

ORGANIZATION = os.environ["BENCH_ORGANIZATION"]  # noqa: TID251 - a program of its own

client: AsyncMongoClient[Mapping[str, Any]] = AsyncMongoClient(os.environ["BENCH_MONGODB_URL"])  # noqa: TID251
calls = client["voicera_media"]["calls"]
app = FastAPI()


@app.get("/v1/calls")
async def list_calls(page_size: int) -> dict[str, Any]:
    found = calls.find({"o": ORGANIZATION}, sort=[("c", -1), ("d", -1)], limit=page_size)
    return {"calls": [json.loads(each["b"]) for each in await found.to_list()]}


@app.get("/v1/calls/{call_id}")
async def get_call(call_id: str) -> Any:
    found = await calls.find_one({"o": ORGANIZATION, "d": call_id})
    if found is None:
        raise HTTPException(404)
    return json.loads(found["b"])
