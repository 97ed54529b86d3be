"""ProfileService over gRPC."""

from voicera.auth.v1 import profile_service_pb2 as pb
from voicera.auth.v1 import profile_service_pb2_grpc
from voicera_auth.profile.service import Profile, ProfileService
from voicera_auth.roles import ROLE_NUMBERS
from voicera_auth.session.ending import SessionEnding
from voicera_auth.session.model import Family
from voicera_auth.session.service import SessionService
from voicera_auth.timestamps import timestamp
from voicera_kit.errors import FailedPrecondition
from voicera_kit.identity import Identity, current_identity, permissions_of
from voicera_kit.paging import page_of
from voicera_kit.server import Context


class ProfileServicer(profile_service_pb2_grpc.ProfileServiceServicer):
    def __init__(self, profiles: ProfileService, sessions: SessionService, ending: SessionEnding) -> None:
        self._profiles = profiles
        self._sessions = sessions
        self._ending = ending

    async def GetProfile(self, request: pb.GetProfileRequest, context: Context) -> pb.Profile:
        return _profile(await self._profiles.get(current_member()))

    async def UpdateProfile(self, request: pb.UpdateProfileRequest, context: Context) -> pb.Profile:
        return _profile(await self._profiles.rename(current_member(), request.display_name))

    async def ChangePassword(
        self, request: pb.ChangePasswordRequest, context: Context
    ) -> pb.ChangePasswordResponse:
        who = current_member()
        await self._profiles.change_password(who, request.current_password, request.new_password)
        return pb.ChangePasswordResponse()

    async def ListSessions(
        self, request: pb.ListSessionsRequest, context: Context
    ) -> pb.ListSessionsResponse:
        who, page = current_member(), page_of(request.page_size, request.page_token)
        listing = await self._sessions.running(who.organization_id, who.subject, page)
        return pb.ListSessionsResponse(
            sessions=[_session(each, who) for each in listing.items], next_page_token=listing.next_token
        )

    async def EndSession(self, request: pb.EndSessionRequest, context: Context) -> pb.EndSessionResponse:
        who = current_member()
        await self._ending.end_of(who.organization_id, who.subject, request.id)
        return pb.EndSessionResponse()

    async def SignOutEverywhere(
        self, request: pb.SignOutEverywhereRequest, context: Context
    ) -> pb.SignOutEverywhereResponse:
        who = current_member()
        ended = await self._ending.end_all(who.organization_id, who.subject)
        return pb.SignOutEverywhereResponse(sessions_ended=ended)

    async def StartSecondFactor(
        self, request: pb.StartSecondFactorRequest, context: Context
    ) -> pb.StartSecondFactorResponse:
        enrolment = await self._profiles.start_second_factor(current_member(), request.password)
        return pb.StartSecondFactorResponse(secret=enrolment.secret, otpauth_url=enrolment.otpauth_url)

    async def ConfirmSecondFactor(
        self, request: pb.ConfirmSecondFactorRequest, context: Context
    ) -> pb.ConfirmSecondFactorResponse:
        codes = await self._profiles.confirm_second_factor(current_member(), request.code)
        return pb.ConfirmSecondFactorResponse(recovery_codes=codes)

    async def StopSecondFactor(
        self, request: pb.StopSecondFactorRequest, context: Context
    ) -> pb.StopSecondFactorResponse:
        await self._profiles.stop_second_factor(current_member(), request.password)
        return pb.StopSecondFactorResponse()


def current_member() -> Identity:
    """Return the person who calls; FailedPrecondition (NOT_A_MEMBER) for API keys and services."""
    identity = current_identity()
    if identity.kind != "member":
        raise FailedPrecondition("only a person has a profile", reason="NOT_A_MEMBER")
    return identity


def _profile(profile: Profile) -> pb.Profile:
    user, role = profile.user, profile.member.role
    return pb.Profile(
        user_id=user.id,
        email=user.email,
        display_name=user.display_name,
        organization_id=profile.organization.id,
        organization_name=profile.organization.display_name,
        role=ROLE_NUMBERS[role],
        permissions=sorted(permissions_of(role)),
        has_second_factor=user.has_second_factor,
        has_password=bool(user.password_hash),
    )


def _session(family: Family, who: Identity) -> pb.SignedInSession:
    return pb.SignedInSession(
        id=family.id,
        created_at=timestamp(family.created_at),
        last_used_at=timestamp(family.last_used_at),
        user_agent=family.client.user_agent,
        address=family.client.address,
        is_current=family.id == who.session_id,
    )
