import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from voicera.auth.v1 import member_service_pb2, member_service_pb2_grpc, organization_service_pb2_grpc
from voicera.auth.v1 import organization_service_pb2 as pb
from voicera_kit.errors import AlreadyExists, InvalidArgument, PermissionDenied, RevisionConflict
from voicera_kit.identity import Identity


async def as_member(auth, email: str, password: str) -> Identity:
    session = await auth.app.sessions.sign_in(email, password)
    return Identity("", "", "member", None, session.access_token)


def organizations(auth) -> organization_service_pb2_grpc.OrganizationServiceStub:
    return auth.mesh.stub(organization_service_pb2_grpc.OrganizationServiceStub)


async def update(auth, who: Identity, revision: int, **fields: str) -> pb.Organization:
    request = pb.UpdateOrganizationRequest(
        organization=pb.Organization(revision=revision, **fields), update_mask=FieldMask(paths=list(fields))
    )
    return await organizations(auth).UpdateOrganization(request, metadata=auth.mesh.forward(who))


async def test_owner_renames_the_organization(auth):
    owner = await as_member(auth, auth.email, auth.password)
    read = await organizations(auth).GetOrganization(
        pb.GetOrganizationRequest(), metadata=auth.mesh.forward(owner)
    )
    changed = await update(auth, owner, read.revision, display_name="Moonrise Clinic")
    assert (changed.display_name, changed.time_zone) == ("Moonrise Clinic", "Asia/Kolkata")
    with pytest.raises(RevisionConflict):
        await update(auth, owner, read.revision, display_name="Too late")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"display_name": ""}, "organization.display_name"),
        ({"display_name": "x" * 121}, "organization.display_name"),
        ({"time_zone": "Mars/Olympus"}, "organization.time_zone"),
        ({"id": "org_other"}, "update_mask"),
        ({}, "update_mask"),
    ],
)
async def test_a_bad_change_names_its_field(auth, fields, named):
    owner = await as_member(auth, auth.email, auth.password)
    with pytest.raises(InvalidArgument) as refusal:
        await update(auth, owner, 1, **fields)
    assert refusal.value.violations[0].field == named


def members_of(auth) -> member_service_pb2_grpc.MemberServiceStub:
    return auth.mesh.stub(member_service_pb2_grpc.MemberServiceStub)


async def test_a_viewer_reads_but_does_not_change(auth):
    password = await auth.app.organizations.add_person(auth.organization_id, "viewer@example.com", "viewer")
    viewer = await as_member(auth, "viewer@example.com", password)
    members = await members_of(auth).ListMembers(
        member_service_pb2.ListMembersRequest(page_size=1), metadata=auth.mesh.forward(viewer)
    )
    assert [member.email for member in members.members] == ["owner@example.com"]
    assert members.next_page_token
    with pytest.raises(PermissionDenied) as refusal:
        await update(auth, viewer, 1, display_name="Mine")
    assert refusal.value.metadata["permission"] == "organization.write"


async def test_members_of_another_organization_stay_unseen(auth):
    _, password = await auth.app.organizations.create("Other", "other@example.com")
    other = await as_member(auth, "other@example.com", password)
    listing = await members_of(auth).ListMembers(
        member_service_pb2.ListMembersRequest(), metadata=auth.mesh.forward(other)
    )
    assert [member.email for member in listing.members] == ["other@example.com"]


async def test_an_address_belongs_to_one_person(auth):
    with pytest.raises(AlreadyExists):
        await auth.app.organizations.create("Copy", "OWNER@example.com")
    with pytest.raises(InvalidArgument):
        await auth.app.organizations.create("Nobody", "no address")
    with pytest.raises(InvalidArgument):
        await auth.app.organizations.add_person(auth.organization_id, "x@example.com", "emperor")
