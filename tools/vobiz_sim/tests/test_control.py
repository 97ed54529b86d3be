"""The simulator's own API and its command."""

import asyncio
import json
import sys

import aiohttp

from vobiz_sim import Listen, Route, Script, SimConfig, VobizSim
from vobiz_sim.load import Load, LoadPlan

TO, FROM = "+918045550002", "919800000001"


async def greet(socket):
    await socket.play(200)


async def finished(session, base, uuid):
    async with asyncio.timeout(15):
        while True:
            async with session.get(f"{base}/calls/{uuid}") as response:
                state = await response.json()
            if state["finished"]:
                return state
            await asyncio.sleep(0.05)


async def test_runner_places_a_call_and_reads_its_report(product, simulator):
    product.bot = greet
    async with simulator() as sim, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{sim.port}/control"
        body = {"to": TO, "from": FROM, "script": {"name": "hello", "steps": [{"listen": 200}, "hang_up"]}}
        async with session.post(f"{base}/inbound", json=body) as response:
            assert response.status == 201
            uuid = (await response.json())["id"]
        state = await finished(session, base, uuid)
        assert state["state"] == "ended"
        assert state["report"]["ok"], state["report"]["errors"]
        assert state["report"]["script"] == "hello"
        async with session.get(f"{base}/calls/{uuid}/ear.wav") as response:
            assert (await response.read())[:4] == b"RIFF"
        async with session.get(f"{base}/report") as response:
            assert (await response.json())["calls"] == 1


async def test_runner_sets_faults_numbers_and_callees(simulator):
    async with simulator() as sim, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{sim.port}/control"
        async with session.put(f"{base}/faults", json={"flush": "race"}) as response:
            assert (await response.json())["flush"] == "race"
        async with session.put(f"{base}/faults", json={"flush": "never"}) as response:
            assert response.status == 400
        async with session.put(f"{base}/outbound", json={"outcome": "busy", "ring_ms": 10}) as response:
            assert response.status == 204
        routes = {"+918045550003": {"answer_url": "http://127.0.0.1:9/a"}}
        async with session.put(f"{base}/numbers", json=routes) as response:
            assert response.status == 204
        assert sim.faults.flush == "race"
        assert sim.applications.route("08045550003").answer_url == "http://127.0.0.1:9/a"


async def test_unknown_numbers_and_broken_scripts_are_refused(simulator):
    async with simulator() as sim, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{sim.port}/control/inbound"
        async with session.post(url, json={"to": "918000000000", "from": FROM}) as response:
            assert response.status == 404
        body = {"to": TO, "from": FROM, "script": {"steps": ["dance"]}}
        async with session.post(url, json=body) as response:
            assert response.status == 400


async def test_one_call_from_the_command_line_leaves_report_and_audio(product, tmp_path):
    product.bot = greet
    script = tmp_path / "demo.yaml"
    script.write_text("steps: [{listen: 200}, hang_up]", "utf-8")
    arguments = ["inbound", "--to", TO, "--from", FROM, "--answer-url", product.url("/answer")]
    options = ["--script", str(script), "--out", str(tmp_path / "out"), "--fault", "cleared_after_ms=20"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "vobiz_sim", *arguments, *options, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        output, _ = await process.communicate()
    report = json.loads(output)
    assert process.returncode == 0, report["errors"]
    folder = tmp_path / "out" / report["call_uuid"]
    assert {path.name for path in folder.iterdir()} == {"report.json", "call.wav", "caller.wav", "ear.wav"}


async def test_command_refuses_remote_targets(tmp_path):
    script = tmp_path / "demo.yaml"
    script.write_text("steps: [hang_up]", "utf-8")
    arguments = ["inbound", "--to", TO, "--from", FROM, "--answer-url", "https://example.com/a"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "vobiz_sim",
        *arguments,
        "--script",
        str(script),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        _, complaint = await process.communicate()
    assert process.returncode == 2
    assert b"loopback" in complaint


async def test_load_stays_within_its_limits_and_sums_up(product):
    product.bot = greet
    route = Route(product.url("/answer"), product.url("/hangup"))
    plan = LoadPlan(calls=3, seconds=10, max_calls=5, calls_per_second=50, to=TO, from_=FROM)
    async with VobizSim(SimConfig(numbers={TO: route})) as sim:
        total = await Load(sim, plan, Script([Listen(100, 5000)])).run()
    assert total["calls"] == 5
    assert total["calls_with_errors"] == 0, total["errors"]
    assert total["hangup_codes"] == {"4000": 5}
    assert total["cpu_ms_per_call_second"] > 0


async def test_load_ends_in_time_and_calls_cut_off_are_no_errors(product):
    route = Route(product.url("/answer"), product.url("/hangup"))
    plan = LoadPlan(calls=2, seconds=0.5, max_calls=10, calls_per_second=50, to=TO, from_=FROM)
    async with VobizSim(SimConfig(numbers={TO: route})) as sim:
        total = await Load(sim, plan, Script([Listen(100, 60_000)])).run()
    assert total["calls"] == 2
    assert total["calls_with_errors"] == 0, total["errors"]
