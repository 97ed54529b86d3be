"""The fields of every voice webhook, in the carrier's own spelling."""

import math
from datetime import datetime, timedelta, timezone

from vobiz_sim import numbers
from vobiz_sim.calls import Call
from vobiz_sim.causes import Ending

# Start, answer and end times are in the account's zone, SessionStart is UTC.
_ACCOUNT_ZONE = timezone(timedelta(hours=5, minutes=30))
_BILLING_INCREMENT_S = 60

Fields = dict[str, str]


def account_time(moment: datetime | None) -> str:
    return moment.astimezone(_ACCOUNT_ZONE).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def parties(call: Call) -> Fields:
    from_, to = numbers.as_sent(
        call.plan.from_, call.plan.to, call.faults.number_format, inbound=call.inbound
    )
    return {"From": from_, "To": to, "CallUUID": call.uuid}


def standard(call: Call, account: str) -> Fields:
    """What every voice callback carries."""
    fields = parties(call) | {
        "BillRate": "0",
        "CallStatus": call.state.value,
        "Direction": call.plan.direction,
        "ParentAuthID": account,
        "STIRAttestation": "Not Applicable",
        "STIRVerification": "Not Applicable",
        "SessionStart": call.session_start.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    if call.inbound:
        return fields | {"CallerName": call.plan.caller_name or numbers.plus(call.plan.from_)}
    return fields | {"RequestUUID": call.uuid, "ALegRequestUUID": call.uuid, "ALegUUID": call.uuid}


def start_app(call: Call, account: str, event: str = "StartApp") -> Fields:
    return standard(call, account) | {"Event": event, "CountryCode": "", "RouteType": ""}


def ring(call: Call, account: str) -> Fields:
    fields = standard(call, account)
    kept = ("From", "To", "RequestUUID", "ALegRequestUUID", "CallUUID", "Direction")
    times = ("CallStatus", "SessionStart", "STIRAttestation")
    return {name: fields[name] for name in (*kept, *times)} | {"Event": "Ring"}


def machine_detection(call: Call, account: str, *, machine: bool) -> Fields:
    fields = standard(call, account)
    kept = ("From", "To", "RequestUUID", "ALegRequestUUID", "CallUUID", "ALegUUID", "Direction", "CallStatus")
    action = "hangup" if call.plan.machine_detection == "hangup" else "continue"
    verdict = {"Event": "MachineDetection", "Machine": str(machine).lower(), "IfMachine": action}
    return {name: fields[name] for name in kept} | verdict


def hangup(call: Call, account: str, ending: Ending) -> Fields:
    seconds = talk_seconds(call)
    billed = math.ceil(seconds / _BILLING_INCREMENT_S) * _BILLING_INCREMENT_S
    status = "completed" if call.faults.status_always_completed else ending.status
    return standard(call, account) | {
        "Event": "Hangup",
        "CallStatus": status,
        "HangupCause": ending.cause,
        "HangupCauseCode": str(ending.code),
        "HangupCauseName": ending.name,
        "HangupSource": ending.source,
        "StartTime": account_time(call.answered_at or call.session_start),
        "AnswerTime": account_time(call.answered_at),
        "EndTime": account_time(call.ended_at),
        "Duration": str(seconds),
        "BillDuration": str(billed),
        "TotalCost": "0.00000",
    }


def talk_seconds(call: Call) -> int:
    if call.answered_at is None or call.ended_at is None:
        return 0
    return max(1, round((call.ended_at - call.answered_at).total_seconds()))
