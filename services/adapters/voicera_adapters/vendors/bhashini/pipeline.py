"""Asks Bhashini's inference service for one task, and reads its texts."""

from collections.abc import Mapping
from typing import Any, Final

from voicera_adapters.languages import alike
from voicera_adapters.net import asked_json
from voicera_adapters.opening import Opening
from voicera_adapters.vendors.bhashini.account import BASE_URL, PIPELINE

CODES: Final = {"en": "en", "en-IN": "en", "kok": "gom"} | alike(
    "as bn brx doi gu hi kn ks mai ml mni mr ne or pa sa sat sd ta te ur"
)
"""BCP-47 to Bhashini's codes of English and the scheduled languages."""


class Pipeline:
    def __init__(self, opening: Opening) -> None:
        self._http = opening.http
        self._url = f"{opening.base_url(BASE_URL)}{PIPELINE}"

    async def outputs(
        self, headers: Mapping[str, str], task: Mapping[str, Any], given: Mapping[str, Any], field: str
    ) -> list[Any]:
        """Return the task's outputs; raises what reading an unexpected answer raises."""
        answer = await asked_json(
            self._http,
            "POST",
            self._url,
            field=field,
            headers=headers,
            json={"pipelineTasks": [task], "inputData": given},
        )
        outputs = answer["pipelineResponse"][0]["output"]
        if not isinstance(outputs, list):
            raise TypeError("no list of outputs")
        return outputs
