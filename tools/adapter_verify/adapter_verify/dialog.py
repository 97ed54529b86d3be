"""Opens streams in both directions, which begin with `config` and are ready once they say so."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapter_verify.audio import PHONE, Format
from adapter_verify.checks import require
from adapter_verify.refusal import Refusal
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import Subject

READY = "ready, in answer to the configuration"


@dataclass(frozen=True, slots=True)
class Dialog:
    """One method of the contract.

    `choices` are what its configuration has of "model" and "voice"; `other` is a message that is no configuration.
    """

    stub: Callable[..., Any]
    method: str
    request: Callable[..., Any]
    configuration: Callable[..., Any]
    choices: tuple[str, ...]
    other: Mapping[str, Any]

    def open(self, subject: Subject) -> Stream:
        return subject.server.talk(getattr(self.stub(subject.server.channel), self.method), self.request)

    def config(self, subject: Subject, form: Format = PHONE, **changes: Any) -> Any:
        given = {
            "adapter": subject.adapter.id,
            "language": subject.language,
            "audio_format": form.message,
            "settings": subject.settings,
            **{each: getattr(subject, each) for each in self.choices},
        }
        return self.configuration(**{**given, **changes})

    @asynccontextmanager
    async def opened(self, subject: Subject, form: Format = PHONE, **changes: Any) -> AsyncIterator[Stream]:
        """A stream that is ready. Raises Refusal."""
        stream = self.open(subject)
        try:
            await stream.say(config=self.config(subject, form, **changes))
            answer = await stream.hear(READY)
            require(answer is not END and answer.HasField("ready"), READY, shown(answer))
            yield stream
        finally:
            stream.cancel()

    @asynccontextmanager
    async def ready(self, subject: Subject, form: Format = PHONE, **changes: Any) -> AsyncIterator[Stream]:
        """A stream that is ready; further refusals of what is sent are failures."""
        try:
            async with self.opened(subject, form, **changes) as stream:
                yield stream
        except Refusal as refusal:
            raise subject.rethrow(refusal, "no error") from None

    async def require_wrong(self, subject: Subject, field: str, form: Format = PHONE, **changes: Any) -> None:
        """See that a configuration with these changes is refused, naming the field in it."""
        stream = self.open(subject)
        await stream.say(config=self.config(subject, form, **changes))
        await subject.require_refused(stream, f"config.{field}")
