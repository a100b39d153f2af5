"""The error tree. Every error has a code; it is translated once, at the edge.

DeskError
├── ConfigError            config_invalid        the settings cannot be used
├── ModelError             model_missing         a weight is missing or its sha256 is wrong; model_refused, model_offline where one is pulled
├── EngineError            engine_failed         an engine broke while it computed
├── AudioError             audio_invalid         audio that cannot be read
├── ProtocolError          (its own code)        a client said something we cannot take
├── BusyError              server_busy           one call more than admission allows
├── AuthError              unauthorized          no key, a wrong key, or a wrong Origin
│   └── SignatureError     signature_invalid     a request that a telephone carrier has not signed
└── InputError             input_invalid         a file or a parameter that cannot be used
    └── DocumentError      (its own code)        a document that cannot be taken in

The customer hears a sentence of the pack, the client reads `code` and `text`, the operator sees the code in the log.
"""

from __future__ import annotations


class DeskError(Exception):
    """`text` is one plain sentence without personal data."""

    code = "internal"
    status = 500

    def __init__(self, text: str, code: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        if code is not None:
            self.code = code


class ConfigError(DeskError):
    code = "config_invalid"


class ModelError(DeskError):
    code = "model_missing"
    status = 503


class EngineError(DeskError):
    code = "engine_failed"
    status = 503


class AudioError(DeskError):
    code = "audio_invalid"
    status = 400


class ProtocolError(DeskError):
    """A client event that cannot be taken; `param` names the field, `event_id` is the client's own."""

    code = "invalid_event"
    status = 400

    def __init__(self, text: str, code: str | None = None, param: str | None = None, event_id: str | None = None) -> None:
        super().__init__(text, code)
        self.param = param
        self.event_id = event_id


class BusyError(DeskError):
    code = "server_busy"
    status = 503


class AuthError(DeskError):
    code = "unauthorized"
    status = 401


class SignatureError(AuthError):
    code = "signature_invalid"
    status = 403


class InputError(DeskError):
    code = "input_invalid"
    status = 400


class DocumentError(InputError):
    """`code` says why: document_empty, _encoding, _encrypted, _damaged, _old_format, _too_large, _too_slow, _kind, _parser."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text, code)
