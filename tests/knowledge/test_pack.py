import shutil
from datetime import date
from pathlib import Path

import pytest

from voicebot.dialog.evaluate import evaluate
from voicebot.dialog.flows.load import load_flows
from voicebot.dialog.mind import PackMind
from voicebot.dialog.spoken import written_markers
from voicebot.errors import ConfigError
from voicebot.knowledge import pack as packs
from voicebot.knowledge.documents import read_document, render
from voicebot.knowledge.pack import load_pack

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(packs._BUILT_IN / "bank", tmp_path / "bank")
    return tmp_path / "bank"


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_loads_by_name_and_by_folder(folder):
    assert load_pack("bank") == load_pack(folder)


def test_unknown_pack():
    with pytest.raises(ConfigError, match="no-such-pack: no such folder.* bank, retail, telecom$"):
        load_pack("no-such-pack")


@pytest.mark.parametrize(
    "file, old, new, message",
    [
        ("pack.toml", 'name = "bank"', "name = 3", "pack.toml: 'name'"),
        ("pack.toml", 'name = "bank"', "name =", "pack.toml: cannot be read"),
        ("answers/accounts.toml", 'source = "accounts.html#open"', 'source = "accounts.html#gone"', "account-open.*gone"),
        ("answers/accounts.toml", 'id = "account-child"', 'id = "account-open"', "used twice"),
        ("answers/accounts.toml", 'title = "兒童戶口"', 'title = "開戶口"', "same title"),
        ("answers/accounts.toml", "valid_from = 2026-01-01", 'valid_from = "soon"', "must be a date"),
        ("phrases.toml", "[no_evidence]", "[something]", "'no_evidence' is missing"),
        ("phrases.toml", 'style = "apologetic"', 'style = "jolly"', "unknown style 'jolly'"),
        ("phrases.toml", 'action = "repeat"', 'action = "dance"', "unknown action"),
        ("phrases.toml", 'owner = "客戶關懷部"', "", "phrases.toml, script_crisis: 'owner' must be"),
        ("phrases.toml", 'answers = ["fraud-call"]', 'answers = ["gone"]', "script_scam: the answer 'gone' is missing"),
        ("answers/accounts.toml", 'spoken = "你可以用', 'spoken = "<speak>你可以用', "account-open: 'spoken': the SSML is not well-formed"),
        ("answers/accounts.toml", 'spoken = "你可以用', "spoken = \"<speak><break time='1ms'/></speak>\"\nx = \"", "account-open: 'spoken' must be"),
        ("glossary.toml", '"按揭" = [', '"按揭" = [3, ', "glossary.toml: '按揭'"),
        ("documents/cards.md", "{#lost}", "", "cards.md, line"),
        ("pronunciations.tsv", "wai4 cing4", "wai4 xing4", "pronunciations.tsv: line 3: 'xing4' is no Cantonese syllable"),
        ("documents/cards.md", "{#atm-lost}", "{#lost}", "used twice"),
    ],
)
def test_a_corrupt_pack_says_where(folder, file, old, new, message):
    edit(folder / file, old, new)
    with pytest.raises(ConfigError, match=message):
        load_pack(folder)


def test_missing_file_is_named(folder):
    (folder / "phrases.toml").unlink()
    with pytest.raises(ConfigError, match="phrases.toml: the file is missing"):
        load_pack(folder)


def test_answers_have_a_term(folder):
    edit(folder / "answers/cards.toml", "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-06-30")
    answer = load_pack(folder).answers["card-lost"]
    assert [answer.valid(d) for d in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))] == [False, True, False]


def test_page_opens_the_passage_and_escapes(tmp_path):
    path = tmp_path / "fees.md"
    path.write_text("# 收費 <b>\n\n## 轉賬 {#transfer}\n<script>x</script>\n- 一\n- 二\n", "utf-8")
    document = read_document(path)
    assert document.passages[0].source == "fees.html#transfer"
    page = render(document)
    assert '<section id="transfer">' in page
    assert "<ul><li>一</li><li>二</li></ul>" in page
    assert "<script>" not in page and "<b>" not in page


def test_an_answer_in_ssml_is_shown_without_it_and_approved_with_it(folder):
    plain = load_pack(folder).answers["account-minimum"]
    edit(folder / "answers/accounts.toml", 'spoken = "冇最低結餘要求，', 'spoken = "<speak><emphasis>冇</emphasis>最低結餘要求，')
    edit(folder / "answers/accounts.toml", '亦都唔收低結餘服務費。"', '亦都唔收低結餘服務費。</speak>"')
    pack = load_pack(folder)
    answer = pack.answers["account-minimum"]
    assert answer.spoken == plain.spoken and answer.version != plain.version
    assert pack.marked == {plain.spoken: answer.ssml} and answer.ssml.startswith("<speak>")
    assert load_pack("bank").marked == {}


@pytest.mark.parametrize("name", ["bank", "telecom", "retail"])
def test_a_pack_that_ships_speaks_cantonese_and_can_do_something(name: str) -> None:
    pack = load_pack(name)
    assert len(pack.answers) >= 25 and load_flows(name).flows
    for entry in (*pack.answers.values(), *pack.phrases.values()):
        assert written_markers(entry.spoken, (pack.title,)) == [], entry.spoken
    for flow in load_flows(name).flows.values():
        assert set(flow.after) <= pack.answers.keys()


@pytest.mark.parametrize(("name", "asked"), [("telecom", 32), ("retail", 35)])
def test_a_pack_answers_what_is_its_own(name: str, asked: int) -> None:
    found = evaluate(PackMind(load_pack(name)), DATA / f"{name}_questions.tsv")
    assert found["n"] == asked and found["n_off_topic"] == 8
    assert found["top1"] >= 0.75 and found["answered_wrongly"] <= 0.1 and found["rejected_correctly"] >= 0.8
