"""Settings: where values come from, what is refused and in which words, and the README's table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voicebot.config import Settings, is_loopback, settings_table
from voicebot.errors import ConfigError

OPEN = {"host": "0.0.0.0", "api_keys": ("k" * 20,), "allowed_origins": ("https://www.example.com",), "self_signed": True}


def refused(path: Path | None = None, env: dict[str, str] | None = None, **overrides: object) -> str:
    with pytest.raises(ConfigError) as caught:
        Settings.load(path, env or {}, overrides)
    assert caught.value.code == "config_invalid"
    assert "\n" not in caught.value.text
    return caught.value.text


def test_defaults_are_for_this_machine_only() -> None:
    settings = Settings.load(None, {"PATH": "/bin", "VOICEBOT_MODELS": "elsewhere"})
    assert (settings.host, settings.port, settings.loopback, settings.tls) == ("127.0.0.1", 8800, True, False)


def test_command_line_over_environment_over_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('port = 1\nmax_calls = 2\nidle_s = 5\nallowed_origins = ["https://a.example"]\n')
    env = {"VOICEBOT_MAX_CALLS": "3", "VOICEBOT_PORT": "4", "VOICEBOT_API_KEYS": "one, two", "VOICEBOT_SELF_SIGNED": "true"}
    settings = Settings.load(file, env, {"port": 5})
    assert (settings.port, settings.max_calls, settings.idle_s) == (5, 3, 5)
    assert settings.api_keys == ("one", "two")
    assert settings.allowed_origins == ("https://a.example",)
    assert settings.self_signed


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("prot = 1", "did you mean port?"),
        ('port = "x"', "port must be a whole number"),
        ("port = true", "port must be a whole number"),
        ("port = 99999", "from 0 to 65535"),
        ("idle_s = nan", "idle_s must be from"),
        ('api_keys = "one"', "api_keys must be a list of texts"),
        ("api_keys = [1]", "api_keys must be a list of texts"),
        ("[pack]\nname = 1", "pack must be text"),
        ('profile = "test"', "profile must be one of: demo, production"),
        ('timbre = "child"', "timbre must be one of"),
        ("port = = 1", "not valid TOML"),
        ('pack = ""', "must not be empty"),
    ],
)
def test_wrong_files_are_refused_in_one_sentence(tmp_path: Path, content: str, word: str) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(content)
    assert word in refused(file)


def test_unreadable_files(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "none.toml")
    assert "cannot be read" in refused(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'pack = "\xff"')
    assert "not UTF-8" in refused(tmp_path / "latin.toml")


def test_wrong_environment_is_refused() -> None:
    assert "did you mean VOICEBOT_API_KEYS?" in refused(env={"VOICEBOT_API_KEY": "x"})
    assert "must be a whole number" in refused(env={"VOICEBOT_PORT": "http"})
    assert "must be true or false" in refused(env={"VOICEBOT_SELF_SIGNED": "maybe"})


@pytest.mark.parametrize("missing", ["api_keys", "allowed_origins", "self_signed"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example.com", "localhost.example.com"])
def test_an_open_address_needs_key_origin_and_tls(missing: str, host: str) -> None:
    assert Settings.load(None, {}, OPEN | {"host": host}).loopback is False
    given = {k: v for k, v in OPEN.items() if k != missing} | {"host": host}
    assert {"self_signed": "--self-signed"}.get(missing, missing) in refused(**given)


def test_loopback_names() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"))
    assert not any(is_loopback(host) for host in ("", "0.0.0.0", "10.0.0.1", "localhost.evil.example", "127.0.0.1.evil.example"))


def test_tls_files(tmp_path: Path) -> None:
    assert "together" in refused(tls_cert="a.pem")
    assert "is missing" in refused(tls_cert=str(tmp_path / "a.pem"), tls_key=str(tmp_path / "b.pem"))
    assert "exclude" in refused(tls_cert="a.pem", tls_key="b.pem", self_signed=True)


@pytest.mark.parametrize("origin", ["*", "www.example.com", "https://a.example/", "https://a.example/page", "file://x", "null"])
def test_origins_are_whole_origins(origin: str) -> None:
    assert "allowed_origins" in refused(allowed_origins=(origin,))


def test_keys_stay_out_of_the_repr_and_of_errors() -> None:
    assert "kkkk" not in repr(Settings(api_keys=("kkkk",)))
    assert "kkkk" not in refused(api_keys=("kkkk kkkk",))


def test_the_readme_table_is_the_code() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = readme.split("<!-- settings -->\n")[1].split("\n<!-- /settings -->")[0]
    assert table == settings_table()


@pytest.mark.parametrize(
    "values", [{"llm_url": "ftp://x", "llm_model": "m"}, {"llm_url": "http://127.0.0.1:1/v1"}, {"llm_key": "a b"}, {"llm_timeout_s": 0.0}]
)
def test_a_language_model_that_cannot_be_asked_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Settings(**values)


def test_the_language_models_key_is_not_shown() -> None:
    assert "secret-key" not in repr(Settings(llm_url="http://127.0.0.1:1/v1", llm_model="m", llm_key="secret-key"))
