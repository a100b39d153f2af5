"""The command line: `voicebot serve`, `ask`, `explain`, `transcribe`, `speak`, `pronounce`, `video`, `ingest`, `eval`,
`bench`, `engine`, `models`, `knowledge`, `hours`, `voice`, `feedback`, `privacy`, `doctor`.

Exit status: 0 done, 1 an error (one line `error[code]: text` on stderr), 2 wrong usage. Commands import what they
need when they run, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .errors import DeskError

app = typer.Typer(
    name="voicebot",
    help="A Cantonese customer-service desk you can talk to, on your own machines.",
    epilog="Settings also come from desk.toml and from VOICEBOT_* variables; the README has the table.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="The weights that come with the desk.", no_args_is_help=True)
app.add_typer(models_app, name="models")
privacy_app = typer.Typer(help="What is kept of a person, and the proof that it is not more.", no_args_is_help=True)
app.add_typer(privacy_app, name="privacy")
feedback_app = typer.Typer(help="What customers think of the answers.", no_args_is_help=True)
app.add_typer(feedback_app, name="feedback")
knowledge_app = typer.Typer(help="The answers that the desk may say; a running desk obeys at its next turn.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")
flows_app = typer.Typer(help="What customers can have done.", no_args_is_help=True)
app.add_typer(flows_app, name="flows")
voice_app = typer.Typer(help="The desk's voice.", no_args_is_help=True)
app.add_typer(voice_app, name="voice")
engine_app = typer.Typer(help="Servers of heavy engines, for the desk to call.", no_args_is_help=True)
app.add_typer(engine_app, name="engine")
hours_app = typer.Typer(help="Opening hours, and the storm signals that staff post; a running desk knows them at its next turn.", no_args_is_help=True)
app.add_typer(hours_app, name="hours")

Config = Annotated[Path | None, typer.Option("--config", help="TOML file with settings", show_default="./desk.toml if there")]
By = Annotated[str, typer.Option("--by", help="Who says so", show_default="the account that runs the command")]
AnswerId = Annotated[str, typer.Argument(metavar="ID", help="The answer's id")]
ShelfId = Annotated[str, typer.Argument(metavar="ID", help="An answer's id, or a collection's name")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"voicebot {version('voicebot')}")
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[bool, typer.Option("--version", help="Print the version", callback=_version, is_eager=True)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error")] = False,
) -> None:
    """Options of every command; `main` has read `--debug` already."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one", show_default="8800")] = None,
    config: Config = None,
    api_key: Annotated[list[str] | None, typer.Option(help="Key that callers must show; may be repeated")] = None,
    allow_origin: Annotated[list[str] | None, typer.Option(help="Web origin that may call; may be repeated")] = None,
    tls_cert: Annotated[str | None, typer.Option(help="PEM file with the certificate chain")] = None,
    tls_key: Annotated[str | None, typer.Option(help="PEM file with the certificate's key")] = None,
    self_signed: Annotated[bool | None, typer.Option("--self-signed", help="Make and use our own certificate")] = None,
    profile: Annotated[str | None, typer.Option(help="demo, or production (only weights of use: any)")] = None,
) -> None:
    """Run the desk and print the address of the page where you can talk to it."""
    from .commands import desk

    given = {
        "host": host,
        "port": port,
        "api_keys": tuple(api_key) if api_key else None,
        "allowed_origins": tuple(allow_origin) if allow_origin else None,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "self_signed": self_signed,
        "profile": profile,
    }
    desk.serve(config, {name: value for name, value in given.items() if value is not None})


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a customer might say or type")],
    staff: Annotated[bool, typer.Option("--staff", help="Answer also from what only staff may read")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Ask the desk one thing: prints the answer, what it rests on, and the route it took."""
    from .commands import talk

    talk.ask(config, question, as_json, staff)


@app.command()
def explain(
    session: Annotated[str, typer.Argument(help="Session id or reference of a conversation that is still in the journal")],
    turn: Annotated[int | None, typer.Argument(help="Number of the turn, from 1", show_default="the newest")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Why the desk said what it said: what was heard, route, sources, feeling, tools; and the turn played again."""
    from .commands import explain

    explain.explain(config, session, turn, as_json)


@app.command()
def transcribe(
    files: Annotated[list[Path], typer.Argument(help="Recordings: WAV, FLAC, Ogg, MP3; more with ffmpeg")],
    as_json: Json = False,
) -> None:
    """Write down what is said in recordings."""
    from .commands import talk

    talk.transcribe(files, as_json)


@app.command()
def speak(
    text: Annotated[str, typer.Argument(help="What to say")],
    output: Annotated[Path, typer.Option("-o", "--output", help="WAV file to write")],
    timings: Annotated[Path | None, typer.Option(help="JSON file for the times of every phone")] = None,
    config: Config = None,
) -> None:
    """Say a text in the desk's voice."""
    from .commands import talk

    talk.speak(config, text, output, timings)


@app.command()
def pronounce(
    text: Annotated[str, typer.Argument(help="What to say")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """How the voice would say a text: each character or word, its Jyutping, and what decided it (library, context, pack, …)."""
    from .commands import talk

    talk.pronounce(config, text, as_json)


@app.command()
def video(
    text: Annotated[str, typer.Argument(help="What to say")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .mp4 (H.264, AAC) or .webm (VP9, Opus)")],
    timbre: Annotated[str | None, typer.Option(help="woman or man", show_default="as in the settings")] = None,
    size: Annotated[str, typer.Option(help="Width and height in pixels")] = "1280x720",
    config: Config = None,
) -> None:
    """Make a video of the desk's face saying a text, with subtitles and the label AI 生成."""
    from .commands import video

    video.make(config, text, output, timbre, size)


@app.command("eval")
def evaluate(
    stage: Annotated[str, typer.Argument(help="asr, engines, hear, tts, answers, emotion, forms, retrieval, route, grounding, dialog, slots, guard or g2p")],
    manifest: Annotated[Path, typer.Option(help="TSV with a header line; `file` is relative to its own folder")],
    profile: Annotated[str | None, typer.Option(help="demo, or production (only weights of use: any)")] = None,
    distractors: Annotated[Path | None, typer.Option(help="For retrieval and hear: a text file, a passage a line; 5,000 are taken")] = None,
    hostile: Annotated[Path | None, typer.Option(help="For grounding: attempts at misuse, tried with a hostile language model too")] = None,
    clean: Annotated[Path | None, typer.Option(help="For guard: spoken Cantonese, an utterance a line, that must stay as it is")] = None,
    engines: Annotated[str | None, typer.Option(help="For engines: URLs of recognisers to stand beside the embedded one, separated by commas")] = None,
    judge: Annotated[Path | None, typer.Option(help="For tts: folder of a recogniser that hears the voice", show_default="the desk's own")] = None,
    natural: Annotated[Path | None, typer.Option(help="For tts: TSV of recordings of real readers (file, text)")] = None,
    whisper: Annotated[str | None, typer.Option(help="For tts: URL of a second listener, /v1/audio/transcriptions")] = None,
    dnsmos: Annotated[Path | None, typer.Option(help="For tts: sig_bak_ovr.onnx of the wheel speechmos")] = None,
    strings: Annotated[Path | None, typer.Option(help="For tts: TSV of digits, HKIDs and amounts (text, kind)")] = None,
    cases: Annotated[Path | None, typer.Option(help="For tts: TSV of writing and how it is said (input, expected, area)")] = None,
    channel: Annotated[str | None, typer.Option(help="For asr and hear: phone, room or noise:DB")] = None,
    confusions: Annotated[Path | None, typer.Option(dir_okay=False, help="For asr: a file to write, what is taken for what")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Measure a stage on test data."""
    from .commands import measure

    measure.evaluate(
        config, stage, manifest, as_json, profile, distractors=distractors, clean=clean, hostile=hostile, engines=engines,
        judge=judge, natural=natural, whisper=whisper, dnsmos=dnsmos, strings=strings, cases=cases,
        channel=channel, confusions=confusions,
    )  # fmt: skip


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders: PDF, DOCX, XLSX, HTML, Markdown, CSV, text")],
    collection: Annotated[str, typer.Option(help="Which collection they belong to")] = "documents",
    audience: Annotated[str | None, typer.Option(help="customers or staff", show_default="as the collection is, else customers")] = None,
    make_public: Annotated[bool, typer.Option("--make-public", help="Let a collection for staff become one for customers")] = False,
    by: By = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take their documents out instead")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show what they would become; write nothing")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Take documents in: what changed is read again, what is gone goes; a running desk knows it at its next turn."""
    from .commands import ingest as commands

    commands.ingest(config, paths, collection, audience, make_public, by, remove, preview, as_json)


@app.command()
def bench(
    calls: Annotated[int, typer.Option(min=1, help="Calls at the same time")] = 1,
    asr: Annotated[bool, typer.Option("--asr", help="Only what hearing costs, in this process")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Measure latency, CPU time and memory on real clips, from speech to speech."""
    from .commands import measure

    if asr:
        measure.bench_asr(config, as_json)
    else:
        measure.bench(config, calls, as_json)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """Every weight, its size, what its licence lets you do, and whether it is here."""
    from .commands import models

    models.show(as_json)


@models_app.command("verify")
def models_verify() -> None:
    """Compare every weight with its sha256."""
    from .commands import models

    models.verify()


@models_app.command("public")
def models_public(
    name: Annotated[str | None, typer.Argument(help="One of them, with its files", show_default="all")] = None, config: Config = None, as_json: Json = False
) -> None:
    """Public recognisers that the desk can be run with: size, licence, published error rate, what they want."""
    from .commands import models

    models.show_public(config, name, as_json)


@models_app.command("pull")
def models_pull(
    name: Annotated[str, typer.Argument(help="Which, from `voicebot models public`")],
    hub: Annotated[str, typer.Option(envvar="HF_ENDPOINT", help="The hub or a mirror of it")] = "https://huggingface.co",
    config: Config = None,
) -> None:
    """Fetch a public recogniser and check its sha256; goes on where it broke off."""
    from .commands import models

    models.pull(config, name, hub)


@privacy_app.command("scan")
def privacy_scan(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders that must hold no personal data")],
    planted: Annotated[
        Path | None, typer.Option("--expect-none-of", exists=True, dir_okay=False, help="Known values, one a line, to find in any encoding")
    ] = None,
    leave_out: Annotated[list[str] | None, typer.Option(help="Names not to look at, such as '*.svg'; may be repeated")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Look for identifiers of persons in files; exit status 1 where there is one."""
    from .commands import privacy

    privacy.scan_files(config, paths, planted, leave_out or [], as_json)


@privacy_app.command("ledger")
def privacy_ledger(config: Config = None, as_json: Json = False) -> None:
    """Which privacy notice was given in which conversation, and when."""
    from .commands import privacy

    privacy.ledger(config, as_json)


@knowledge_app.command("list")
def knowledge_list(config: Config = None, as_json: Json = False) -> None:
    """Every answer: draft, approved, scheduled, withdrawn or expired, its term, channels and audience."""
    from .commands import knowledge

    knowledge.list_answers(config, as_json)


@knowledge_app.command("show")
def knowledge_show(answer: ShelfId, config: Config = None, as_json: Json = False) -> None:
    """One answer's words, and who did what to it when; of a collection, who made it public or the staff's."""
    from .commands import knowledge

    knowledge.show(config, answer, as_json)


@knowledge_app.command("approve")
def knowledge_approve(answer: AnswerId, by: By = "", config: Config = None) -> None:
    """Let the answer be said, word for word as it is now."""
    from .commands import knowledge

    knowledge.approve(config, answer, by)


@knowledge_app.command("schedule")
def knowledge_schedule(
    answer: AnswerId,
    valid_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day on which it may be said")],
    valid_to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day", show_default="no end")] = None,
    by: By = "",
    config: Config = None,
) -> None:
    """Set the days from and to which the answer may be said."""
    from .commands import knowledge

    knowledge.schedule(config, answer, valid_from.date(), valid_to.date() if valid_to else None, by)


@knowledge_app.command("withdraw")
def knowledge_withdraw(
    answer: AnswerId, by: By = "", why: Annotated[str, typer.Option(help="Reason, kept in the history")] = "", config: Config = None
) -> None:
    """Never say the answer again, until it is approved anew."""
    from .commands import knowledge

    knowledge.withdraw(config, answer, by, why)


@feedback_app.command("export")
def feedback_export(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write", show_default="the terminal")] = None, config: Config = None
) -> None:
    """A TSV of questions with the answers found helpful or wrong, for `voicebot eval answers`."""
    from .commands import feedback

    feedback.export(config, output)


@flows_app.command("check")
def flows_check(pack: Annotated[str, typer.Argument(help="A pack's name or folder")] = "bank", as_json: Json = False) -> None:
    """Hold a pack's flows and tools to their schemas, and to what no single file can tell."""
    from .commands import flows

    flows.check(pack, as_json)


@hours_app.command("show")
def hours_show(config: Config = None, as_json: Json = False) -> None:
    """Whether each of the pack's services is open now, as the desk would say it."""
    from .commands import hours

    hours.show(config, as_json)


@hours_app.command("signal")
def hours_signal(
    names: Annotated[list[str], typer.Argument(metavar="SIGNAL", help="1, 3, 8, 9, 10, black, extreme: all that is in force; or none")],
    hours: Annotated[float, typer.Option("--hours", help="Hours after which it ends by itself; post it again to go on")] = 12.0,
    by: By = "", config: Config = None,
) -> None:  # fmt: skip
    """Post the storm signals that are in force."""
    from .commands import hours as commands

    commands.post(config, names, hours, by)


@voice_app.command("prepare")
def voice_prepare(config: Config = None, as_json: Json = False) -> None:
    """Render the pack's phrases and approved answers ahead, so that calls find them; take away what is no longer in force."""
    from .commands import voice

    voice.prepare(config, datetime.now().astimezone(), as_json)


@engine_app.command("serve")
def engine_serve(
    stage: Annotated[str, typer.Option(help="asr, tts, emotion, ocr or llm")],
    engine: Annotated[str, typer.Option(help="faster-whisper, sherpa-onnx, coqui-tts, canto-tts, speechbrain, paddleocr or transformers")],
    model: Annotated[str, typer.Option(help="Folder with the weights, a public model that was pulled, or a hub's name in this machine's cache")],
    host: Annotated[str, typer.Option(help="Address to listen on; any but loopback needs VOICEBOT_ENGINE_KEY and TLS")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one")] = 8900,
    device: Annotated[str, typer.Option(help="auto, cpu, or cuda: then it must be had")] = "auto",
    language: Annotated[str, typer.Option(help="That a recogniser must know to be served")] = "yue",
    threads: Annotated[int, typer.Option(min=1, max=256, help="Threads for one inference")] = 1,
    tls_cert: Annotated[Path | None, typer.Option(help="PEM file with the certificate chain")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file with the certificate's key")] = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", help="End when standard input does, as a server that a desk starts must")] = False,
    config: Config = None,
) -> None:
    """Serve one engine over HTTP in OpenAI's shapes. Run it from the environment that `make engines` builds."""
    from .commands import engine as commands

    commands.serve(config, stage, engine, model, host, port, device, language, threads, tls_cert, tls_key, with_parent)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is installed, which engines can run, what is missing and how to get it."""
    from .commands import health

    health.report(as_json)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point. Always leaves by SystemExit."""
    # Before any command imports numpy, which reads it once: its own threads only get in the way of the executor's.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    if debug:  # people add it at the end of the command that failed
        arguments.remove("--debug")
    try:
        app(args=arguments)
    except DeskError as error:
        if debug:
            raise
        _fail(error.code, error.text)
    except Exception as error:  # a bug of ours: the person at the terminal gets a line, the developer the traceback
        if debug:
            raise
        _fail("internal", f"something broke ({type(error).__name__}); run again with --debug to see where")
    raise SystemExit(0)


def _fail(code: str, text: str) -> NoReturn:
    typer.echo(f"error[{code}]: {text}", err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
