"""Opens the widget in a headless Chromium whose microphone is a WAV file, and asks it what it is doing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--use-fake-device-for-media-stream",
)  # fmt: skip
DESK = "document.querySelector('voice-desk')"


def launch(
    playwright: Any, wav: Path | None, deny_mic: bool = False, width: int = 1280, height: int = 900, autoplay: bool = True
) -> tuple[Any, Any, Any]:
    """A browser, a context and a page. `wav` (mono PCM16) is played once into the microphone from the moment that
    the page opens it; None gives Chromium's beeping fake. `deny_mic`: the permission is refused. `autoplay`: sound
    may start without a tap. The caller closes the browser."""
    args = [*ARGS, f"--autoplay-policy={'no-user-gesture-required' if autoplay else 'document-user-activation-required'}"]
    args.append("--deny-permission-prompts" if deny_mic else "--use-fake-ui-for-media-stream")
    if wav is not None:
        args.append(f"--use-file-for-fake-audio-capture={wav}%noloop")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-HK", permissions=[] if deny_mic else ["microphone"]
    )
    return browser, context, context.new_page()


def debug(page: Any) -> dict[str, Any]:
    """What the widget reports of itself; {} before it is there."""
    return dict(page.evaluate(f"{DESK}?.debug ?? {{}}"))


def wait_debug(page: Any, js_predicate: str, timeout_ms: int = 10_000) -> dict[str, Any]:
    """Wait until a JavaScript expression over `d` (the debug object) holds, such as "d.state === 'open'"; returns
    the object at that moment. Raises playwright's TimeoutError."""
    script = f"() => {{ const d = {DESK}?.debug; return d && ({js_predicate}) ? d : null; }}"
    return dict(page.wait_for_function(script, timeout=timeout_ms, polling=20).json_value())


def wait_kiosk(page: Any, js_predicate: str, timeout_ms: int = 10_000) -> dict[str, Any]:
    """As `wait_debug`, for the kiosk, whose debug object has its `screen` too."""
    script = f"() => {{ const d = window.kiosk?.debug; return d && ({js_predicate}) ? d : null; }}"
    return dict(page.wait_for_function(script, timeout=timeout_ms, polling=20).json_value())


def reset_mouth(page: Any) -> None:
    """Start `mouthMax` anew."""
    page.evaluate(f"{DESK}.resetMouthMax()")
