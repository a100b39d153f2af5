"""Names: 「我叫陳大文」, 「姓陳，耳東陳」, 歐陽; an English name only where it was typed.

Which character a sound means cannot be heard: of a name that was heard the desk knows the sounds, and its characters
from the way people tell them (大細嘅大, 文章嘅文; `name_told`). So a heard name is read back, or shown to be put right. A fragment is a name only
where a breath, a particle or what names (叫, 係, 姓) stands before it.
"""

from __future__ import annotations

import re
from datetime import datetime

from ...events import Transcript
from .corrections import asserted, contested
from .name_told import SURNAMES, Told, explained, sounds_like, surname_of
from .value import LOOSE, OPEN, Found

_HAN = "㐀-鿿"
_TWICE = re.compile(f"^([{SURNAMES}])(?=\\1[{_HAN}]{{1,2}}$)")  # 姓羅羅小寶
_ALONE = re.compile(rf"(?:單[名字](?:一個|嗰個|就|叫|係|個)*|個?名(?:就|叫|係)+(?:得)?(?:一個|嗰個))(?P<given>[{_HAN}])(?:字|呀|啦|$)*")  # 單名一個峰字
# 唔係丁呀，係鄧, or 係鄧，唔係丁, behind the name: which character it is.
_END = "字?[呀啊喎㗎]*"
_NOT_BUT = (
    re.compile(rf"[,，、\s]*唔係(?P<wrong>[{_HAN}]){_END}[,，、\s]*(?:而)?係(?P<right>[{_HAN}]){_END}$"),
    re.compile(rf"[,，、\s]+係(?P<right>[{_HAN}]){_END}[,，、\s]*唔係(?P<wrong>[{_HAN}]){_END}$"),
)
# What no name holds, and what stands between two. Before a name stands a breath, a particle or what names (叫, 係, 姓); behind it anything but talk.
_NAMING = r"(?:免貴|小|敝|複)?姓(?!名)(?=.)|(?:[我叫全]|本人)是|(?:全|中文|真|姓)?名(?:是)?(?=.)|(?:全|中文|真|姓)?名$|[寫記抄]低|叫做|叫[我佢]|[叫係住寫話即就]"
_PARTICLES = "呀啊啦喇囉喎㗎架嘅嚟嘛啫咋吓嗱嘞啱呃誒嗯哦吖噃囖咩嗎呢咁"
_BREATH = r"[\s,，、。…!！?？:：]+|同埋|仲有|然後|跟住|之後|再嚟|我再講(?:多)?[一]?次|(?<=[㐀-鿿])同(?=[㐀-鿿]{2,4}嘅)"
# What ends a name and begins none: 鄭浩然今年十歲, 梁永發張收據.
_STOP = "今年|[一二三四五六七八九十]{1,3}歲|讀緊|讀(?=書|小學|中學|大學|幼稚園)|而家|(?:身份證|電話|地址|戶口)(?=號碼|係|寫|都)|張(?=收據|單|卡|飛|證|支票|相)|住(?=喺)|負責|簽收|代收"
_CUT = re.compile(rf"(?P<breath>{_BREATH})|(?P<stop>{_STOP})|(?P<naming>{_NAMING})|(?P<particle>[{_PARTICLES}])|(?P<mine>[我佢個])|(?P<talk>[都你唔冇嗰哋喺啲咗俾畀嘢乜咪晒緊])")
_TITLED = re.compile(rf"([{SURNAMES}])(?:先生|小姐|女士|太太|生|太)(?=\1)")  # 李生李國強
_TITLE = re.compile("(?:先生|小姐|女士|太太|生|太|師奶|姑娘)+$")
_ROLE = "爸爸?|媽媽?|老豆|老竇|先生|太太|老公|老婆|仔|女|哥哥?|家姐|大佬|細佬|妹妹?|弟弟?|朋友|爺爺?|嫲嫲?|公公|婆婆|外父|外母|阿公|阿婆|仔仔|女女|戶主|主人|持有人|登記人|持卡人|持有者|帳戶人|用戶|姑媽|姨媽|舅父|同事|老細|業主|租客|客|病人|收件人|寄件人|投保人|受保人|受益人|學生|家長|監護人|聯絡人|落單人|經手人|申請人|客人|會員"
# What stands before a name in its fragment: 戶口用, 我老公, 本人.
_LED = re.compile(rf"^(?:本人|中文|全|真|原|應該|即|好呀?|喂|其實|阿?(?:{_ROLE}))+|^.*(?:用|搵|問|幫|登記|{_ROLE})(?=[{SURNAMES}][{_HAN}]{{1,3}}$)")
_GOES = re.compile("(?<=先生|小姐|女士|太太)得$|(?<=[生太])得$|(?<=.{3})得$")
_TAIL = re.compile(r"(?:就?得)$|(?<=[㐀-鿿]{2})(?:[一兩二三四]個字|字|開|用|申請|登記)$")
# 複姓嚟㗎, 陳係夫姓: remarks on the surname.
_REMARK = re.compile(f"叫(?:聲|返)?我(?![{SURNAMES}])[{_HAN}]{{2,3}}?就?(?:得|可以)|唔係姓[{SURNAMES}](?=[呀啊喎㗎]*(?:$|[,，]))|(?:係)?複姓(?:嚟)[㗎嘅]*|[^,，。]{{0,8}}(?:夫姓|跟夫|嘅姓嚟|[單兩三]個?字嚟|[兩三]個字嘅姓|(?<=[名姓])(?:真係|都)?好(?:易記|易寫|少有|難寫|難讀|特別|普通|長)|同(?:個)?(?:明星|歌手)?同名)(?:[^,，。㗎呀姓叫]{{0,3}}(?=$|[,，。㗎呀]))?")
# Words that begin like a surname.
_WORDS = frozenset(
    "任何 任務 任由 任性 任人 方便 方法 方向 方面 方式 方位 方案 成日 成個 成世 成班 成身 成件 成年 成間 成條 成晚 成功 成績 成為 成熟 成長 成員 成人 成立 成就 成本 成分 成份 成張 成點 成病 成真 明白 明明 明顯 明知 明日 明早 明星 明細 明天 明確 "
    "關係 關心 關於 關機 關鍵 關注 關我 關你 關佢 關事 關門 簡單 簡直 簡稱 白色 白卡 白紙 白金 曾經 曾在 樓梯 樓下 樓上 樓層 解釋 解決 解開 解除 解答 幸福 幸運 幸好 危險 危機 馬上 馬路 馬戲 馬騮 馬車 馬會 馬仔 溫柔 溫暖 溫書 溫度 溫習 容易 容許 容納 包括 "
    "包圍 包住 包裝 包包 包埋 司機 司法 程度 程序 程式 銀包 銀行 銀紙 銀色 銀仔 畢業 畢竟 石頭 何況 何必 何時 何止 尤其 遲到 遲啲 遲早 遲下 車站 車頭 車尾 車仔 車牌 車房 車位 利用 利息 利是 利率 利益 嚴重 嚴格 單位 單車 單止 單嘢 單身 單獨 單據 單號 單字 單名 "
    "招呼 招牌 高興 高手 高級 高層 高度 高中 高速 高大 高啲 寧願 練習 文字 文件 文化 文章 張單 張卡 張紙 張床 張相 張凳 花園 花名 花生 花心 連我 連埋 連續 連接 連同 連個 江湖 周圍 周邊 周身 周街 周年 周日 沙田 沙灘 沙發 游水 游泳 牛奶 牛肉 牛扒 夏天 歐洲 "
    "歐元 紀念 紀錄 記錄 申請 邊個 邊度 邊位 邊間 邊啲 施工 路線 路程 路由 封信 區域 甘心 於是 于是 金錢 金色 金卡 金額 金屬 金融 金鐘 招行 祝福 祝你 謝謝 許多 景色 管理 查詢 查找 查下 湯圓 焦點 童年 古怪 古代 馮時 溫馨 萬一 萬事 萬能 莫非 莫名 尚未 尚餘 顏色 "
    "鍾意 于是 農曆 歸還 陳述 常見 常用 常常 常客 韓國 高壓 卓越 黃色 黃金 黃昏 紅色 談談 談下 計數 和你 樂意 齊人 顧住 董事 伊利 羅馬 梅窩 黃埔 元朗 連名 上水 雷射 幸虧 程式 麥當 郁手 郁動 戴住 毛病 毛巾 藍色 藍牙 蘇打 屈我 屈佢 陽光 路上 左右 安全".split()
)
_HALVES = re.compile("姓|先生|小姐|女士|太|生|單名|叫")
_SO_MANY = re.compile("單名[呀㗎]*(?=[,，])|(?:得|有|淨係|係)*[一兩二三四單]個?字(?:嘅|嚟)*(?=[^個嘅一]|$)")  # 我全名三個字
_MINE = re.compile("我(?:自己|本人|就)*姓")  # 上次係黃先生跟開，我姓吳，吳志雄
_ONE_BY_ONE = re.compile(rf"(?<![{_HAN}])([{SURNAMES}])[、,， ]+([{_HAN}])[、,， ]+([{_HAN}])(?![{_HAN}])")  # 譚、詠、麟
_WHOLE_TWICE = re.compile(rf"([{SURNAMES}][{_HAN}]{{2}})(?=.*[^{SURNAMES}]\1)")
_BODIES = re.compile("[署局廳團會員隊店廠行部組車站]$")  # 路政署, 梁議員: no person's name
_SENT_BY = re.compile(rf"[{_HAN}]{{2,4}}(?:先生|小姐|太太|生|太)?(?:介紹|叫|搵|派)我(?:打|過|嚟|搵|上)[^,，。我]*[,，]?(?=我|姓|$)")  # 張太介紹我嚟嘅，我叫…
_I_AM = re.compile("我(?:自己|本人|就|個)*(?:係(?!想|要|問)|叫|姓)")
_OF_OTHERS = re.compile(rf"(?:業主|老細|經理|職員|同事|包租[婆公]|房東|上手|上次嗰[位個]|隔籬|看更|保安|管理員|護士|醫生|司機|師傅)(?:先至?|就|個|[,，])*(?:係|叫|係?姓)+[{_HAN}]{{1,3}}[^,，。我]*")  # 業主先姓馬
_NOT_NAMES = re.compile("[唔冇乜咩點邊嗰呢啲咗緊係我你佢哋喺嘅嗎呀未晒㗎喇啦咁]|^[啱對好得]|^[阿肥細]|[仔哥]$|不過|而家|原來|一個|同埋|噉|夠|完$|時候|可以|如果|講|記|字$|字[頭底邊]|多謝|等|(?<!^)單|[上下入]面|想|問|要|電話|地址|戶口|卡|(?<!^)錢|銀行|公司|幫|請|^[零一二三四五六七八九十百千兩]+$")
_ENGLISH_LEAD = re.compile(r"^\W*(?:my (?:full )?name is|i am|i'm|this is|call me|name)\b[\s:]*", re.IGNORECASE)
_LEAD_OF_CHINESE = re.compile(rf"(?<![a-z])(?:my (?:full |chinese )?name is|i am|i'm|this is|call me)\s*(?=[{_HAN}])", re.IGNORECASE)
_TYPED_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'.-]*(?:[ ,]+[A-Za-z][A-Za-z'.-]*)+")


def read_chinese(text: str, _now: datetime) -> Found | None:
    """The name that a sentence asserts; of one whose character is put right alone (唔係丁呀，係鄧) with that."""
    text, signs = explained(_ONE_BY_ONE.sub(r"\1\2\3", _own(text)))
    text = _REMARK.sub(" ", _SO_MANY.sub("，", text))
    remark = next(filter(None, (form.search(text.rstrip("，, ")) for form in _NOT_BUT)), None)
    found = _named(text[: remark.start()], signs) if remark else None
    if remark is None or found in (None, OPEN) or len(found.value) <= len(surname_of(found.value)):
        told = asserted(text)
        own = [one for sign, one in signs.items() if sign in told]
        if (sides := contested(text)) and _named(sides[0], signs) not in (None, OPEN) and (other := _named(sides[1], signs)) and other is not OPEN and len(other.value) > 2:
            return OPEN  # 陳大文唔係李小明, in one breath
        only_told = 0 < len(own) < 3 and len({one.parts for one in own}) == 1 and not any(_pieces(_plain(told, signs))[0])
        found = _named(text if only_told else told, signs)
        mine = list(_MINE.finditer(told)) if found in (None, OPEN) else []
        found = _named(told[mine[-1].start() :], signs) if mine and mine[-1].start() else found
        return _said_twice(text) if found is None else found
    if remark["right"] in found.value:
        return found
    return Found(found.value.replace(remark["wrong"], remark["right"]), LOOSE) if found.value.count(remark["wrong"]) == 1 else OPEN


def _said_twice(text: str) -> Found | None:
    """The name that a sentence without breaths says twice: 馬小玲驅魔嗰個馬小玲."""
    twice = _WHOLE_TWICE.search(text)
    found = _judged(twice[1], []) if twice and twice[1][:2] not in _WORDS and not _BODIES.search(twice[1]) else None
    return Found(found.value, LOOSE) if found else None


def _own(text: str) -> str:
    """Without who sent the caller, and without the names of others where the caller tells their own."""
    text = _SENT_BY.sub("，", text)
    return _OF_OTHERS.sub("，", text) if _I_AM.search(text) else text


def _plain(text: str, signs: dict[str, Told]) -> str:
    """Without the signs of what is told."""
    return "".join(" " if char in signs else char for char in text)


def _named(text: str, signs: dict[str, Told]) -> Found | None:
    """Two to four characters; sure with a known surname. A surname alone (姓陳, 陳生) is half a name.

    What explains a character (耳東陳, 大細嘅大) tells it better than the ears wrote it."""
    told = [signs[char] for char in text if char in signs]
    text = _plain(text, signs)
    surnames = {one.char for one in told if one.parts and not one.denied}
    if len(surnames) > 1:
        return OPEN
    surname = "".join(surnames)
    alone = _ALONE.search(text)
    text = re.sub("[a-z]+", "，", _ALONE.sub(" ", _LEAD_OF_CHINESE.sub(" ", text)))
    pieces, spoken = _pieces(_TITLED.sub("", text))
    if not told and not _HALVES.search(text):  # a surname is said by itself, and then what is with it
        pieces = ["" if piece == surname_of(piece) else piece for piece in pieces]
    names = _whole(pieces if spoken or surname or told or any(map(surname_of, pieces)) else [], surname, {one.char for one in told if not one.denied})
    names = [name for name in names if not any(one.parts and one.denied and name.startswith(one.char) for one in told)] or names
    if len(set(names)) > 1:
        return OPEN
    if not told and not spoken and any(piece not in (*names, surname_of(names[0])) for piece in pieces if names):
        names, most = (names, LOOSE) if len(names[0]) > 2 else ([], LOOSE)
    else:
        most = 1.0
    name = (names or [""])[0]
    if alone and name in ("", surname, surname_of(name)):
        name = (surname_of(name) or surname) + alone["given"]
    chars = [one.char for one in told if not one.denied and not one.parts]
    chars = chars[: len(chars) // 2] if chars[: len(chars) // 2] * 2 == chars else chars  # all of it was said twice
    found = _with_told(name, surname, chars, [one.char for one in told if one.denied])
    return Found(found.value, min(found.confidence, most)) if found and found is not OPEN else found


def _pieces(text: str) -> tuple[list[str], bool]:
    """What may be a name: what is left between the words that no name holds, without what leads to it or closes it; and whether a
    word names one of them (我叫, 姓, 戶口用)."""
    out, at, left, spoken = [], 0, "breath", False
    for match in (*_CUT.finditer(text), None):
        fragment = text[at : match.start() if match else len(text)]
        right = (match.lastgroup or "") if match else "breath"
        if fragment:
            bare = _LED.sub("", fragment)
            named = left == "naming" or bare != fragment
            named |= _TITLE.sub("", bare) == surname_of(bare) != bare
            bare = _bare(bare)
            if bare and bare not in _WORDS and bare[:2] not in _WORDS and (named or left in ("breath", "particle")) and right != "talk":
                out.append(bare)
                spoken |= named
            elif bare:
                out.append("")
        left = right
        at = match.end() if match else at
    return out, spoken


def _bare(fragment: str) -> str:
    """Without a title, 得 or 三個字 at its end; a surname that is said twice once."""
    titled = _TITLE.sub("", _GOES.sub("", fragment))
    fragment = titled if titled != fragment and len(fragment) <= 4 else fragment
    return _TWICE.sub("", _TAIL.sub("", fragment) if len(fragment) > 3 else fragment)


def _with_told(name: str, surname: str, chars: list[str], denied: list[str]) -> Found | None:
    """The name with the characters that are told in the place of those that sound like them."""
    if surname and name and not name.startswith(surname):
        name = surname + name[1:] if surname_of(name) and sounds_like(surname, name[0]) else name if surname_of(name) else surname + name
    name = name or surname
    left = []
    for char in chars:
        if char in name:
            continue
        alike = [i for i, own in enumerate(name) if sounds_like(own, char) and own not in chars]
        alike = alike or [i for i, own in enumerate(name) if own in denied and len(denied) == 1]
        if len(alike) == 1:
            name = name[: alike[0]] + char + name[alike[0] + 1 :]
        else:
            left.append(char)
    given = name[len(surname_of(name)) :]
    if left and not surname_of(name) and len(left) + len(name) > 1:
        surname = surname_of("".join(left))
        name, left = surname + name, left[len(surname) :]
    if left and name and name == surname_of(name) and len(left) <= 2:
        name, left = name + "".join(left), []
    elif left and len(left) == len(given):
        name, left = surname_of(name) + "".join(left), []
    if any(char in name and char not in chars for char in denied):
        return OPEN
    found = _judged(name or "".join(left), chars)
    return Found(found.value, min(found.confidence, LOOSE)) if found and left else found


def _whole(pieces: list[str], surname: str, told: set[str]) -> list[str]:
    """The names among these pieces: the whole ones, else a surname and what it is called by, else the last piece."""
    heads = [piece for piece in pieces if piece and piece == surname_of(piece)]
    head = surname or (heads[0] if heads else "")
    names = [piece for piece in pieces if piece not in heads and (not _NOT_NAMES.search(piece) or told.issuperset(piece)) and len(piece) > 1]
    whole = [piece for piece in names if len(piece) > len(surname_of(piece)) > 0 and len(piece) <= 4 and (piece.startswith(head) or len(piece) > 2) and not _BODIES.search(piece)]
    if whole:
        return whole
    if head:
        return [head + names[-1]] if names and len(names[-1]) <= 2 else [head]
    return names if len(pieces) == 1 else []


def _judged(name: str, told: list[str]) -> Found | None:
    if not re.fullmatch(rf"[{_HAN}]{{1,5}}", name) or _NOT_NAMES.search(name) and not set(name) <= set(told):
        return None
    surname = surname_of(name)
    if len(name) == len(surname):
        return Found(name, 0.5)
    if len(name) == 4 and len(surname) == 1 and name[1] in SURNAMES:  # 何陳美玉, as a married woman signs
        return Found(name, 0.9)
    if len(name) == 1 or len(name) > len(surname or "一") + 2:
        return None
    return Found(name, 0.9 if surname else 0.6)


def read_english(transcript: Transcript) -> Found | None:
    """An English name that was typed: the ears write Han characters only."""
    if transcript.words or transcript.syllables:
        return None
    match = _TYPED_ENGLISH.search(_ENGLISH_LEAD.sub("", transcript.text))
    return Found(match[0].upper()) if match else None


def say(value: str) -> str:
    return value


def show(value: str) -> str:
    """The surname only: 陳••, CHAN •••."""
    if value.isascii():
        first = re.split("[ ,]", value, maxsplit=1)[0]
        return f"{first} •••"
    surname = surname_of(value) or value[:1]
    return surname + "•" * (len(value) - len(surname))
