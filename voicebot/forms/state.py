"""A form in conversation: its fields, and how far the customer has come with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Protocol

from ocr.results import FormRead

Stage = Literal["reading_back", "asking_which", "asking_value", "confirmed", "cancelled"]


@dataclass(frozen=True, slots=True)
class FormField:
    """`value` is what goes to the back office and never into a log; `shown` is what a page may show (an HKID masked)."""

    name: str
    label: str
    kind: str
    value: str = field(repr=False)
    shown: str = field(repr=False)
    ok: bool
    problem: str
    confidence: float


@dataclass(frozen=True, slots=True)
class FormState:
    form: str
    fields: tuple[FormField, ...]
    stage: Stage
    focus: str = ""  # the field that is asked for, in "asking_value"

    @property
    def open(self) -> bool:
        """True until the customer has confirmed or cancelled."""
        return self.stage not in ("confirmed", "cancelled")

    def field(self, name: str) -> FormField | None:
        return next((f for f in self.fields if f.name == name), None)

    def with_field(self, changed: FormField) -> FormState:
        return replace(self, fields=tuple(changed if f.name == changed.name else f for f in self.fields))

    def values(self) -> dict[str, str]:
        """What is submitted: field name → value."""
        return {f.name: f.value for f in self.fields}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> FormState:
        return cls(row["form"], tuple(FormField(**f) for f in row["fields"]), row["stage"], row["focus"])


@dataclass(frozen=True, slots=True)
class Turn:
    """What the desk says next. `submit`: the form goes to the back office now, then `conversation.submitted` speaks."""

    spoken: str
    written: str
    submit: bool = False


class FormReader(Protocol):
    async def read(self, data: bytes, media_type: str) -> FormRead:
        """The form in a photo. `media_type` is what the sender says; the content decides.

        Raises InputError: image_unsupported, image_too_large, image_blank, form_unknown, form_unreadable; EngineError:
        ocr_failed; BusyError: ocr_busy. `texts.PROBLEMS` has what the customer hears.
        """
        ...
