"""A process that dies is started again, and calls go on."""

import psutil

from tests.e2e.mesh import processes_of, wait_for
from tests.e2e.specs import reception

TALK = ("listen", {"say": "yes please"}, {"wait_hangup": 20000})


def test_a_new_call_completes_after_the_voice_service_was_killed(mesh, account, carrier, number_for):
    number = number_for(reception())
    before = carrier.report(carrier.call(number, *TALK))
    killed = processes_of(mesh.data_dir, "voicera_voice")
    for voice in killed:
        voice.kill()
    psutil.wait_procs(killed, timeout=10)
    wait_for(lambda: answers_again(mesh))
    placed = carrier.call(number, *TALK)
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert before["ok"], before["errors"]
    assert report["ok"], report["errors"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    successors = {process.pid for process in processes_of(mesh.data_dir, "voicera_voice")}
    assert successors
    assert successors.isdisjoint(voice.pid for voice in killed)


def answers_again(mesh) -> bool:
    """The successor of the voice service listens; calls wait a few seconds for the rest."""
    return any(
        connection.status == "LISTEN"
        for process in processes_of(mesh.data_dir, "voicera_voice")
        for connection in process.net_connections()
    )
