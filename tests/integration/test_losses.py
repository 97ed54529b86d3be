"""What is lost when one of two replicas dies, or Redis forgets everything, during calls."""

import psutil
import pytest

from tests.e2e.mesh import processes_of, wait_for
from tests.e2e.specs import reception

TALK = ({"wait": 3000}, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
BOOKED = ("CALL_STATE_COMPLETED", "booked")
HOLDS = {"voice": "call.started", "gateway": "call_over"}
"""What a replica logs, with the call's id, of every call it holds: as it begins, or as it ends."""
BROKEN = {"END_REASON_VOICE_NODE_LOST", "END_REASON_MEDIA_LOST", "END_REASON_PLATFORM_ERROR"}


def place(account, carrier, number, count):
    placed = [carrier.call(number, *TALK) for _ in range(count)]
    for each in placed:
        account.call(each)
    return placed


def outcomes(account, carrier, placed):
    for each in placed:
        carrier.report(each)
    ended = [account.ended(account.call(each)["id"]) for each in placed]
    return [((call["state"], call["disposition"]), call["end_reason"]) for call in ended]


def kill_one(mesh, module):
    """SIGKILL; the supervisor starts a successor."""
    victim, *_ = processes_of(mesh.data_dir, module)
    name = victim.environ()["SUPERVISOR_PROCESS_NAME"]
    victim.kill()
    victim.wait(10)
    return victim.pid, name


def held_by(mesh, replica, service):
    """The ids of calls are in these lines."""
    lines = (mesh.data_dir / f"logs/{replica}.log").read_text(errors="replace").splitlines()
    return "\n".join(line for line in lines if HOLDS[service] in line)


def require_two_again(mesh, module, killed):
    def found():
        pids = {each.pid for each in processes_of(mesh.data_dir, module)}
        return len(pids) == 2 and killed not in pids

    wait_for(found)


@pytest.mark.parametrize("service", ["auth", "agents", "media"])
def test_calls_do_not_notice_that_one_replica_died(mesh, account, carrier, number_for, service):
    placed = place(account, carrier, number_for(reception()), 2)
    killed, _ = kill_one(mesh, f"voicera_{service}")
    assert [outcome for outcome, _ in outcomes(account, carrier, placed)] == [BOOKED, BOOKED]
    require_two_again(mesh, f"voicera_{service}", killed)


@pytest.mark.parametrize("service", ["voice", "gateway"])
def test_calls_of_a_lost_replica_end_for_a_reason_and_the_others_go_on(
    mesh, account, carrier, number_for, service
):
    number = number_for(reception())
    placed = place(account, carrier, number, 4)
    killed, lost = kill_one(mesh, f"voicera_{service}")
    other = {f"{service}_1": f"{service}_2", f"{service}_2": f"{service}_1"}[lost]
    ended = outcomes(account, carrier, placed)
    assert all(outcome == BOOKED or reason in BROKEN for outcome, reason in ended), ended
    held = held_by(mesh, other, service)
    others = [how for each, how in zip(placed, ended, strict=True) if account.call(each)["id"] in held]
    assert others, f"{other} held none of the calls"
    assert BOOKED in [outcome for outcome, _ in others], others
    require_two_again(mesh, f"voicera_{service}", killed)
    [(outcome, _)] = outcomes(account, carrier, place(account, carrier, number, 1))
    assert outcome == BOOKED


def test_calls_do_not_notice_that_redis_lost_everything(mesh, account, carrier, number_for):
    number = number_for(reception())
    placed = place(account, carrier, number, 2)
    redis = redis_of(mesh)
    redis.kill()
    redis.wait(10)
    assert [outcome for outcome, _ in outcomes(account, carrier, placed)] == [BOOKED, BOOKED]
    wait_for(lambda: redis_of(mesh))
    [(outcome, _)] = outcomes(account, carrier, place(account, carrier, number, 1))
    assert outcome == BOOKED


def redis_of(mesh):
    found = [each for each in processes_of(mesh.data_dir) if name_of(each) == "redis-server"]
    return found[0] if found else None


def name_of(process):
    try:
        return process.name()
    except psutil.Error:
        return ""
