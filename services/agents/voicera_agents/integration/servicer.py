"""IntegrationService over gRPC."""

from itertools import dropwhile
from typing import Protocol

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera.agents.v1 import integration_service_pb2_grpc
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera_agents.integration.catalogue import Catalogue
from voicera_kit.paging import Listing, Page, decode_token, encode_token, page_of
from voicera_kit.server import Context

LISTING = "integrations"


class Catalogues(Protocol):
    async def catalogue(self) -> Catalogue: ...


class IntegrationServicer(integration_service_pb2_grpc.IntegrationServiceServicer):
    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    async def ListIntegrations(
        self, request: pb.ListIntegrationsRequest, context: Context
    ) -> pb.ListIntegrationsResponse:
        page = page_of(request.page_size, request.page_token)
        catalogue = await self._catalogues.catalogue()
        listing = _page(catalogue.adapters, page)
        return pb.ListIntegrationsResponse(
            adapters=listing.items,
            next_page_token=listing.next_token,
            unavailable_pools=catalogue.unavailable_pools,
        )


def _page(adapters: tuple[Adapter, ...], page: Page) -> Listing[Adapter]:
    """Return the adapters after the token's; those that came or went meanwhile neither repeat nor hide others."""
    rest = adapters
    if page.token:
        after = decode_token(LISTING, page.token, 2)
        rest = tuple(dropwhile(lambda adapter: _position(adapter) <= after, adapters))
    items = rest[: page.size]
    more = len(rest) > page.size
    return Listing(items, encode_token(LISTING, _position(items[-1])) if more else "")


def _position(adapter: Adapter) -> tuple[str, int]:
    return adapter.id, adapter.modality
