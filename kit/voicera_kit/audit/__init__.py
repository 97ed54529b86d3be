"""Records who changed what: every refused or granted change of a served method becomes an entry of the audit log."""

from voicera_kit.audit.direct import DirectAudit
from voicera_kit.audit.entry import AuditEntry, AuditSink, entry_of
from voicera_kit.audit.guard import audited_methods, auditing
from voicera_kit.audit.note import note_actor, note_change, note_nothing
from voicera_kit.audit.outbox import AUDIT_OUTBOX, AuditOutbox

__all__ = [
    "AUDIT_OUTBOX",
    "AuditEntry",
    "AuditOutbox",
    "AuditSink",
    "DirectAudit",
    "audited_methods",
    "auditing",
    "entry_of",
    "note_actor",
    "note_change",
    "note_nothing",
]
