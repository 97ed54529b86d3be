"""What is remembered of a rehearsal from one step to the next: what the caller did and what models answered."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from voicera_voice.dialogue.interface import ModelToolCall

MAX_STEPS: Final = 200
MAX_TEXT: Final = 1000
MAX_DIGITS: Final = 40
MAX_VARIABLES: Final = 100
MAX_VALUE: Final = 4000
_DIGITS: Final = re.compile(rf"[0-9*#]{{1,{MAX_DIGITS}}}")


def are_digits(keys: str) -> bool:
    return _DIGITS.fullmatch(keys) is not None


Value = Annotated[str, StringConstraints(max_length=MAX_VALUE)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cue(_Kept):
    """What the caller does. `said` are the words or the keys."""

    kind: Literal["begin", "text", "digits", "silence"]
    said: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not _FITS[self.kind](self.said):
            raise ValueError(f"is no {self.kind}")
        return self


_FITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "begin": lambda said: not said,
    "text": lambda said: bool(said.strip()) and len(said) <= MAX_TEXT,
    "digits": are_digits,
    "silence": lambda said: not said,
}


class KeptCall(_Kept):
    """A model's call of a tool; its arguments are JSON that a contract can carry."""

    id: str
    name: str
    arguments_json: str

    @field_validator("arguments_json")
    @classmethod
    def _is_an_object(cls, text: str) -> str:
        _parsed(text)
        return text

    @classmethod
    def of(cls, call: ModelToolCall) -> Self:
        arguments = json_format.ParseDict(dict(call.arguments), Struct())
        text = json_format.MessageToJson(arguments, indent=None, ensure_ascii=False)
        return cls(id=call.id, name=call.name, arguments_json=text)

    def call(self) -> ModelToolCall:
        return ModelToolCall(self.id, self.name, json_format.MessageToDict(_parsed(self.arguments_json)))


def _parsed(text: str) -> Struct:
    try:
        return json_format.Parse(text, Struct())
    except (json_format.ParseError, OverflowError, RecursionError) as error:
        raise ValueError("must be a JSON object") from error


class Answer(_Kept):
    """One answer of the agent's models; `failure` is the reason of the error it ended with, if it did."""

    text: str = ""
    calls: tuple[KeptCall, ...] = ()
    failure: str = ""


class Step(_Kept):
    """`route` tells apart where the step led: see Performance."""

    cue: Cue
    answers: tuple[Answer, ...] = ()
    route: str


class Rehearsal(_Kept):
    """`today` and `variables` are what it began with; the same steps then lead to the same place."""

    today: date
    variables: Annotated[Mapping[str, Value], Field(max_length=MAX_VARIABLES)]
    steps: Annotated[tuple[Step, ...], Field(max_length=MAX_STEPS)] = ()

    @model_validator(mode="after")
    def _began_once(self) -> Self:
        kinds = [step.cue.kind for step in self.steps]
        if kinds[:1] not in ([], ["begin"]) or "begin" in kinds[1:]:
            raise ValueError("begins once")
        return self
