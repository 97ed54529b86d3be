"""Names the people of an organization by their ids."""

from collections.abc import Mapping
from typing import Final

import structlog

from voicera.auth.v1 import member_service_pb2 as members
from voicera.auth.v1.member_service_pb2_grpc import MemberServiceStub
from voicera_kit.client import CallMetadata, Mesh
from voicera_kit.errors import PermissionDenied, ServiceError

log = structlog.get_logger()

_TIMEOUT_S: Final = 5.0
_PAGE: Final = 500
_MAX_PAGES: Final = 20


class Members:
    """What is written for people must not fail because their names are not to be had."""

    def __init__(self, mesh: Mesh) -> None:
        self._stub = mesh.stub(MemberServiceStub)

    async def names(self, asking: CallMetadata) -> Mapping[str, str]:
        """Return names by user id, none to whoever may not read the members."""
        try:
            return await self._names(asking)
        except PermissionDenied:
            return {}
        except ServiceError as error:
            log.warning("members_not_named", reason=error.reason)
            return {}

    async def _names(self, asking: CallMetadata) -> Mapping[str, str]:
        names: dict[str, str] = {}
        token = ""
        for _ in range(_MAX_PAGES):
            request = members.ListMembersRequest(page_size=_PAGE, page_token=token)
            page = await self._stub.ListMembers(request, metadata=asking, timeout=_TIMEOUT_S)
            names |= {each.user_id: each.display_name or each.email for each in page.members}
            token = page.next_page_token
            if not token:
                break
        return names
