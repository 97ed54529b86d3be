"""Browsers: tokens stay in cookies, and only pages of the same origin use them."""

import httpx
import pytest

from tests.e2e.edge_rig import Rig, running_edge
from tests.e2e.fakes.edge import OIDC_STATE, ORGANIZATION, PASSWORD
from voicera_local.edge import EdgeSettings

FRIEND = "https://app.example.com"
STRANGER = "https://evil.example.com"


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    settings = EdgeSettings(cors_origins=(FRIEND,))
    with running_edge(tmp_path_factory.mktemp("edge"), settings) as rig:
        yield rig


@pytest.fixture
def browser(edge: Rig):
    """On a page of ours, not signed in."""
    with edge.client(origin=edge.url) as opened:
        yield opened


@pytest.fixture
def signed_in(browser: httpx.Client) -> httpx.Client:
    assert sign_in(browser).is_success
    return browser


def sign_in(browser: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    return browser.post("/session/signIn", json={"email": "a@example.com", "password": password})


def set_cookies(answer: httpx.Response) -> dict[str, str]:
    return {each.split("=")[0]: each for each in answer.headers.get_list("set-cookie")}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("signIn", {"email": "a@example.com", "password": PASSWORD}),
        ("signUp", {"email": "a@example.com", "password": PASSWORD, "organization_name": "A"}),
        ("acceptInvitation", {"token": "t", "password": PASSWORD}),
    ],
)
def test_tokens_are_in_cookies_that_scripts_cannot_read_and_nowhere_else(browser, path, body):
    answer = browser.post(f"/session/{path}", json=body)
    assert answer.json().keys() == {"expires_in_s", "refresh_expires_at"}
    cookies = set_cookies(answer)
    for name, where in (("voicera_access", "Path=/;"), ("voicera_refresh", "Path=/session;")):
        assert all(each in cookies[name] for each in ("HttpOnly", "SameSite=strict", where))
        assert browser.cookies[name] not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_password_sets_no_cookie(browser):
    answer = sign_in(browser, "wrong")
    assert answer.status_code == 401
    assert answer.json()["details"][0]["reason"] == "SIGN_IN_FAILED"
    assert not set_cookies(answer)


def test_unknown_fields_are_named_here_too(browser):
    answer = browser.post("/session/signIn", json={"mail": "a@example.com"})
    assert answer.status_code == 400
    assert answer.json()["details"][1]["field_violations"][0]["field"] == "mail"


def test_the_cookie_is_as_good_as_the_header_and_goes_no_further(signed_in):
    signed_in.cookies.set("theme", "dark")
    [seen] = signed_in.get("/v1/agents").json()["agents"]
    assert (seen["id"], seen["display_name"]) == ("member", ORGANIZATION)
    assert seen["description"] == "theme=dark"


def test_the_header_wins_over_the_cookie(edge, signed_in):
    answer = signed_in.get("/v1/agents", headers=edge.bearer("org_2"))
    assert answer.json()["agents"][0]["display_name"] == "org_2"


def test_who_is_signed_in_is_said(browser, signed_in):
    assert signed_in.get("/session").json()["user_id"] == "user_1"
    browser.cookies.clear()
    assert browser.get("/session").status_code == 401


def test_a_session_is_renewed(signed_in):
    before = signed_in.cookies["voicera_refresh"]
    assert signed_in.post("/session/refresh").is_success
    assert signed_in.cookies["voicera_refresh"] != before
    assert signed_in.get("/v1/agents").is_success


def test_a_session_that_has_ended_loses_its_cookies(edge, signed_in):
    edge.accounts.refresh_tokens.clear()
    answer = signed_in.post("/session/refresh")
    assert answer.status_code == 401
    assert all("Max-Age=0" in each for each in set_cookies(answer).values())
    assert not signed_in.cookies


def test_signing_out_ends_the_session_there_and_here(edge, signed_in):
    refresh_token = signed_in.cookies["voicera_refresh"]
    assert signed_in.post("/session/signOut").is_success
    assert refresh_token not in edge.accounts.refresh_tokens
    assert not signed_in.cookies
    assert signed_in.get("/v1/agents").status_code == 401


ORIGINS = [(STRANGER, 403), ("null", 403), ("", 403), (FRIEND, 200)]


@pytest.mark.parametrize(("origin", "status"), ORIGINS)
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_other_sites_change_nothing_with_the_cookie(signed_in, method, origin, status):
    signed_in.headers["origin"] = origin
    if not origin:
        del signed_in.headers["origin"]
    answer = signed_in.request(method, "/v1/agents", content=b'{"display_name": "x"}')
    if status == 403:
        assert answer.status_code == 403
        assert answer.json()["details"][0]["reason"] == "PERMISSION_DENIED"
    else:
        assert answer.status_code in ({200} if method == "POST" else {404})


@pytest.mark.parametrize("path", ["signIn", "signUp", "refresh", "signOut", "acceptInvitation", "signIn?x=1"])
def test_other_sites_begin_and_end_no_session(browser, path):
    for origin in (STRANGER, "null"):
        answer = browser.post(f"/session/{path}", json={}, headers={"origin": origin})
        assert answer.status_code == 403
    del browser.headers["origin"]
    assert browser.post(f"/session/{path}", json={}).status_code == 403


def test_with_a_token_in_the_header_the_origin_does_not_matter(edge, signed_in):
    headers = {**edge.bearer(), "origin": STRANGER}
    assert signed_in.post("/v1/agents", json={"display_name": "x"}, headers=headers).status_code == 200
    empty = {"authorization": "", "origin": STRANGER}
    assert signed_in.post("/v1/agents", json={"display_name": "x"}, headers=empty).status_code == 403


def test_only_named_origins_may_read_answers(edge, signed_in):
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    allowed = signed_in.options("/v1/agents", headers={**preflight, "origin": FRIEND})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == FRIEND
    assert allowed.headers["access-control-allow-credentials"] == "true"
    assert (
        signed_in.get("/v1/agents", headers={"origin": FRIEND}).headers["access-control-allow-origin"]
        == FRIEND
    )
    refused = signed_in.post("/v1/agents", json={"x": 1}, headers={"origin": FRIEND})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (400, FRIEND)
    for origin in (STRANGER, "null", "https://app.example.com.evil.example", "http://app.example.com"):
        for answer in (
            signed_in.options("/v1/agents", headers={**preflight, "origin": origin}),
            signed_in.get("/v1/agents", headers={"origin": origin}),
        ):
            assert "access-control-allow-origin" not in answer.headers


def test_no_origin_is_named_by_default(tmp_path):
    with running_edge(tmp_path) as rig, rig.client(origin=FRIEND) as client:
        preflight = client.options("/v1/agents", headers={"access-control-request-method": "POST"})
        for answer in (preflight, client.get("/v1/agents", headers=rig.bearer())):
            assert "access-control-allow-origin" not in answer.headers


def test_every_answer_carries_security_headers_and_hides_the_server(edge, signed_in):
    answers = [
        signed_in.get(path)
        for path in ("/", "/docs", "/openapi.yaml", "/healthz", "/session", "/v1/agents", "/v1/none", "/none")
    ]
    answers.append(signed_in.post("/voicera.x.v1.X/Y"))
    answers.append(httpx.get(f"{edge.url}/v1/agents"))
    for answer in answers:
        assert "default-src 'self'" in answer.headers["content-security-policy"], answer.url
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "microphone=(self)" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
        assert "x-envoy-upstream-service-time" not in answer.headers
        assert "strict-transport-security" not in answer.headers


def test_the_documentation_needs_no_inline_script(browser):
    page = browser.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "script-src" not in policy  # default-src 'self': none inline
    assert "<script>" not in page.text
    assert "onload" not in page.text
    for path in ("/docs/start.js", "/docs/assets/swagger-ui-bundle.js", "/docs/assets/swagger-ui.css"):
        assert path in page.text
        assert browser.get(path).is_success


def test_behind_tls_the_cookies_have_protected_names(tmp_path):
    with (
        running_edge(tmp_path, EdgeSettings(secure_cookies=True)) as rig,
        rig.client(origin=rig.url) as browser,
    ):
        answer = sign_in(browser)
        cookies = set_cookies(answer)
        assert cookies.keys() == {"__Host-voicera_access", "__Secure-voicera_refresh"}
        assert all("Secure" in each for each in cookies.values())
        assert "Path=/;" in cookies["__Host-voicera_access"]
        assert "Domain" not in cookies["__Host-voicera_access"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        value = cookies["__Host-voicera_access"].split(";")[0]
        assert browser.get("/v1/agents", headers={"cookie": value}).is_success
        planted = value.removeprefix("__Host-")
        assert browser.get("/v1/agents", headers={"cookie": planted}).status_code == 401


def start_oidc(browser: httpx.Client, return_to: str = "/calls?page=2") -> httpx.Response:
    return browser.get("/session/oidc/start", params={"return_to": return_to})


def test_a_sign_in_at_the_identity_provider_comes_back_to_where_it_began(browser):
    started = start_oidc(browser)
    assert started.status_code == 302
    assert started.headers["location"].startswith("https://identity.example.com/authorize")
    assert "SameSite=lax" in set_cookies(started)["voicera_oidc"]
    done = browser.get("/session/oidc/callback", params={"state": OIDC_STATE, "code": "c"})
    assert done.status_code == 200
    assert 'content="0;url=/calls?page=2"' in done.text
    assert "voicera_oidc" not in browser.cookies
    assert browser.get("/v1/agents").is_success


def test_nobody_finishes_a_sign_in_that_another_browser_began(browser):
    params = {"state": OIDC_STATE, "code": "c"}
    assert browser.get("/session/oidc/callback", params=params).status_code == 401
    start_oidc(browser)
    answer = browser.get("/session/oidc/callback", params=params | {"state": "another"})
    assert answer.status_code == 401
    assert "voicera_access" not in browser.cookies


@pytest.mark.parametrize(
    "return_to", ["https://evil.example", "//evil.example", "/\\evil.example", "calls", "/a\nb", ""]
)
def test_a_sign_in_returns_to_this_site_only(browser, return_to):
    answer = start_oidc(browser, return_to)
    assert answer.status_code == 400
    assert answer.json()["details"][1]["field_violations"][0]["field"] == "return_to"
