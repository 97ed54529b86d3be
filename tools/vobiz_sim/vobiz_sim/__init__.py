"""The Vobiz carrier on loopback."""

from vobiz_sim.callee import Callee, Outcome
from vobiz_sim.caller.script import (
    DropSocket,
    HangUp,
    Interrupt,
    Listen,
    Mute,
    PlayWav,
    Press,
    Say,
    Script,
    Wait,
    WaitHangup,
)
from vobiz_sim.carrier import UnknownNumberError
from vobiz_sim.config import Route, SimConfig
from vobiz_sim.exchange import PlacedCall
from vobiz_sim.faults import Faults
from vobiz_sim.report import CallReport, aggregate
from vobiz_sim.simulator import VobizSim

__all__ = [
    "CallReport",
    "Callee",
    "DropSocket",
    "Faults",
    "HangUp",
    "Interrupt",
    "Listen",
    "Mute",
    "Outcome",
    "PlacedCall",
    "PlayWav",
    "Press",
    "Route",
    "Say",
    "Script",
    "SimConfig",
    "UnknownNumberError",
    "VobizSim",
    "Wait",
    "WaitHangup",
    "aggregate",
]
