"""Roles as the contracts number them."""

from voicera.auth.v1 import role_pb2

ROLE_NUMBERS = {
    "viewer": role_pb2.ROLE_VIEWER,
    "operator": role_pb2.ROLE_OPERATOR,
    "admin": role_pb2.ROLE_ADMIN,
    "owner": role_pb2.ROLE_OWNER,
}
