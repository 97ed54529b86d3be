"""Checks that wrong requests are refused, which methods have in common."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from adapter_verify.audio import Format
from adapter_verify.checks import Checks, Skipped
from adapter_verify.dialog import Dialog
from adapter_verify.subject import NOBODY, UNSPOKEN, Subject
from voicera.common.v1 import audio_pb2

RequireWrong: TypeAlias = Callable[..., Awaitable[None]]
"""Sees that a request of a subject is refused, naming a field; further arguments are what to change in it."""


def add_refusals(checks: Checks[Subject], require_wrong: RequireWrong) -> None:
    """Add those of what every request has: an adapter and settings."""

    @checks
    async def unknown_adapter(subject: Subject) -> None:
        """An adapter that is not offered is refused by name."""
        await require_wrong(subject, "adapter", adapter=NOBODY)

    @checks
    async def wrong_settings(subject: Subject) -> None:
        """Settings its schema forbids are refused by name."""
        await require_wrong(subject, "settings", settings=subject.wrong_settings())


def add_model_refusal(checks: Checks[Subject], require_wrong: RequireWrong) -> None:
    @checks
    async def unknown_model(subject: Subject) -> None:
        """A model it does not have is refused by name, unless it takes any."""
        if subject.adapter.any_model:
            raise Skipped("it takes any model")
        await require_wrong(subject, "model", model=NOBODY)


def add_dialog_refusals(checks: Checks[Subject], dialog: Dialog) -> None:
    """Add all those of a stream's configuration and of its place."""
    add_refusals(checks, dialog.require_wrong)
    if "model" in dialog.choices:
        add_model_refusal(checks, dialog.require_wrong)
    if "voice" in dialog.choices:
        _add_voice_refusal(checks, dialog)
    _add_language_refusal(checks, dialog)
    _add_format_refusals(checks, dialog)
    _add_order_refusals(checks, dialog)


def _add_voice_refusal(checks: Checks[Subject], dialog: Dialog) -> None:
    @checks
    async def unknown_voice(subject: Subject) -> None:
        """A voice it does not have is refused by name, unless it takes any."""
        if subject.adapter.any_voice:
            raise Skipped("it takes any voice")
        await dialog.require_wrong(subject, "voice", voice=NOBODY)


def _add_language_refusal(checks: Checks[Subject], dialog: Dialog) -> None:
    default_voice: dict[str, Any] = {"voice": ""} if "voice" in dialog.choices else {}

    @checks
    async def unknown_language(subject: Subject) -> None:
        """A language it does not work in is refused by name."""
        subject.require_unspoken()
        await dialog.require_wrong(subject, "language", language=UNSPOKEN, **default_voice)


def _add_format_refusals(checks: Checks[Subject], dialog: Dialog) -> None:
    @checks
    async def wrong_encoding(subject: Subject) -> None:
        """Audio without an encoding is refused by name."""
        form = Format(audio_pb2.AUDIO_ENCODING_UNSPECIFIED, 8_000)
        await dialog.require_wrong(subject, "audio_format", form)

    @checks
    async def wrong_sample_rate(subject: Subject) -> None:
        """Audio without a sample rate is refused by name."""
        await dialog.require_wrong(subject, "audio_format", Format(audio_pb2.AUDIO_ENCODING_PCM_S16LE, 0))


def _add_order_refusals(checks: Checks[Subject], dialog: Dialog) -> None:
    @checks
    async def config_first(subject: Subject) -> None:
        """The first message must be `config`."""
        stream = dialog.open(subject)
        await stream.say(**dialog.other)
        await subject.require_refused(stream, "config")

    @checks
    async def config_once(subject: Subject) -> None:
        """`config` comes only once."""
        async with dialog.ready(subject) as stream:
            await stream.say(config=dialog.config(subject))
            await subject.require_refused(stream, "config")
