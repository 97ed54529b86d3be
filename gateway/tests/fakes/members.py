"""The people of an organization, for whoever may know them."""

from dataclasses import dataclass, field

from voicera.auth.v1 import member_service_pb2 as members
from voicera.auth.v1.member_service_pb2_grpc import MemberServiceServicer
from voicera_kit.errors import PermissionDenied, Unavailable
from voicera_kit.identity import current_identity


@dataclass
class FakeMembers(MemberServiceServicer):
    people: list[members.Member] = field(default_factory=list)
    is_down: bool = False
    page_people: int = 2

    async def ListMembers(self, request, context):
        if self.is_down:
            raise Unavailable("auth is down")
        if not current_identity().may("members.read"):
            raise PermissionDenied("members.read")
        first = int(request.page_token or 0)
        following = first + self.page_people
        token = str(following) if following < len(self.people) else ""
        return members.ListMembersResponse(members=self.people[first:following], next_page_token=token)
