"""Yes or no, in all its forms: 係, 冇錯, 得, 唔該 / 唔係, 唔使喇, 未. Canonical: "yes" or "no".

A question (係唔係呀), doubt (好似係), what was not understood (唔明, 聽唔到) and 好 or 得 as part of another word (好耐, 得閒) are neither. 唔係唔好 may be "not
that it is bad" or "no, don't": neither. An answer with more behind it (唔係，係九七) is an answer, with less confidence.
Who only follows (明白, 收到) or is ready (好, ok) has agreed to nothing that a later word takes back (好，唔使喇) or asks for (好，講慢啲).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ..questions import QUESTION
from .value import OPEN, Found
from .yes_no_plain import YES_AFTER_ALL, plain

WORDS = "係唔嗯好得啱冇錯要使可以未對"
_ONLY = 0.95  # nothing else was said
_AND_MORE = 0.7
_WEAK = 0.6  # politeness or noise that answers only because a question was asked

_DOUBT = re.compile(
    "^我有(?:啲|個)?問題|好似|(?<!冇)可能|或者|唔知|唔敢|唔清楚|唔肯定|唔確定|唔記得|唔sure|not sure|maybe|諗[下吓]|諗諗|睇[下吓]先|等等|等陣|等一等|一陣先|遲啲|未定|未必|隨便|是但|求其|"
    "冇所謂|無所謂|都得都唔得|[啩掛]$|應該係掛|唔理|話唔埋|得閒先|冇理由|冇辦法|冇計|啱啱(?![好呀啊啦喇嘅,，哋]|$)|一半|有啲啱|唔得閒|如果|若果|收錢就|想(?:清楚|諗|睇|問|知|搵)|唔係咁[急趕遲早緊]|冇搞錯|你(?:話|決定)"
    "|唔(?:係(?:好|幾|太))?(?:明|聽|見|清楚|知|肯定|確定|記得|sure)|[冇未]聽(?!過)|聽(?:得)?唔"
)
# 唔係唔好: no answer that can be relied on.
_TWICE = re.compile("唔係(?:話)?唔(?!係)|唔係(?:話)?[冇未][㐀-鿿]|唔會唔|唔可以唔|唔得唔(?!得)|未必唔|[冇無]話唔(?!啱)")
_YES = (
    "會 識 續 留 送 裝 換 扣 派 簽 捐 升級 更新 增值 寄嚟 送嚟 上嚟 開 寄 辦 申請 登記 加 整 訂 見到 睇到 望到 搵到 記得 需要 試過 做過 簽過 收過 做好 搞好 改好 填好 好的 好吧 全啱 全對 梗 啱數 你講得啱 講得啱 係咁話 係咁 係囉 係我本人 係本人 我本人 係我 就係呢個 就係嗰個 就係 咪係 梗係得 梗係好 係 是的 是 冇錯 無錯 沒錯 冇唔啱 冇唔妥 唔錯 冇問題 無問題 沒問題 冇咩問題 冇乜問題 "
    "冇乜嘢問題 啱晒 啱哂 啱 正確 正確晒 對 得 好 可以 可 同意 接受 確認 確定 確實係 無誤 冇誤 冇話唔啱 就咁做 就咁決定 就咁話 就咁 繼續 即管做 即管 幫我做 幫我搞 做 搞 轉 過數 過 go 想要 想 要 有 要返 想要返 方便 得閒 夠清楚 有反應 有聲 有人 有電 有網 交 本人 承認 照做 照轉 照過 照改 照咁做 照咁整 照咁辦 照咁搞 照咁轉 照咁過 照你講 照你話 跟你講 啱到爆 十足十 應承 願意 准 批准 "
    "實啦 試下啦 試吓啦 實係 實 一於 照舊 照原本 冇異議 無異議 沒有錯 沒錯 有錯罰 一字不差 一模一樣 啱係啱 得係得 可行 滿意 真係㗎 係真㗎 真㗎 有興趣 仲用緊 仲係住 收到咗 收咗 有收到 冇變 冇改 係呢個 係嗰個 就係我 搞掂 成交 一言為定 冇得彈 冇得頂 係定 有勞晒 有勞 就咁定 照單全收 啱啱好 啱使啱用 正係我 正係 求之不得 無任歡迎 制 肯 接納 照做 absolutely definitely certainly totally great perfect yes yeah yep yup yea ok okay sure correct right exactly fine confirm confirmed alright please do agree agreed"
).split()
_SURE_WORDS = "一於 堅決 of course 當然 梗係 緊係 肯定 一定 絕對 的確 確實 真係".split()
_NO = (
    "取消佢 取消 唔係 唔啱 唔對 唔好 唔使 唔要 唔想 唔需要 唔須要 唔得 唔可以 唔同意 唔接受 唔正確 唔確認 唔願意 唔制 唔做 唔改 唔交 唔再 唔會 唔行 唔妥 唔滿意 不是 不對 不要 "
    "不用 不可以 不同意 不 否 錯晒 錯哂 錯咗 錯 搞錯 弄錯 聽錯 講錯 費事 有錯 有問題 冇收到 冇 無 沒有 未得 未有 未係 未 咪住 算喇 算啦 算數 罷啦 免喇 咪搞 不了 免了 停手 放棄 搭錯線 打錯線 搵錯人 搵錯 打錯 假㗎 唔係真㗎 唔啱數 唔關我事 介意 收唔到 做唔到 去唔到 冇用喇 冇用啦 冇用嘞 冇再用 邊得 罷就 算把啦 免啦 無謂啦 無謂 發夢啦 發夢 諗都唔好諗 skip pass 算罷啦 算罷喇 算罷 仲未 都未 未呀 未啊 下次先 下次啦 下次 第日先 第日啦 遲啲先算 唔好搞 唔搞 唔玩 唔駛 唔該唔使 唔啦 唔喇 邊係 邊有 點會係 點會有 點會 唔好住 未住 no nope nah wrong incorrect not "
    "dont don't negative cancel never"
).split()
_NOISE = "應該係 應該啱 嗯 唔 em mm mhm hmm um uh-huh".split()  # 「唔」 alone is how 嗯 is often written down
_POLITE = "唔該晒 唔該哂 唔該 麻煩晒 麻煩你 麻煩 多謝晒 多謝你 多謝 thank you thanks please 唔緊要 收到 知道 我知 明白 清楚 聽到喇 聽到啦 聽到嘞".split()
_FILL = (
    "呀 啊 吖 啦 喇 嘞 囉 喎 㗎 架 噃 咯 嘅 喲 咁 啫 咋 啝 呃 誒 哦 噢 喔 嚹 囖 𡃉 𠺢 𠻺 我 你 你哋 晒 哂 全部 都 就 咪 嗰個 呢個 呢啲 嗰啲 先生 小姐 姑娘 嗱 喂 即係 咁樣 話 俾我 畀我 幫我 "
    "決定 原則上 要求 辦 請 百分百 百分之百 百份百 一百個 一千個 一萬個 驚咩喎 怕咩喎 驚咩 怕咩 全 好在 情願 寧願 sorry that's it's 已經 一早 早就 老早 資料 啲資料 又 完全 其實 ahead 暫時 而家 今次 呢次 不如 返 都係 所有 上面 樣樣 仲 again it is its that the this"
).split()
_PARTICLE = re.compile("[呀啊吖啦喇嘞囉喎㗎架噃咯嘅晒哂咗嚹囖𡃉𠺢𠻺呃哦喲]")
_KINDS = {"fill": _FILL, "sure": _SURE_WORDS, "polite": _POLITE, "noise": _NOISE, "yes": _YES, "no": _NO}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words}
_TOKEN = re.compile("|".join(rf"{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in sorted(_KIND, key=len, reverse=True)), re.ASCII)
_SPACE = re.compile(r"[\s,，、。.!！~…]+")
_BUT_NOW = re.compile("^(?:(?:但係?(?!係)|不過|只不過)(?:而家|依家|宜家|今次)?|而家|依家|宜家|今次)(?:就|又|都)*(?=.)")
_I_DID_NOT = re.compile("(?:我(?:自己|本人|就|真係|都|從來|根本|仲)*(?:[冇未]|唔(?!該|好意|知|明))[㐀-鿿]{1,6}|唔[續要制買轉簽訂][喇啦呀㗎]*)")
_GOT = re.compile(
    "^(?:我|我諗|都|已經|啱啱|頭先|尋日|琴日|今朝)*(?P<got>[收寄送攞搵見睇聽簽填](?:到|足|齊|晒|咗|好|返)[晒咗]?|[還畀俾交記抄撳裝着插報換](?:低|返|齊|清)?(?:咗|過)燈?|[打滿續找驗食簽交畀俾還收寄填裝試]咗|[收上用聽睇打撥入去]得到網?|(?<=^)好返)"
    "[喇啦嘞呀啊㗎]*(?P=got)?(?:[喇啦嘞呀啊㗎]+|$)$"
)  # 收齊喇, 還咗喇, 收得到
_LOOKING = re.compile("^等(?:我|陣)?[睇聽搵查望對][㐀-鿿]{0,4}先?$")  # 等我睇下先，嗯，啱嘅
_FAREWELL = re.compile("係咁先|(?:^|[,，\\s])(?:拜拜|bye)")  # ends the call and answers nothing
_SO_THEN = re.compile("(?:^|[,，。…\\s])(?:[咁噉](?:就|不如)?|(?P<last>(?:咁|最後|最尾|結果|諗真啲?|不如)*都係)|(?:但係?|不過)我(?:就|都)?(?:話|講)?)(?P<then>(?:好|得|係|要|照|取消|算|唔[好要使想])(?:[做開轉加訂試搞返])?[啦喇囉嘞]*)$")
_ASKED = re.compile("[?？]|點解|幾多|幾時|邊[個度]|係咪|有冇|[好得係]唔[好得係]|唔明")
# 係我碌嘅, 唔係我㗎: whose it is, or whose doing.
_MINE = re.compile("^(?:梗係|當然)?(?P<deny>唔)?係(?:我|我哋|我本人|我自己)(?:自己|本人)?(?:[碌簽做過轉買俾畀用開打申請]{1,2}[卡名數錢單]?)?(?:嘅[數單]|嘅|㗎|嚟|嘅嚟|㗎喇|嘅喎)*(?:$|[,，])")
# 係我老公碌嘅: no answer to 係咪你碌, and a yes to 係咪屋企人碌.
_SOMEBODY_ELSE = re.compile("^係(?!.*唔係我)(?:我|我哋)?(?:個|嘅|啲)?(?:大|細|老|二|三)?(?:公|婆|仔|女(?!士)|媽|爸|豆|竇|爺|嫲|哥|姐|佬|妹|弟|孫|先生|太太|同事|朋友|老細|秘書|工人|屋企人|男朋友|女朋友|阿[媽爸爺嫲哥])[㐀-鿿]")
# 我冇…啊，有有有; 我諗我冇…唔啱，改過: another mind while it is said.
_ON_SECOND_THOUGHTS = re.compile("^(?:我諗)?我?(?:都)?[冇唔未][^,，]{0,4}[,，…\\s]+(?:[啊呀哦咦噢][,，\\s]*)*(?:有有|係係|哦係|唔啱[,，\\s]+[㐀-鿿]過)|^唔係唔係[,，\\s]+等我諗.*(?:哦|呀|啊)係")
# 唔同意就唔會打嚟, 唔換就笨: what would be, if not.
_IF_NOT = re.compile("^(?:[㐀-鿿]{0,5}仲)?唔[㐀-鿿]{1,3}就(?:唔|笨|傻|蝕|弊|衰|死|冇)")
# 好 and 得 before anything but a particle are parts of other words; 係 before a value names it.
_ALONE = frozenset(
    "會 識 好 得 係 可 要 想 有 對 啱 可以 是 交 無 不 否 錯 唔 取消 就咁 繼續 即管 做 搞 轉 過 開 寄 辦 申請 登記 加 整 訂 過數 費事 邊係 邊有 點會 明白 清楚 收到 就係 就係呢個 就係嗰個 實 制 肯 見到 睇到 望到 搵到 記得 需要 試過 做過 簽過 收過 做好 搞好 改好 填好 滿意 本人 有興趣 方便 得閒 有人 有聲 介意 梗 放棄".split()
)
_DO = frozenset("續 留 送 裝 換 扣 派 簽 捐 升級 更新 增值 寄嚟 送嚟 上嚟 做 搞 轉 過 過數 繼續 開 寄 辦 申請 登記 加 整 訂".split())  # 做啦, but not 做咗)
_AFTER = frozenset("你 咁 咁樣 晒 哂 就咁".split())
_SHORT = 4  # characters behind 冇 that still answer: 冇收到
_READY = frozenset("好 得 ok okay 可以 可 冇問題 無問題 沒問題 冇咩問題 冇乜問題".split())  # says that the desk may go on, with whatever
_LEAD = re.compile(
    r"^(?:(?:呃+|誒+|哎[呀吔喲]?|唉|哈+|嘻+|嘩|吓|喂|嗱|er+m?\b|um+\b|uh\b|哈囉|hello\b|hi\b|早晨|[你您]好[呀啊]?|姑娘|小姐|先生|咁(?:樣(?!樣)|就(?!算)|呢)?|即係|其實|(?P<hedge>大概|我諗|我覺得|我睇|應該都?))[,，、…\s]*)+", re.ASCII
)
# 係，呃等等，唔係喎: a second thought takes back, and what only stops the desk is no yes.
_SECOND_THOUGHT = re.compile(r"(?:^|[\s,，…呃誒])等(?:等|陣|一等)先?[呀啊喎]*[\s,，、。…]+(?P<then>(?:唔[係啱對好要得]|錯|取消).*)")
_BACK_AGAIN = re.compile("^唔[要好使得][呀啊喇啦]*[\\s,，…]+(?:呀|啊|哎|呃|咦)+唔係[呀啊]*[\\s,，]+(?P<then>.+)")  # 唔要，呀唔係，要㗎
_I_SAID = re.compile(r"(?:^(?:唔係(?:唔係)*[呀啊喇啦]*[\s,，、。…]+)+我|^唔係(?:唔係[呀啊喇啦]*|[呀啊喇啦]+)我)(?:係)?(?:話|講)(?P<then>.+)")  # 唔係，唔係，我話啱呀
_NOT_BUT_RIGHT = re.compile(r"^唔係[\s,，、]*唔係[呀啊]*[\s,，、。…]+(?:啱|冇錯|正確)")  # not that, or that it is right after all
_NOT_THAT_BUT = re.compile("^唔係(?:話)?(?:唔|冇)[^,，]{1,5}[,，\\s]*(?:不過|但係?|只不過|只係)(?P<then>.+)")  # 唔係唔想，不過今次唔使住
_LATER_ON = re.compile("^(?:遲啲|一陣|得閒|下次|睇[下吓]|等我睇|諗[下吓清]|等我諗)")  # 唔好住，遲啲先啦
_NONE_WRONG = re.compile(r"^[冇無][呀啊]?[\s,，]+(?:全部|樣樣|個個)?都?(?:啱|正確|冇錯|冇問題)[晒呀啊㗎嘅]*$")  # 冇，全部都啱
_NO_MATTER = re.compile(r"^[冇無]所謂[啦呀㗎]*[\s,，]+(?=.)")
_REQUEST = re.compile("我想|想[問改搵查]|[講讀]|聲|慢|再|等|改|搵|查")
_NEGATES = re.compile("^(?:都|又|但係?|不過|真係|始終|而家)*(?:唔(?!該|緊要)|未|[冇無](?!錯|問題|誤)|咪(?![係冇])|邊[有係]|點會)")
_WHEN = re.compile("^(?:我|暫時|而家|今次|呢次|住|都)+")
_NOT_VERB = re.compile("唔(?![該止緊通單同覺])[㐀-鿿]")  # 唔驚, 唔敢: no, whatever was asked
_NEVER_DID = re.compile("^(?:我|佢)?(?:本人|自己|從來|都|真係|完全|根本)*(?:冇|未|無)(?:試)?(?!問題|錯|所謂)(?!(?:話|講)(?:過)?[唔冇])[㐀-鿿]{1,3}[過到](?!期|時|[唔冇])")  # 我冇做過呢個交易: no, whatever was asked
_DENIES = re.compile(r"唔啱|唔係|唔對|不對|不是|錯|唔正確|有問題|\bno\b|wrong|incorrect", re.ASCII)
_WRONG = re.compile("(?:過咗?[時期]|係舊[嘅㗎]|[漏少多差]咗[個隻一][㐀-鿿]{1,3}|調轉[咗晒]|唔啱|唔對|(?<![有冇無沒])錯[咗晒]?)[呀啊喇啦喎㗎]*$")
_NOT_WRONG = re.compile("冇錯|無錯|沒錯|冇問題|無問題|沒問題|唔錯|(?<![^\\s,，])冇唔啱")


def read(text: str, _now: datetime) -> Found | None:
    """The answer of the first clause; another that only answers joins it, one that asks or denies weakens it."""
    said = plain(text)
    if _ON_SECOND_THOUGHTS.match(said) or _IF_NOT.match(said):
        return OPEN
    found = None if _FAREWELL.search(said) else _read(said)
    return (_said_at_last(said) or found) if found in (None, OPEN) or _SO_THEN.search(said) else found


def _said_at_last(said: str) -> Found | None:
    """The answer that a doubt, or a no that is got over, ends in: 好似有…冇呀，我肯定冇; 唔好喇，不過個女話好，咁就好啦."""
    *before, last = [clause for clause in _SPACE.split(said) if clause] or [""]
    so = _SO_THEN.search(last)
    if not before or _open(last) or not (so and so["last"]) and any("等" in _LOOKING.sub("", clause) or _ASKED.search(clause) for clause in before):
        return None
    but = None if so else _BUT_NOW.match(last)
    heard = _heard(so["then"] if so else last[but.end() :] if but else last.removeprefix("咁"))
    short = but and heard.answers and heard.answers[-1][0] == "no" and heard.answers[-1][1] != "唔好" and len(heard.rest) <= _SHORT
    if not heard.answers or heard.rest and not short or len({kind for kind, _ in heard.answers}) > 1 or not so and not but and all(word in _READY for _, word in heard.answers):
        return None
    return Found(heard.answers[-1][0], _WEAK)


def _read(said: str) -> Found | None:
    if (thought := _SECOND_THOUGHT.search(said)) and (found := _answer(thought["then"])) and found.value == "no":
        return Found("no", min(found.confidence, _AND_MORE))
    if back := _BACK_AGAIN.match(said):
        return Found("yes", _WEAK) if (found := _answer(back["then"])) and found.value == "yes" else OPEN
    if misheard := _I_SAID.match(said):
        found = _answer(misheard["then"])
        if found and found is not OPEN:
            return Found(found.value, min(found.confidence, _AND_MORE))
    if (but := _NOT_THAT_BUT.match(said)) and (found := _answer(but["then"])) not in (None, OPEN):
        return Found(found.value, _WEAK)
    if _NONE_WRONG.match(said) or YES_AFTER_ALL.match(said):
        return Found("yes", _WEAK)
    said = _NO_MATTER.sub("", said)
    if _NOT_BUT_RIGHT.match(said):
        return OPEN
    lead = _LEAD.match(said)
    if lead and _DOUBT.search(re.split(_SPACE, said, maxsplit=1)[0]):
        return OPEN  # 我諗下先
    asked, _, then = said.rpartition("?") if "?" in said else said.rpartition("？")
    if asked and then.strip() and (found := _answer(then.strip())) not in (None, OPEN):  # 你唔係問咗咩？係呀
        return Found(found.value, _WEAK)
    found = _answer(said[lead.end() :] if lead else said)
    if found and found is not OPEN and lead and lead["hedge"]:
        return Found(found.value, _WEAK)
    return found


def _answer(said: str) -> Found | None:
    clauses = [clause for clause in _SPACE.split(said) if clause]
    if not clauses:
        return None
    if _open(clauses[0]):
        return OPEN
    if _SOMEBODY_ELSE.match(clauses[0]):
        return OPEN
    if mine := _MINE.match(clauses[0]):
        return Found("no" if mine["deny"] else "yes", _AND_MORE if len(clauses) > 1 else _ONLY)
    if _GOT.match(clauses[0]) and not any(map(_open, clauses[1:])) and not _takes_back(clauses[1:]):
        return Found("yes", _WEAK)
    first, others = _heard(clauses[0]), clauses[1:]
    while others and not first.rest and not _open(others[0]) and not (more := _heard(others[0])).rest:
        first, others = first + more, others[1:]
    rest = first.rest + "".join(others)
    if _NEVER_DID.match(clauses[0]):
        return Found("no", _AND_MORE)
    if not first.answers and _NOT_VERB.match(_WHEN.sub("", clauses[0])) and set(clauses[0]) != {"唔"}:
        return Found("no", _AND_MORE)
    if not first.answers:
        last = _heard(others[-1]) if others and not _open(others[-1]) else None
        if last and not any(map(_open, clauses)) and (mine := _MINE.match(others[-1])):  # 嗰日我喺大陸，點會係我碌卡
            return Found("no" if mine["deny"] else "yes", _WEAK)
        if last and last.answers and not last.rest and not _open(clauses[0]) and others[-1] != "好好":  # 你咁講法，我唔想喇
            return Found(last.answers[-1][0], _WEAK)
        if others and _I_DID_NOT.fullmatch(others[-1]) and not any(map(_open, clauses)):  # 佢用咗，我冇用
            return Found("no", _WEAK)
        if rest:  # 日期唔啱
            return Found("no", _WEAK) if _WRONG.search(said) and not _NOT_WRONG.search(said) and not any(map(_open, clauses)) else None
        if first.sure:
            return Found("yes", _ONLY)
        return Found("yes", _WEAK) if first.polite else None
    ready = all(word in _READY for _, word in first.answers)
    if ready and (_REQUEST.search(rest) or any(_open(clause) for clause in others)):
        return None
    if {"no"} == {kind for kind, _ in first.answers} and any(map(_LATER_ON.search, others)) and all(_LATER_ON.search(clause) or not _open(clause) for clause in others):
        return Found("no", _WEAK)
    if any(_DOUBT.search(clause) for clause in others) or ({"yes"} == {kind for kind, _ in first.answers} and _takes_back([first.rest, *others])):
        return None
    if rest and any(_open(clause) for clause in others):  # 係呀，點解呢？
        found = _judged(first.answers, "?")
        return None if found is None else Found(found.value, _WEAK)
    return _judged(first.answers, rest)


_CHANGED = re.compile("^(?:但係?|不過)[^,，]*(?:[轉搬改換]咗|舊(?:地址|電話|名|嗰個|號碼)|過咗?[時期])")


def _takes_back(clauses: list[str]) -> bool:
    """Whether something is denied behind a yes, in words that do not say what: 好，唔太啱."""
    return any(_NEGATES.match(clause) for clause in clauses) and not denies("，".join(clauses)) or any(map(_CHANGED.match, clauses))


def _open(clause: str) -> bool:
    """Whether a clause asks or doubts."""
    return any(pattern.search(clause) for pattern in (QUESTION, _DOUBT, _TWICE))


def denies(text: str) -> bool:
    """Whether a sentence says anywhere that something is wrong: 日期唔啱."""
    return bool(_DENIES.search(_NOT_WRONG.sub("", text.casefold())))


@dataclass(frozen=True, slots=True)
class _Heard:
    """The answers from the front of a clause as ("yes" | "no", word), what stood with them, and the rest behind."""

    answers: tuple[tuple[str, str], ...]
    sure: bool  # 當然
    polite: bool  # 唔該, 嗯: answers only because a question was asked
    rest: str

    def __add__(self, other: _Heard) -> _Heard:
        return _Heard(self.answers + other.answers, self.sure or other.sure, self.polite or other.polite, other.rest)


def _heard(text: str) -> _Heard:
    answers: list[tuple[str, str]] = []
    seen: set[str] = set()
    denied = False
    while match := _TOKEN.match(text):
        word, text_behind = match[0], text[match.end() :]
        kind = _KIND[word]
        if (kind in ("yes", "no") or word in _ALONE) and not _stands(word, text_behind):
            break
        if kind == "no" or kind == "yes" and not denied:  # 未好, 唔使換: what a no is about
            answers.append((kind, word))
        denied = kind == "no"
        seen.add(kind)
        text = text_behind
    return _Heard(tuple(answers), "sure" in seen, bool(seen & {"polite", "noise"}), text)


def _stands(word: str, behind: str) -> bool:
    """Whether a word answers by itself: 好呀, 係係 and 好，你講 do, 好耐, 係都要 and 冇錢追女仔 do not."""
    if word == "冇" and len(behind) > _SHORT and not _PARTICLE.match(behind):
        return False
    if word == "唔":  # 嗯 written down so; before anything else it denies that
        return not behind or _PARTICLE.match(behind) is not None
    if word in _DO:
        return re.match("$|[啦喇呀啊吖囉嘞]", behind) is not None
    if word not in _ALONE or not behind or _PARTICLE.match(behind):
        return True
    following = _TOKEN.match(behind)
    if following is None:
        return False
    other = following[0]
    return other == word or other in _AFTER or _KIND[other] in ("polite", "sure") or (_KIND[other] == _KIND[word] and (len(other) > 1 or other == "啱"))


def _judged(answers: tuple[tuple[str, str], ...], rest: str) -> Found | None:
    kinds = [kind for kind, _ in answers]
    if rest and kinds[0] == "yes" and denies(rest):  # 係呀，但係電話唔啱
        return Found("no", _WEAK)
    if len(set(kinds)) == 1:
        return Found(kinds[0], _AND_MORE if rest else _ONLY)
    if kinds[-1] == "no" and all(word in _READY for kind, word in answers if kind == "yes") and kinds == sorted(kinds, reverse=True):
        return Found("no", _AND_MORE)  # 好，唔使喇
    if kinds[0] == "no" and answers[0][1] != answers[-1][1]:  # 唔使喇，得喇; 唔係，係九七
        return Found("no", _AND_MORE)
    polite_no = all(word in _READY for kind, word in answers if kind == "yes")
    if polite_no and all(word[1:2] in ("使", "要", "好") or word == "不用" for kind, word in answers if kind == "no"):
        return Found("no", _AND_MORE)  # 得喇，唔使喇
    return None


def say(value: str) -> str:
    return {"yes": "係", "no": "唔係"}[value]


def show(value: str) -> str:
    return {"yes": "是", "no": "否"}[value]
