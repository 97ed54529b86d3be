"""Members, invitations and links as the contract has them."""

from voicera.auth.v1 import member_service_pb2 as pb
from voicera_auth.link.model import Link
from voicera_auth.member.invitations import Invitation
from voicera_auth.organization.model import Member
from voicera_auth.roles import ROLE_NUMBERS
from voicera_auth.timestamps import timestamp


def member(given: Member) -> pb.Member:
    return pb.Member(
        user_id=given.user_id,
        email=given.email,
        display_name=given.display_name,
        role=ROLE_NUMBERS[given.role],
        created_at=timestamp(given.created_at),
        has_second_factor=given.has_second_factor,
    )


def invitation(given: Invitation) -> pb.Invitation:
    return pb.Invitation(
        id=given.id,
        email=given.email,
        role=ROLE_NUMBERS[given.role],
        invited_by=given.invited_by,
        created_at=timestamp(given.created_at),
        expires_at=timestamp(given.expires_at),
    )


def link(given: Link) -> pb.Link:
    return pb.Link(url=given.url, mailed=given.mailed, expires_at=timestamp(given.expires_at))
