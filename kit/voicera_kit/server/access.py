"""Reads from the contracts who may call each method, and checks callers against it."""

from collections.abc import Iterable, Mapping
from typing import Final

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import MethodDescriptor

from voicera.common.v1 import access_pb2
from voicera_kit.errors import PermissionDenied
from voicera_kit.identity import PERMISSIONS, Identity
from voicera_kit.settings import SettingsError

Rule = access_pb2.Access

EXEMPT: Final = ("grpc.health.", "grpc.reflection.")


def rules_of(services: Iterable[str]) -> Mapping[str, Rule]:
    """Return the rule of every "/package.Service/Method"; SettingsError if one is missing or makes no sense."""
    pool = descriptor_pool.Default()
    return {
        f"/{service}/{method.name}": _rule_of(method)
        for service in services
        if not service.startswith(EXEMPT)
        for method in pool.FindServiceByName(service).methods
    }


def check(rule: Rule, identity: Identity) -> None:
    """Raise PermissionDenied unless the rule admits the caller."""
    if rule.audience == access_pb2.AUDIENCE_SERVICE and identity.kind != "service":
        raise PermissionDenied("a service of the mesh")
    if not identity.organization_id and not (rule.cross_tenant and identity.kind == "service"):
        raise PermissionDenied("an organization")
    if not identity.may(rule.permission):
        raise PermissionDenied(rule.permission)


def _rule_of(method: MethodDescriptor) -> Rule:
    rule = method.GetOptions().Extensions[access_pb2.access]
    if rule.audience == access_pb2.AUDIENCE_UNSPECIFIED:
        raise SettingsError(f"{method.full_name} has no (voicera.common.v1.access) option")
    if rule.permission and rule.permission not in PERMISSIONS:
        raise SettingsError(f"{method.full_name} asks for {rule.permission}, which no role grants")
    return rule
