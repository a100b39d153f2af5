"""What people say for a value, and around it, comes back as the value (`talk` has the grammar)."""

from random import Random

import pytest

from voicebot.asr.automaton import END, START
from voicebot.asr.grammar import KINDS, grammar
from voicebot.dialog import slots
from voicebot.events import Transcript

from . import talk
from .told import NOW, trust, value

_TURNS = 300  # of each kind, the same every time
_SPOKEN: dict[str, tuple[talk.Form, tuple[str, ...]]] = {
    "number": (talk.number, talk.LEADS), "amount": (talk.amount, talk.LEADS), "date": (talk.day_forms(NOW.date()), talk.DAY_LEADS), "time": (talk.time, talk.TIME_LEADS),
    "phone": (talk.phone, talk.PHONE_LEADS), "account": (talk.account, talk.ACCOUNT_LEADS), "digits(6)": (talk.code, talk.CODE_LEADS), "name_zh": (talk.name, talk.NAME_LEADS),
    "hkid_part": (talk.hkid_part, talk.HKID_LEADS),
}  # fmt: skip


@pytest.mark.parametrize("kind", _SPOKEN)
def test_what_is_said_comes_back(kind: str) -> None:
    form, leads = _SPOKEN[kind]
    turns = [talk.turn(form, Random(f"{kind} {seed}"), leads) for seed in range(_TURNS)]
    read = [(text, meant, value(kind, text)) for meant, text in turns]
    assert len([row for row in read if row[2] not in (None, row[1])]) <= 1, "read wrongly"
    assert [row for row in read if row[2] == row[1]] and sum(row[2] == row[1] for row in read) >= 0.97 * _TURNS, [row for row in read if row[2] != row[1]]


@pytest.mark.parametrize("kind", _SPOKEN)
def test_what_is_said_in_one_breath_is_asked_again_rather_than_read_wrongly(kind: str) -> None:
    """Without marks 九七唔係九八 and 一打一打 may be two things; a wrong value is worse than a question."""
    form, leads = _SPOKEN[kind]
    turns = [talk.turn(form, Random(f"{kind} {seed}"), leads) for seed in range(_TURNS)]
    read = [(text, meant, value(kind, text)) for meant, said in turns for text in [talk.without_breath(said)]]
    wrong = [row for row in read if row[2] not in (None, row[1])]
    assert len(wrong) <= 0.02 * _TURNS, wrong
    assert sum(row[2] == row[1] for row in read) >= 0.8 * _TURNS


@pytest.mark.parametrize(("kind", "form"), [("phone", talk.phone), ("account", talk.account), ("digits(6)", talk.code)])
def test_a_part_of_a_row_is_put_right_by_its_place(kind: str, form: talk.Form) -> None:
    """Read back, never sure: two figures at the front may have been heard for those at the back."""
    turns = [talk.mended(form)(Random(f"{kind} {seed}")) for seed in range(_TURNS)]
    read = [(text, meant, value(kind, text)) for meant, text in turns]
    assert [row for row in read if row[2] not in (None, row[1])] == []
    assert sum(row[2] == row[1] for row in read) >= 0.97 * _TURNS, [row for row in read if row[2] != row[1]]
    assert max(trust(kind, text) for _, text in turns) < slots.SURE


@pytest.mark.parametrize("kind", ["date", "time"])
def test_a_day_or_time_that_is_taken_gives_way_to_the_one_that_is_free(kind: str) -> None:
    form, leads = _SPOKEN[kind]
    turns = [talk.turn(form, Random(f"taken {kind} {seed}"), leads, talk.REASONS) for seed in range(_TURNS)]
    read = [(text, meant, value(kind, text)) for meant, text in turns]
    assert len([row for row in read if row[2] not in (None, row[1])]) <= 3, [row for row in read if row[2] not in (None, row[1])]
    assert sum(row[2] == row[1] for row in read) >= 0.93 * _TURNS, [row for row in read if row[2] != row[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_grammar_of_sounds_hears_is_read(kind: str) -> None:
    """A day without its month (廿四日) is a stretch of days to the reader, and a small bare number no amount."""
    ways: dict[int, list[tuple[int, str]]] = {}
    for arc in grammar(kind):
        ways.setdefault(arc.source, []).append((arc.target, arc.text))
    random, unread, at = Random(kind), [], START
    for _ in range(200):
        at, text = START, ""
        while at != END:
            at, said = random.choice(ways[at])
            text += said
        if slots.read("hkid_part" if kind == "hkid" else kind, Transcript(text), NOW) is None:
            unread.append(text)
    assert len(unread) <= (50 if kind == "date" else 10), unread


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("phone", "九一二，九一二三，四五六七", "91234567"), ("phone", "九一二三，四五六八，唔係，四五六七", "91234567"), ("phone", "頭四個字係九一二三，後面四個字係四五六七", "91234567"),
        ("account", "三孖八，三double八，仲有八六二六，加double一", None), ("phone", "我九七年開戶，電話六二三三四四", None), ("phone", "九一二三，唔係，四五六七", None),
        ("phone", "我老公個號碼係九一零零，我嗰個六二三三四四五五", "62334455"), ("hkid_part", "A一二三，唔係，A一二四", "A124"), ("hkid_part", "apple嗰個A，一么三", "A113"),
        ("name_zh", "陳大文，耳東陳，大細嘅大，文章嘅文", "陳大文"), ("name_zh", "弓長張，志氣個志，光明嗰個明", "張志明"), ("name_zh", "小姓林", "林"), ("name_zh", "姓沈，不過叫阿牛", "沈"),
        ("name_zh", "江小魚，三點水江", "江小魚"), ("name_zh", "等等", None), ("name_zh", "陳大民，文章嘅文", "陳大文"), ("date", "下個禮拜，禮拜三", "2026-12-09"), ("date", "禮拜三，下個禮拜嗰個", "2026-12-09"),
        ("date", "1988年，11月27日，1988年，11月27日", "1988-11-27"), ("date", "禮拜五十二月四號", "2026-12-04"), ("date", "七月九號零三年", "2003-07-09"), ("date", "maybe五號", "2026-12-05"),
        ("date", "聖誕翌日", "2026-12-26"), ("date", "半年後", "2027-05-30"), ("date", "個半月後", None), ("date", "下個週末", None), ("date", "聽日返工，後日得閒", "2026-12-02"), ("time", "三點差五分", "14:55"),
        ("time", "ten thirty", "10:30"), ("time", "三點鐘一個字", "15:05"), ("time", "兩點半三點左右", None), ("amount", "兩張五百蚊", None), ("amount", "三百多謝", "300.00"), ("amount", "三百多蚊", None),
        ("amount", "皮半", "15000.00"), ("amount", "三千銀", "3000.00"), ("amount", "三，三百蚊", "300.00"), ("amount", "一隻金牛", "1000.00"), ("amount", "一百，一百二十蚊", None), ("number", "十九巴仙", "19%"), ("number", "八折", None),
        ("number", "一打半", "18"), ("number", "三分一", None), ("number", "三千唔係四千", None), ("number", "三千呀唔係四千", "4000"), ("number", "三千唔係唔係四千", "4000"), ("number", "三千錯咗四千", "4000"),
        ("phone", "九八唔係九七六五四三二一", "97654321"), ("phone", "我電話唔係九一二三四五六七", None), ("phone", "九一二三四五六七唔係九一二三四五六八", None), ("date", "聽日唔係後日", None), ("date", "八月七日禮拜六唔係上個星期六", None),
        ("name_zh", "陳大文耳東陳大細嘅大文章嘅文", "陳大文"), ("name_zh", "姓羅羅小寶", "羅小寶"), ("name_zh", "我叫陳大文，我太太叫李美玲", None), ("name_zh", "姓周名家偉", "周家偉"), ("name_zh", "李生李國強呀", "李國強"), ("amount", "一嚿兩嚿水", None), ("amount", "US三百", None),
        ("number", "三個大人一個細路", None), ("number", "一共十二份", "12"), ("number", "九成九", "99%"), ("date", "生日係八月廿二九零年", "1990-08-22"), ("phone", "一個係九一二三四五六七一個係六七八九零一二三", None), ("yes_no", "唔係好肯定", None), ("yes_no", "日期唔啱", "no"), ("yes_no", "現有問題", None), ("yes_no", "冇搞錯呀", None), ("date", "過咗聖誕先", None), ("date", "星期三或者五", None), ("time", "兩點唔得三點啦", "15:00"), ("name_zh", "戶主係我爸爸陳國明", "陳國明"),
        ("yes_no", "唔得唔得", "no"), ("amount", "蚊八", "1.80"),
        ("date", "下個月第一個禮拜一", "2026-12-07"), ("date", "十二月最後一個星期五", "2026-12-25"), ("phone", "頭四個九一二三尾四個四五六七", "91234567"), ("name_zh", "就係張單上面個名", None), ("name_zh", "羅大文大係大細嘅大文係文章嘅文", "羅大文"), ("address", "我而家住喺觀塘鴻圖道五十一號九樓B室", "觀塘區 鴻圖道51號 9樓B室"), ("address", "大埔富善邨善翠樓八樓八一五", "大埔區 富善邨善翠樓8樓815"),
    ],
)  # fmt: skip
def test_forms_of_talk(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical


@pytest.mark.parametrize("text", ["九一二，九一二三，四五六七", "九一二三，四五六八，唔係，四五六七", "九一二三或者四五六七"])
def test_a_row_that_was_put_together_is_read_back(text: str) -> None:
    assert trust("phone", text) < slots.SURE


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("唔明白", None), ("唔明", None), ("聽唔到", None), ("冇聽清楚", None), ("你好", None), ("喂你好", None), ("好，講慢啲", None), ("好，我想搵人", None), ("明白，唔太啱", None), ("好，唔太啱", None),
        ("係呀，好似係", None), ("我真係唔係好清楚", None), ("做咗一排", None), ("我諗下先", None), ("我都有聽到", None), ("好，唔使喇", "no"), ("明白，取消啦", "no"), ("梗係唔係", "no"),
        ("肯定唔係", "no"), ("唔同意", "no"), ("邊有呀", "no"), ("點會呀", "no"), ("聽錯喇", "no"), ("應該唔係", "no"), ("做啦", "yes"), ("過數啦", "yes"), ("就咁啦", "yes"), ("繼續啦", "yes"), ("無誤", "yes"), ("吓，係呀", "yes"),
        ("er，冇錯", "yes"), ("姑娘，啱晒", "yes"), ("我諗冇問題", "yes"), ("聽到喇，好", "yes"), ("okay，go ahead", "yes"),
    ],
)  # fmt: skip
def test_yes_no_in_talk(text: str, answer: str | None) -> None:
    assert value("yes_no", text) == answer


@pytest.mark.parametrize("text", ["我諗冇問題", "應該啱", "收到", "明白"])
def test_a_hedge_or_a_sign_of_hearing_is_no_sure_yes(text: str) -> None:
    assert value("yes_no", text) == "yes" and trust("yes_no", text) < slots.SURE


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        # an aside, what was, a figure told or put right alone, O for zero, the letter behind the figures
        ("phone", "六一二三，四五六七，啱唔啱呀你記低未", "61234567"), ("phone", "以前用九八七六五四三二，依家用六一二三四五六七", "61234567"), ("phone", "九八七六五四三二嗰個停咗喇，新號碼係六一二三四五六七", "61234567"),
        ("phone", "以前係九八七六五四三二，而家都係", "98765432"), ("phone", "新號碼六一二三四五六七未開，以前嗰個九八七六五四三二先啱", "98765432"), ("phone", "六一二三四五六八，最尾嗰個字係七唔係八", "61234567"), ("phone", "六一二三四五六七，最後嗰個係七，唔係一", "61234567"),
        ("phone", "六一二三四五六八，最尾嗰個係七唔係九", None), ("phone", "六一二三四五六，最後嗰個係七", "61234567"), ("phone", "六一二三O五六七", "61230567"), ("phone", "六一二三O O六七", "61230067"), ("phone", "六一二三，O四五六", "61230456"), ("hkid_part", "七一四，O", None), ("account", "三三四，唔係三四四，零一二三四五", "344012345"),
        ("phone", "六一二三四五六七，唔係六一二三四五六八", "61234567"), ("hkid_part", "數字係七一四，英文係K", "K714"), ("hkid_part", "七一O，字頭係A", "A710"), ("digits", "頭嗰個零唔使理，係五五六七八", "55678"),
        # a repair without 唔係, a choice asked aloud, what a part of the sum is for
        ("amount", "三千，唔好啦，兩千", "2000.00"), ("amount", "廿蚊，唔得唔得廿蚊唔夠，三十蚊啦", "30.00"), ("amount", "三十定係四十蚊呢，係四十蚊", "40.00"), ("amount", "三千定四千呢，我都未諗好", None), ("number", "三個定四個呢，兩個都得", None),
        ("amount", "一定係三百", "300.00"), ("amount", "等等，三百定四百呢，三百啦", "300.00"), ("amount", "五百定係一千好呀，一千", "1000.00"), ("amount", "過五千零五十蚊，五十蚊係手續費", "5050.00"), ("amount", "本金五千，五百蚊係利息", None), ("amount", "另外一百蚊係運費，貨係三百蚊", None),
        ("amount", "扣咗我個三銀錢", "1.30"), ("amount", "嗰個八蚊", "8.00"), ("amount", "兩個八銀錢", "2.80"),
        # a day beside a festival, a day that comes after one, a day that does not do
        ("date", "冬至前一日，冬至要返鄉下", "2026-12-21"), ("date", "聖誕前嗰日，聖誕我唔喺度", "2026-12-24"), ("date", "聖誕前一日或者聖誕", None), ("date", "冬至前一日同冬至", None), ("time", "三點，等等，三點我冇時間，四點半啦", "16:30"), ("date", "過咗聖誕先啦，廿八號", "2026-12-28"), ("date", "過咗聖誕先啦，五號", None),
        ("date", "禮拜六，等等，禮拜六你哋冇開㗎，咁禮拜五啦", "2026-12-04"), ("date", "聽日定係後日呢，係後日", "2026-12-02"), ("time", "三點，唔得唔得三點要開會，四點啦", "16:00"),
        ("time", "三點定四點呢，嗯四點", "16:00"), ("date", "一定要聽日", "2026-12-01"),
        # a name's character told, put right or said behind English
        ("name_zh", "鄭小明，唔係井呀，係鄭", "鄭小明"), ("name_zh", "陳志明，唔係明呀，係文", "陳志文"), ("name_zh", "陳志明，唔係江，係章", None), ("name_zh", "姓李，單名一個強字", "李強"), ("name_zh", "我姓何，單名叫明", "何明"),
        ("name_zh", "my name is 陳大文", "陳大文"), ("name_zh", "this is陳大文", "陳大文"), ("name_zh", "鄭小明，唔係，係陳小明", "陳小明"), ("name_zh", "黃小明，係黃呀，唔係王", "黃小明"), ("name_zh", "王小明，係黃，唔係王", "黃小明"), ("name_zh", "複姓司徒，單名一個浩字", "司徒浩"),
    ],
)  # fmt: skip
def test_what_is_said_beside_a_value(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "六一二三四五六八，最尾嗰個字係七唔係八"), ("account", "三三四，唔係三四四，零一二三四五"), ("hkid_part", "數字係七一四，英文係K"), ("amount", "過五千蚊，五十蚊係手續費"), ("amount", "買咗我個八蚊"),
        ("name_zh", "陳志明，唔係明呀，係文"), ("digits", "頭嗰個零唔使理，係五五六七八"),
    ],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_read_back(kind: str, text: str) -> None:
    assert 0 < trust(kind, text) < slots.SURE


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        # a letter and figures in any order, told by words, denied, put right alone
        ("hkid_part", "B，唔係，係D，D三一四", "D314"), ("hkid_part", "講錯，英文係P唔係B，P六零二", "P602"), ("hkid_part", "係P唔係B六零二", None), ("hkid_part", "P六零二，唔係，六二零", "P620"), ("hkid_part", "P六零二，唔係六二零", "P602"),
        ("hkid_part", "V呀，即係最尾第五個字母，然後六百一十二", "V612"), ("hkid_part", "tiger嗰隻T，三零九", "T309"), ("hkid_part", "媽咪個M九一一", "M911"), ("hkid_part", "ok呀，六一二", None),
        # a part of a row, told by its place or without it
        ("phone", "六一二三四五六八，第八個字係七", "61234567"), ("phone", "六一二三四五六七，中間嗰三個係三四五", None), ("phone", "頭四隻字六一二三，後四隻字四五六七", "61234567"), ("phone", "六一二三四五六八，唔係八，係七", "61234567"),
        ("digits", "頭三個六五四，尾三個三二一", "654321"), ("digits", "我收到兩個，第二個係六五四三二一", "654321"), ("phone", "一個係六一二三四五六七，一個係九八七六五四三二，打第一個啦", "61234567"),
        # what a correction leaves unsaid, what is taken, what it comes to, what is only told
        ("date", "下個禮拜二，唔係，禮拜五", "2026-12-11"), ("date", "三月五號，呃，唔係，六號", "2027-03-06"), ("time", "夜晚九點，唔係，十點", "22:00"), ("time", "朝早十點，唔係，三點", "15:00"),
        ("date", "後日，哎，後日要返鄉下，大後日啦", "2026-12-03"), ("time", "四點要接阿女，五點啦", "17:00"), ("amount", "埋單五百，我哋兩個人，所以我過二百五十", "250.00"), ("amount", "手續費二十蚊，過三千", "3000.00"), ("amount", "三萬零五吓唔係三萬五呀", "30005.00"),
        ("amount", "一蚊都唔收", None), ("date", "十二月二十幾號", None), ("date", "下個禮拜一定得閒", None), ("date", "出年今日", "2027-11-30"), ("date", "聖誕前嗰個禮拜六", "2026-12-19"), ("date", "the third of March", "2027-03-03"),
        ("time", "再過三個字", "10:15"), ("time", "7 p.m.", "19:00"),
        # a name: its characters by their sounds, what it is not, where it stands in a sentence
        ("name_zh", "陳嘉文，加減個加", "陳加文"), ("name_zh", "李子軒，唔係氣宇軒昂個軒，係憲法個憲", "李子憲"), ("name_zh", "章偉文，弓長張", "張偉文"), ("name_zh", "林小敏，唔係立早嗰個", "林小敏"), ("name_zh", "陳大明，唔係聰明個明", None),
        ("name_zh", "我阿媽個戶口用何美儀開嘅", "何美儀"), ("name_zh", "我個名好易寫㗎丁一二", None), ("name_zh", "身份證寫住吳大文，吳係跟夫姓", "吳大文"), ("name_zh", "任何時間都得", None), ("name_zh", "成日都係咁", None), ("name_zh", "關你咩事呀", None),
        ("name_zh", "梁朝偉個梁，家庭個家，榮耀個榮", "梁家榮"), ("address", "舊時住沙田，而家喺旺角彌敦道六百號三樓", "旺角 彌敦道600號 3樓"),
    ],
)  # fmt: skip
def test_kinds_of_a_third_authors_lines(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("唔反對", "yes"), ("冇意見呀", "yes"), ("冇講錯", "yes"), ("呢筆係我碌嘅", "yes"), ("呢筆唔係我碌嘅", "no"), ("點都唔制", "no"), ("唔係唔得，不過今次唔使", "no"), ("no problem", "yes"), ("I don't think so", "no"), ("算罷啦", "no"),
        ("冇，全部都啱", "yes"), ("邊度啱呀", "no"), ("我冇話唔要", None), ("唔係咁急", None), ("個名調轉咗", "no"), ("我講過唔要㗎喇", "no"), ("見到個logo", None), ("停車場喺邊", None),
    ],
)  # fmt: skip
def test_more_of_yes_and_no(text: str, answer: str | None) -> None:
    assert value("yes_no", text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("就係呢個", "yes"), ("就係嗰個呀", "yes"), ("就係呢個問題", None), ("照咁做啦", "yes"), ("你就照咁辦啦", "yes"), ("唔好照咁做", "no"), ("唔係唔係，我話冇錯呀", "yes"), ("唔係，唔係，我話唔啱呀", "no"), ("唔係，我話改三千", "no"), ("唔係唔係我話啱呀", "yes"), ("唔係我話啱㗎", "no"),
        ("唔係唔係，啱呀", None), ("等陣，唔好轉住", "no"), ("係，等等，唔係", "no"), ("啱，呃等等，錯咗喎", "no"), ("等等", None), ("等等先，係", None), ("等等，我唔明", None), ("等等，我未搵到", None), ("係，等等，唔使等", None), ("等等，唔好意思", None), ("等等，好似唔係", None),
    ],
)  # fmt: skip
def test_a_second_thought_about_yes_or_no(text: str, answer: str | None) -> None:
    assert value("yes_no", text) == answer
