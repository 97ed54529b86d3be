"""Lists voices well or with a fault, and probes slowly; it does not speak. The name of an adapter is its fault."""

import asyncio

from served import serve

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc

NAMES = ("circling", "endless", "fine", "repeating")
MANY = 2_500
LATE = 2_200
PROBE_S = 2.0


def voice(adapter: str, number: int) -> pb.Voice:
    is_again = adapter == "repeating" and number == LATE
    return pb.Voice(id=f"voice {0 if is_again else number}", display_name="A voice")


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    async def ListAdapters(self, request, context):
        capable = {"modality": pb.MODALITY_TEXT_TO_SPEECH, "text_to_speech": pb.TextToSpeechCapabilities()}
        return pb.ListAdaptersResponse(
            adapters=[pb.Adapter(id=each, display_name=each, languages=["*"], **capable) for each in NAMES]
        )

    async def ListVoices(self, request, context):
        begin = int(request.page_token or 0)
        if request.adapter == "endless":
            return pb.ListVoicesResponse(next_page_token=str(begin + 1))
        if request.adapter == "circling" and begin:
            return pb.ListVoicesResponse(next_page_token=request.page_token)
        numbers = range(begin, min(begin + request.page_size, MANY))
        answer = pb.ListVoicesResponse(voices=[voice(request.adapter, each) for each in numbers])
        answer.next_page_token = str(numbers.stop) if numbers.stop < MANY else ""
        return answer

    async def Probe(self, request, context):
        await asyncio.sleep(PROBE_S)
        return pb.ProbeResponse(ok=True, total_ms=PROBE_S * 1000)


serve(lambda server: catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(), server))
