"""AnalyticsService over gRPC."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from google.type.money_pb2 import Money

from voicera.media.v1 import analytics_service_pb2 as pb
from voicera.media.v1 import analytics_service_pb2_grpc
from voicera_kit.clock import Clock
from voicera_kit.errors import invalid
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_media.analytics.model import Figures, GroupBy, ProviderUse, Question, Summary
from voicera_media.analytics.service import Analytics
from voicera_media.analytics.spans import span_of, zone_of
from voicera_media.call.derived import Outcome
from voicera_media.call.wire import direction_of, optional_moment_of

_GROUPS: Final[Mapping[int, GroupBy]] = MappingProxyType({
    pb.GroupBy.Value(f"GROUP_BY_{each}"): each for each in GroupBy
})
_PREFIXES: Final = MappingProxyType({GroupBy.END_REASON: "END_REASON_", GroupBy.DIRECTION: "DIRECTION_"})
_NANOS: Final = 1_000_000_000
_MAX_ID: Final = 200


class AnalyticsServicer(analytics_service_pb2_grpc.AnalyticsServiceServicer):
    def __init__(self, analytics: Analytics, clock: Clock) -> None:
        self._analytics = analytics
        self._clock = clock

    async def SummarizeCalls(
        self, request: pb.SummarizeCallsRequest, context: Context
    ) -> pb.SummarizeCallsResponse:
        question = self._question(request)
        summary = await self._analytics.summarize(current_identity().organization_id, question)
        return _response(summary, question.group_by)

    def _question(self, request: pb.SummarizeCallsRequest) -> Question:
        after, before = span_of(
            optional_moment_of(request, "created_after"),
            optional_moment_of(request, "created_before") or self._clock.now(),
        )
        if request.group_by and request.group_by not in _GROUPS:
            raise invalid("group_by", "is not known")
        if len(request.agent_id) > _MAX_ID:
            raise invalid("agent_id", f"must have at most {_MAX_ID} characters")
        return Question(
            after,
            before,
            zone_of(request.time_zone),
            _GROUPS.get(request.group_by),
            request.agent_id,
            direction_of(request.direction, "direction"),
            request.include_tests,
        )


def _response(summary: Summary, group_by: GroupBy | None) -> pb.SummarizeCallsResponse:
    prefix = _PREFIXES.get(group_by, "") if group_by else ""
    return pb.SummarizeCallsResponse(
        total=_figures(summary.total),
        groups=[
            pb.CallGroup(key=key and f"{prefix}{key}", figures=_figures(figures))
            for key, figures in summary.groups
        ],
        providers=[_provider(use) for use in summary.providers],
    )


def _figures(figures: Figures) -> pb.CallFigures:
    return pb.CallFigures(
        calls=figures.calls,
        answered=figures.count(Outcome.ANSWERED),
        ended=figures.count(Outcome.ENDED),
        contained=figures.count(Outcome.CONTAINED),
        failed=figures.count(Outcome.FAILED),
        duration_ms=figures.duration_ms,
        response_p50_ms=figures.medians_ms.percentile(50),
        response_p95_ms=figures.p95s_ms.percentile(95),
        cost=_costs(figures),
        turns=figures.turns,
    )


def _costs(figures: Figures) -> Iterator[Money]:
    for currency, nanos in sorted(figures.cost_nanos.items()):
        units, rest = divmod(nanos, _NANOS)
        yield Money(currency_code=currency, units=units, nanos=rest)


def _provider(use: ProviderUse) -> pb.ProviderFigures:
    return pb.ProviderFigures(
        adapter=use.provider.adapter,
        modality=use.provider.modality,
        calls=use.calls,
        failures=use.failures,
    )
