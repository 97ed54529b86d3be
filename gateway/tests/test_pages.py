"""Health, documentation and errors over HTTP."""

from pathlib import Path

from .conftest import World


async def test_health(running: World):
    assert (await running.client.get("/healthz")).json() == {"status": "ok", "calls": 0}


async def test_documentation_needs_nothing_from_elsewhere(world: World, tmp_path: Path):
    document = tmp_path / "voicera.yaml"
    document.write_text("openapi: 3.0.3\n")
    running = await world.start(openapi_path=document)
    page = await running.client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    for path in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"):
        assert f"/docs/assets/{path}" in page.text
        assert (await running.client.get(f"/docs/assets/{path}")).status_code == 200
    assert "/openapi.yaml" in (await running.client.get("/docs/start.js")).text
    assert (await running.client.get("/openapi.yaml")).text == "openapi: 3.0.3\n"


async def test_missing_document_is_not_found(world: World, tmp_path: Path):
    running = await world.start(openapi_path=tmp_path / "none.yaml")
    assert (await running.client.get("/openapi.yaml")).status_code == 404


async def test_errors_have_one_shape(running: World):
    response = await running.client.get("/nothing")
    body = response.json()
    assert (response.status_code, body["code"]) == (404, 5)
    assert body["details"][0] == {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "NOT_FOUND",
        "domain": "voicera",
        "metadata": {"kind": "page", "id": "/nothing"},
    }


async def test_defect_shows_a_trace_id_and_nothing_else(running: World):
    async def defect() -> None:
        raise RuntimeError("secret detail")

    running.gateway.http.add_api_route("/defect", defect)
    response = await running.client.get("/defect", headers={"x-request-id": "trace-12345678"})
    body = response.json()
    assert (response.status_code, body["message"]) == (500, "internal error")
    assert body["details"][0]["metadata"] == {"trace_id": "trace-12345678"}
    assert "secret" not in response.text
