"""Step 1c: what is said in joined syllables → `var/texts.json`.

Usage: python texts.py --text FOLDER [--work var]
FOLDER holds common-voice/sentences.txt. A text is a list of Jyutping syllables and of English words as "@word":
`sentences` (questions and answers of the packs, the decoder's domain.txt, Common Voice), `values` (numbers, phones,
HKIDs, amounts, dates, as customers say them; made up by chance), `english` (carrier sentences with a word). `words`
gives each word's readings in Jyutping: as a Hong Kong person says it, several where people differ.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import units
from prepare import reading
from voicebot.asr.spelt import WORDS
from voicebot.tts import english
from voicebot.tts.numbers import cardinal, digits, money

ROOT = Path(__file__).resolve().parents[3]
LATIN = re.compile(r"([A-Za-z][A-Za-z'&-]*)")
QUOTED = re.compile(r'"([^"]*[\u4e00-\u9fff][^"]*)"')  # a sentence in a pack's TOML
VALUES, CARRIED = 6_000, 4_000  # texts of these kinds
LONGEST = 28  # tokens
# Before and after a value or a word, as customers put it.
BEFORE = ("", "我個號碼係", "係", "我嘅身分證係", "打去", "大約", "我俾咗", "要", "喺", "戶口號碼", "電話係", "唔係，係")
AFTER = ("", "吖", "呀", "啦", "唔該", "咁", "喎", "左右", "就得", "嗰日", "嗰張")
CARRIERS = (
    "我想問下個{}嘅事", "你哋個{}係咪有問題", "可唔可以幫我睇下個{}", "我唔識用你哋嘅{}", "而家{}點樣計", "我個{}唔見咗", "點解我{}唔到",
    "{}係幾多", "我要改{}", "幫我{}返", "有冇{}㗎", "我收到個{}", "上個月嘅{}", "{}同{}有乜分別", "我想取消{}", "去邊度搵{}", "{}好慢",
)  # fmt: skip


def words() -> dict[str, list[str]]:
    """Every English word and letter with its readings; of letters the name is the capital."""
    found = {word: [said] for word, said in english.words().items()}
    for word, readings in WORDS.items():
        found[word] = list(dict.fromkeys([*readings, *found.get(word, [])]))
    found |= {letter.upper(): [said] for letter, said in english.LETTERS.items()}
    known = units.shipped()
    kept = {word: [r for r in readings if all(known.of_syllable(j) for j in r.split())] for word, readings in found.items()}
    return {word: readings for word, readings in kept.items() if readings}


def tokens(text: str, spoken: dict[str, list[str]]) -> list[str]:
    """Syllables and "@word"s; a Latin word that is not known is spelt."""
    found: list[str] = []
    for part in LATIN.split(text):
        if not LATIN.fullmatch(part):
            found += reading(part, units.native())
        elif part.lower() in spoken and len(part) > 1:
            found.append(f"@{part.lower()}")
        else:
            found += [f"@{letter}" for letter in part.upper() if letter in spoken]
    return found


def values(draw: random.Random) -> Iterator[str]:
    """Values as said, endlessly."""
    while True:
        letter = draw.choice("ABCDEFGHKMNPRSTVWYZ")
        number = digits(f"{draw.randrange(10 ** draw.choice((3, 4, 6, 8, 9, 12))):03}")
        month, day = cardinal(draw.randrange(1, 13)), cardinal(draw.randrange(1, 32))
        amount = draw.choice((draw.randrange(1, 1_000), draw.randrange(1_000, 100_000), 100 * draw.randrange(10, 9_000)))
        yield draw.choice((
            number, digits(f"{draw.choice('2356789')}{draw.randrange(10**7):07}"), cardinal(amount),
            f"{letter}{digits(f'{draw.randrange(10**6):06}')}{draw.choice(('', '括弧'))}{digits(str(draw.randrange(10)))}",
            money(str(amount), draw.choice(("", "", "5", "80", "20", "90"))), f"{month}月{day}{draw.choice('號日')}",
            f"{digits(str(draw.randrange(1940, 2030)))}年{month}月{day}號", f"{cardinal(amount % 100)}歲", f"百分之{cardinal(amount % 101)}",
            f"{cardinal(amount % 12 + 1)}點{draw.choice(('', '半', '三個字', '九個字', '十五分'))}",
        ))  # fmt: skip


def sentences(text: Path) -> Iterator[str]:
    for path in sorted((ROOT / "voicebot" / "packs").rglob("*.toml")):
        yield from QUOTED.findall(path.read_text(encoding="utf-8"))
    for path in (ROOT / "models" / "recipes" / "asr_decoder" / "domain.txt", text / "common-voice" / "sentences.txt"):
        yield from (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def pieces(text: str, spoken: dict[str, list[str]]) -> Iterator[list[str]]:
    """A text as tokens, cut at its marks; what holds figures is left out, since they may be read in several ways."""
    for part in re.split(r"[。！？；，、\n]", text):
        found = tokens(part, spoken) if not re.search(r"[0-9]", part) else []
        if 2 < len(found) <= LONGEST:
            yield found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    draw, spoken = random.Random(1), words()
    said = values(draw)
    names = [word for word in spoken if len(word) > 1]
    carried = [draw.choice(CARRIERS).replace("{}", draw.choice(names), 1).replace("{}", draw.choice(names)) for _ in range(CARRIED)]
    found = {
        "words": spoken,
        "sentences": [piece for text in sentences(options.text) for piece in pieces(text, spoken)],
        "values": [tokens(f"{draw.choice(BEFORE)}{next(said)}{draw.choice(AFTER)}", spoken) for _ in range(VALUES)],
        "english": [tokens(text, spoken) for text in carried],
    }
    (options.work / "texts.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    print({name: len(texts) for name, texts in found.items()})


if __name__ == "__main__":
    main()
