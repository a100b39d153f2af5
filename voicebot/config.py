"""What one desk process runs with: a frozen `Settings`, read once by the command line, then passed.

Best first: command line, environment (`VOICEBOT_HOST`, …; lists separated by commas), TOML file, default.
A Settings that exists is usable: an address other than loopback without key, Origin list and TLS cannot be made.
"""

from __future__ import annotations

import dataclasses
import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigError

PREFIX = "VOICEBOT_"
_READ_ELSEWHERE = {"VOICEBOT_MODELS"}  # by `weights`, which also serves people without a desk
_CHOICES = {
    "profile": ("demo", "production"),
    "timbre": ("woman", "man"),
    "log_level": ("debug", "info", "warning", "error"),
}
# The least and the most that a number may be; the most guards against a slip of the keyboard, not against intent.
_RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65_535),
    "max_calls": (1, 10_000),
    "max_idle_sockets": (1, 100_000),
    "message_limit": (1_024, 64 * 1_048_576),
    "resume_minutes": (0.1, 24 * 60),
    "ledger_days": (1, 3650),
    "feedback_days": (1, 3650),
    "secret_minutes": (0.1, 24 * 60),
    "threads": (1, 256),
    "llm_timeout_s": (0.5, 60),
    "idle_s": (1, 86_400),
}


def _key(default: Any, doc: str, secret: bool = False) -> Any:
    return dataclasses.field(default=default, repr=not secret, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    """One desk process. Raises ConfigError, in one sentence, where the values cannot be used together."""

    host: str = _key("127.0.0.1", "Address to listen on. Any but loopback needs `api_keys`, `allowed_origins` and TLS.")
    port: int = _key(8800, "Port to listen on; 0 takes a free one.")
    pack: str = _key("bank", "Which organisation's answers, documents and phrases: a name in `voicebot/packs` or a folder.")
    public_url: str = _key("", "Address under which a telephone carrier reaches the desk, such as `https://desk.example.com`.")
    twilio_auth_token: str = _key("", "The Twilio account's auth token, with which Twilio signs its requests.", secret=True)
    phone_transfer: str = _key("", "Who takes a phone call that asks for a person: `+852…` or `sip:…` for Twilio; any text for Asterisk, whose dialplan dials.")
    asterisk_user: str = _key("", "Name with which Asterisk comes in.")
    asterisk_password: str = _key("", "Password with which Asterisk comes in.", secret=True)
    data_dir: str = _key("var", "Folder for the journal, its key and a self-made certificate. Created with mode 0700.")
    api_keys: tuple[str, ...] = _key((), "Keys that callers must show; a browser gets a short-lived secret made from one.", secret=True)
    allowed_origins: tuple[str, ...] = _key((), "Web origins whose pages may call, such as `https://www.example.com`.")
    staff_keys: tuple[str, ...] = _key(
        (), "Keys that open the staff page `/staff`. Without any, `serve` on loopback makes one and prints it; elsewhere the page stays shut.", secret=True
    )
    tls_cert: str = _key("", "PEM file with the certificate chain.")
    tls_key: str = _key("", "PEM file with the certificate's key.")
    self_signed: bool = _key(False, "Make a certificate of our own in `data_dir` and use it; browsers warn once.")
    profile: str = _key("demo", "`demo`, or `production`: loads only weights whose card says `use: any`.")
    emotion: bool = _key(True, "Notice how the caller feels: calmer wording and a slower voice for who is angry, then the offer of a person.")
    max_calls: int = _key(8, "Calls at one time; one more is refused with `server_busy` and a way to a person.")
    max_idle_sockets: int = _key(300, "Open sockets that have not begun a call.")
    message_limit: int = _key(1_048_576, "Bytes in one message of a client; a longer one closes the socket with 1009.")
    resume_minutes: float = _key(15.0, "Minutes for which a lost conversation can be taken up again; then it is erased.")
    records: bool = _key(False, "Whether calls are recorded: only announced, the desk itself never keeps audio.")
    ledger_days: float = _key(365.0, "Days for which it is kept which privacy notice was given, and when; nothing personal.")
    feedback_days: float = _key(90.0, "Days for which it is kept which answers customers found helpful or wrong; their questions masked.")
    secret_minutes: float = _key(10.0, "Minutes for which a browser's client secret is good.")
    threads: int = _key(os.cpu_count() or 1, "Threads for live inference; the default is the number of cores.")
    llm_url: str = _key("", "OpenAI-compatible server, such as `http://127.0.0.1:8080/v1`, that drafts where no answer is approved; customers' words go there.")
    llm_model: str = _key("", "Its model; without `llm_url` a folder with a local transformers model. Empty: nothing is drafted.")
    llm_key: str = _key("", "Key for that server.", secret=True)
    llm_timeout_s: float = _key(6.0, "Seconds for a whole draft; what is supported by then is said, and without any that there is no answer.")
    asr_url: str = _key("", "Server of OpenAI's shape that hears, such as `http://127.0.0.1:8900/v1`; add `?model=NAME` where it wants one.")
    asr_engine: str = _key("auto", "`auto`: `asr_url`, else the best public model that was pulled and can run here, else the embedded recogniser; `embedded`; or a public model's name (`voicebot models public`).")
    engine_python: str = _key("", "Python with the packages of heavy engines, for the one that the desk starts; empty: this one, or that of `make engines`.")
    tts_url: str = _key("", "The same for the voice; `?model=NAME&voice=NAME`. Where a server fails, the embedded engine takes over.")
    ocr_url: str = _key("", "The same for reading pages (`voicebot engine serve --stage ocr`).")
    office_url: str = _key("", "Back office that the flows' tools call (the pack's `tools.yaml`), such as `https://office.example.com/api`; empty: the demonstration office.")
    office_key: str = _key("", "Key that it asks for.", secret=True)
    engine_key: str = _key("", "Key that those servers ask for.", secret=True)
    timbre: str = _key("woman", "Voice of the desk: `woman` or `man`.")
    log_level: str = _key("info", "`debug`, `info`, `warning` or `error`.")
    idle_s: float = _key(900.0, "Seconds without a message from a client until its socket is closed.")

    def __post_init__(self) -> None:
        for name, type_ in _TYPES.items():
            if not _fits(getattr(self, name), type_):
                raise ConfigError(f"setting {name} must be {_NAMES[type_]}")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigError(f"setting {name} must be one of: {', '.join(choices)}")
        for name, (least, most) in _RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ConfigError(f"setting {name} must be from {least:g} to {most:g}")
        if not (self.host and self.pack and self.data_dir):
            raise ConfigError("settings host, pack and data_dir must not be empty")
        for name in ("asr_url", "tts_url", "ocr_url", "office_url"):
            _check_server(name, getattr(self, name))
        if not re.fullmatch(r"[\x21-\x7e]*", self.office_key):
            raise ConfigError("setting office_key must be visible ASCII characters without spaces")
        if not re.fullmatch(r"[\x21-\x7e]*", self.engine_key):
            raise ConfigError("setting engine_key must be visible ASCII characters without spaces")
        _check_access(self)
        _check_model(self)

    @classmethod
    def load(cls, path: Path | None, env: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> Settings:
        """Settings from `path` (a TOML file, or None), `env` and the command line's `overrides`. Raises ConfigError."""
        values = _from_toml(path) if path is not None else {}
        values |= _from_env(env)
        values |= overrides or {}
        return cls(**values)

    @property
    def loopback(self) -> bool:
        """True where only this machine can reach the desk."""
        return is_loopback(self.host)

    @property
    def tls(self) -> bool:
        return bool(self.tls_cert) or self.self_signed


# Our field types are written as strings (postponed evaluation); these are their checks and their plain names.
_TYPES: dict[str, str] = {f.name: str(f.type) for f in dataclasses.fields(Settings)}
_DOCS: dict[str, str] = {f.name: f.metadata["doc"] for f in dataclasses.fields(Settings)}
_NAMES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple[str, ...]": "a list of texts",
}


def is_loopback(host: str) -> bool:
    """True for localhost and for addresses that never leave the machine. `host` without port; IPv6 with or without []."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def settings_table() -> str:
    """The Markdown table of every setting, for the README."""
    defaults = {f.name: f.default for f in dataclasses.fields(Settings)}
    rows = ["| key | environment | default | meaning |", "|---|---|---|---|"]
    for name, doc in _DOCS.items():
        shown = "cores" if name == "threads" else _shown(defaults[name])
        rows.append(f"| `{name}` | `{PREFIX}{name.upper()}` | {shown} | {doc} |")
    return "\n".join(rows)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return f"`{value}`" if isinstance(value, str) and value else str(value or "–")


def _fits(value: Any, type_: str) -> bool:
    if type_ == "bool" or isinstance(value, bool):
        return type_ == "bool" and isinstance(value, bool)
    if type_ == "tuple[str, ...]":
        return isinstance(value, tuple) and all(isinstance(v, str) for v in value)
    kinds: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float)}
    return isinstance(value, kinds[type_])


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"config {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"config {path} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"config {path} is not valid TOML: {error}") from error
    for name in table:
        if name not in _TYPES:
            raise ConfigError(f"config {path} has an unknown key {name}{_hint(name, _TYPES)}")
    return {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}


def _from_env(env: Mapping[str, str]) -> dict[str, Any]:
    known = {PREFIX + name.upper(): name for name in _TYPES}
    values: dict[str, Any] = {}
    for variable, raw in env.items():
        if not variable.startswith(PREFIX) or variable in _READ_ELSEWHERE:
            continue
        if variable not in known:
            raise ConfigError(f"environment has an unknown setting {variable}{_hint(variable, known)}")
        name = known[variable]
        try:
            values[name] = _parse(raw, _TYPES[name])
        except (ValueError, KeyError) as error:
            raise ConfigError(f"environment setting {variable} must be {_NAMES[_TYPES[name]]}") from error
    return values


def _parse(raw: str, type_: str) -> Any:
    if type_ == "bool":
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[raw.lower()]
    if type_ == "tuple[str, ...]":
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return {"str": str, "int": int, "float": float}[type_](raw)


def _hint(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _check_model(settings: Settings) -> None:
    parts = urlsplit(settings.llm_url)
    if settings.llm_url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ConfigError("setting llm_url must be an address such as http://127.0.0.1:8080/v1")
    if settings.llm_url and not settings.llm_model:
        raise ConfigError("setting llm_model must name the model that llm_url serves")
    if not re.fullmatch(r"[\x21-\x7e]*", settings.llm_key):
        raise ConfigError("setting llm_key must be of visible ASCII characters without spaces")


def _check_server(name: str, url: str) -> None:
    """Customers' voices and pages leave this machine only through TLS."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # a port that is none raises
    except ValueError as error:
        raise ConfigError(f"setting {name} must be an address such as http://127.0.0.1:8900/v1") from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.fragment:
        raise ConfigError(f"setting {name} must be an address such as http://127.0.0.1:8900/v1, without user or #")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(f"setting {name} names another machine and must begin with https://")


def _check_access(settings: Settings) -> None:
    """Holds the rule: who is not on this machine needs a key, a listed Origin and TLS."""
    for name in ("api_keys", "staff_keys"):
        if not all(re.fullmatch(r"[\x21-\x7e]+", key) for key in getattr(settings, name)):
            raise ConfigError(f"setting {name} must hold keys of visible ASCII characters without spaces")
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or origin != f"{parts.scheme}://{parts.netloc}":
            raise ConfigError(f"setting allowed_origins must hold origins such as https://www.example.com, not {origin}")
    if bool(settings.asterisk_user) != bool(settings.asterisk_password):
        raise ConfigError("settings asterisk_user and asterisk_password must be given together")
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or settings.public_url != f"{parts.scheme}://{parts.netloc}":
            raise ConfigError(f"setting public_url must be an address such as https://desk.example.com, not {settings.public_url}")
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise ConfigError("settings tls_cert and tls_key must be given together")
    if settings.tls_cert and settings.self_signed:
        raise ConfigError("settings self_signed and tls_cert exclude each other")
    for path in filter(None, (settings.tls_cert, settings.tls_key)):
        if not Path(path).is_file():
            raise ConfigError(f"TLS file {path} is missing")
    if settings.loopback:
        return
    missing = [
        text
        for text, there in (
            ("api_keys (--api-key)", settings.api_keys),
            ("allowed_origins (--allow-origin)", settings.allowed_origins),
            ("tls_cert and tls_key (or --self-signed)", settings.tls),
        )
        if not there
    ]
    if missing:
        raise ConfigError(f"host {settings.host} is open to other machines and needs {', '.join(missing)}")
