"""The value that a customer puts right: 「唔係，係九七…」, 「改做三萬五」, 「我講錯咗，係…」, 「應該係…」; asks aloud and answers (廿蚊定廿二蚊呢，
廿二蚊); or tells beside what it was (舊嗰個…，而家用…)."""

from __future__ import annotations

import re
import unicodedata

# What the corrected value stands behind.
_MARK = re.compile(
    r"等等|等陣(?=[,，…])|[,，]\s*呀\s*[,，]|[,，…]\s*唔好(?:咁[多少早夜遲晏快])?[喇啦囉呀]*\s*[,，…]|[,，…]\s*唔得(?:唔得|[呀啊喇啦喎]*(?=[,，…]))|都係(?=[^,，。]*(?:好啲|啱啲|先啱|至啱))|(?<![仲都比])倒?不如(?:係|就)?|[,，…]\s*(?:唉|哎|啊|呀)\s*[,，…]|[,，…]\s*(?:都係|哎[呀吔喲](?=[,，…\s])|弊)"
    r"|哎[呀吔喲](?=[\d零一二兩三四五六七八九十廿百千聽今後禮星朝晏夜]|[上下][個晝禮])|唔好意思|我(?:個|嘅)?意思(?:係|即係)|我係(?:想)?[話講](?!你|畀)"
    r"|改返做|改返|改做|改為|改成|改去|(?:加|減|調|升|改|推遲|延遲|延後|推後|押後|順延|提早|提前|推前)返?到(?=[\d一二兩三四五六七八九十百千萬廿])|轉做|轉為|應該係|應該是|而係|其實係|正確係|正確嘅?應該係|真正係"
    r"|(?:我)?(?:講|打|搞|聽)錯(?:咗|左|晒|咗喇|啦)?[，,、\s]*(?:應該)?(?:係|是)?|i mean|should be|change (?:it )?to"
)
_DENIAL = re.compile(r"(?<!(?<!唔)係)(?:唔係唔係|唔係|(?<!(?<!唔)啱)唔啱|唔對|錯咗|錯左|錯|不是|不對|\bno\b|\bwrong\b|\bsorry\b)(?!唔)", re.ASCII)
# 唔係三萬, 唔好禮拜三, 除咗五號: what is not so, up to the end of its clause. 係唔係 asks.
_DENIED = re.compile(
    r"(?:(?<!(?<!唔)係)(?:唔係|不是)(?!唔)|除咗|除了|(?:(?<![點號日半蚊正])唔好|唔要|不要)(?:係|約|轉|要|揀|喺)?(?=[\d一二兩三四五六七八九十廿百千萬聽今下上後禮星大聖平元中端清重冬復年除$]))[^,，。.]*"
)
_WRONG = re.compile(r"[^,，。]*[\d零一二兩三四五六七八九十百千萬日號點]係(?:錯|唔啱|舊)(?:咗)?(?:嘅|㗎|個)[^,，。]*")  # 之前報嗰個三千係錯嘅
_UNFIT = re.compile(r"[^,，。?？]*(?<![得可方好])(?:太(?:早|夜|遲|晏|急|趕|多|少|貴)|唔好(?=[呀啊喇啦喎]*[,，。])|(?<=[點號日半蚊正])唔好|唔(?:得閒|得空|得|方便|啱時間)|[嚟去趕到]唔[到切及]|(?:滿|full)[咗晒]*)(?=$|[呀啊喎㗎喇啦,，。?？]|大後|[聽後禮星][日朝晚拜期]|[\d一二兩三四五六七八九十廿]+[點月號])")  # 聽日得，後日唔得
# 唔啱, 錯咗 and sorry put right what follows at once, 唔係 only after a breath: 九七唔係九八 may be either.
_AT_ONCE = re.compile(r"[呀啊喇啦嘞\s,，、。.!！…]+")
_IS = re.compile("(?<![唔改應該不乜關即就])(?:係|是)(?![唔咪咩]|[呀啊啦喇嘅㗎囉]*(?:$|[,，。])|[㐀-鿿]{2,3}[嘅個][㐀-鿿])")
_IS_THEN = re.compile("[,，。]\\s*(?:而|應該)?[係是](?![唔咪咩])")
_LEAD = re.compile(r"^(?:[\s,，、。.!！:：係是做為呀啊喇啦嘞囉咗左]|返|應該|我話|我講|我要|我(?=嘅|個)|嘅)+")
_TRAIL = re.compile(r"[呀啊喎囉㗎嘅嘞啦喇吖噃囖。!,，.!！\s]+$")
# What follows a value and is none of it: thanks, "that is it", "will that do?". A question mark stays: it doubts.
_CLOSING = re.compile(
    r"(?:(?<=[,，、。.…!！\s])(?:thanks?(?: you)?|please|ok(?:ay)?|就?[係啱](?=[呀啊啦喇㗎嘅囉]|$)|啱晒|啱唔啱)"
    r"|你?(?:聽(?:唔聽(?:得)?到|到未)|[記抄寫]低(?:咗)?未)|就係(?:咁(?:樣|多)?|呢個)|就(?:得|可以|ok)|得㗎|[先至]啱|[好啱]啲|可唔可以|得唔得|好唔好|得未|[冇無沒]錯|係(?=[呀啊啦喇])|(?:唔該|多謝|麻煩)(?:晒|哂|你)*|[呀啊喎囉㗎嘅嘞啦喇吖噃囖咁,，、。.…!！\s])+$"
)
# 三千定四千呢，四千: asked aloud and answered.
_ALOUD = re.compile(r"(?P<one>[^。]*?)(?<![決肯確指固穩預假])(?<!(?<!拜)(?<!期)一)定係?(?P<other>[^,，。]+?)好?(?:[呢咧呀][\s,，、。.…?？]+|[?？]\s*)(?P<answer>.+)")
_SAID = re.compile("(?:我|想|要|係|應該|諗)*")
# What was and what is now: 舊嗰個係…，而家用….
_WAS = re.compile("上次(?:嗰個|個碼|個號碼|個電話)?係|以前|舊時|舊陣時|之前(?:嗰個|係|用|住)|上一個|舊(?:嗰[個間]|電話|號碼|個|地址|屋|居|單位|公司|舖)|原本|本來|(?:冇|唔)用[喇啦嘞㗎]|停咗|cut咗")
_IS_NOW = re.compile("(?:今次|而家|依家|宜家|家陣|新(?:嗰個|電話|號碼|個|地址))(?!仲?都|仲)(?![^,，。]*[未唔冇])[^,，。]*[\\d零一二兩三四五六七八九十百千萬廿]")
_ONCE = re.compile("(?:本來|原本)(?:想|諗住|話|打算)")  # 本來想俾千五嘅
_FIGURES = re.compile(r"[\d零一二兩三四五六七八九十百千萬廿日號拜期]")
_STILL = re.compile("[先至](?:啱|係|得)|用返|仲")  # 舊嗰個先啱
_REASON = re.compile("(.{2,}?)(?:你哋|我哋|我|仲|都|先|就|佢)*[唔冇未要有]")  # why what was said will not do
_NOT_WRONG = re.compile("冇錯|無錯|沒錯|唔錯")
_DOUBT = re.compile("[啩掛]$|[?？嗎]$|係咪|(?<!唔)係唔係")
_VALUE = re.compile("(?:改做|改為|改成|改返做|應該係|應該是|係|是|轉做|搬去|搬咗去)")


def correction(text: str) -> str | None:
    """The corrected value, without what introduces it; None where the sentence corrects nothing or only denies."""
    said = unicodedata.normalize("NFKC", text)
    if _DOUBT.search(said.strip()):
        return None
    said = _NOT_WRONG.sub("冇", without_closing(said))
    if marks := list(_MARK.finditer(said)):
        behind = _without_reason(said[: marks[-1].start()], said[marks[-1].end() :])
        return _behind_denial(behind) or _clean(behind)
    return _behind_denial(said)


def _behind_denial(said: str) -> str | None:
    denials = list(_DENIAL.finditer(said))
    if not denials:
        return None
    behind = said[denials[-1].end() :]
    at_once = _AT_ONCE.match(behind)
    if at_once or _puts_right(denials[-1]):
        behind = behind[at_once.end() if at_once else 0 :]
        copula = _IS.search(re.split("[,，。]", behind, maxsplit=1)[0])  # 唔係，電話係九七
        return _clean(behind[copula.end() if copula else 0 :])
    copula = _IS_THEN.search(behind) or _IS.search(behind)  # 唔係三萬二，係三萬五
    return _clean(behind[copula.end() :]) if copula else None


def _without_reason(before: str, behind: str) -> str:
    """What follows a mark, without a clause that tells why what stood before will not do: 五點，唔得唔得，五點要接仔，四點半."""
    clause, *rest = re.split("[,，]", behind.lstrip(",，、。.… "), maxsplit=1)
    named = _REASON.match(clause)
    return rest[0] if rest and named and plain(before).endswith(named[1]) else behind


def _puts_right(denial: re.Match[str]) -> bool:
    """Whether what follows without a breath is what is so: 九六唔係唔係九七, 九六呀唔係九七, 九六錯咗九七. 唔係九七 only denies."""
    if denial[0] in ("唔係", "不是"):
        return denial.string[: denial.start()].endswith(("呀", "啊"))
    return denial[0] == "唔係唔係" or denial.start() > 0


def contested(text: str) -> tuple[str, str] | None:
    """What stands before and behind a 唔係 that no breath sets off: 九七唔係九八 may put right or deny. None for other sentences."""
    text = correction(text) or text
    if correction(text) is not None:
        return None
    before, denial, behind = text.rpartition("唔係")
    heard = re.fullmatch(r".*[^\s,，、。.!！…]", before) and re.match(r"[^呀啊喇啦嘞\s,，、。.!！…]", behind)
    return (before, without_closing(behind)) if denial and heard else None


def asserted(text: str) -> str:
    """The part of a sentence that says what is so: the correction, else all of it but a denied clause."""
    corrected = correction(text)
    if corrected is not None:
        return _DENIED.sub(" ", _answered(corrected))
    text = _as_it_is_now(_answered(without_closing(_WRONG.sub(" ", text))))
    return _DENIED.sub(" ", _UNFIT.sub(" ", text))


def _answered(text: str) -> str:
    """The answer to a choice that is asked aloud, where it names one of the two; else all of it."""
    aloud = _ALOUD.fullmatch(text)
    if aloud is None:
        return text
    offered = (_SAID.sub("", plain(re.split("[,，]", side)[-1]), count=1) for side in (aloud["one"].rstrip("，,… "), aloud["other"]))
    return aloud["answer"] if any(len(side) > 1 and side in aloud["answer"] for side in offered) else text


def _as_it_is_now(text: str) -> str:
    return as_it_is_now(text, _IS_NOW)


def as_it_is_now(text: str, is_now: re.Pattern[str]) -> str:
    """Without the clauses that tell what was, where another tells what is now."""
    clauses = re.split("[,，。]", text)
    meant = [clause for clause in clauses if not _ONCE.search(clause)]
    if len(meant) < len(clauses) and any(map(_FIGURES.search, meant)):
        return "，".join(meant)
    kept = [clause for clause in clauses if not _WAS.search(clause)]
    told = len(kept) < len(clauses) and any(map(is_now.search, kept)) and not _STILL.search(text)
    return "，".join(kept) if told else text


def without_closing(text: str) -> str:
    """Without what people say after a value: 三千蚊，唔該晒; 聽日就得喇. All of it where nothing else would be left."""
    return _CLOSING.sub("", text) or text


def value_behind(text: str) -> str:
    """What stands behind the last 係, 改做 and the like, or "". 「日期唔啱，係三月五號」 gives 三月五號."""
    open_text = re.sub("唔係|不是|係唔啱|係錯", "", text)
    parts = _VALUE.split(open_text)
    return plain(parts[-1]) if len(parts) > 1 else ""


def plain(text: str) -> str:
    """Without punctuation and closing particles at the end."""
    return _TRAIL.sub("", unicodedata.normalize("NFKC", text).strip())


def _clean(text: str) -> str | None:
    return plain(_LEAD.sub("", text)) or None


_TAKEN_BACK = re.compile("(?:唔好|唔要|唔使|算數?|取消|唔(?:好)?[搞約改轉過畀俾還交入訂寄送嚟去買要]|唔好(?:寄|送)?住?)(?:啦|喇|嘞|囉|了|住)+[呀啊吖]*[。！!…\\s]*$|[,，…]\\s*(?:唔係|唔啱|唔對|錯咗)[呀啊喎㗎喇]*$")
# What ends without a value what was begun: 三點，唔得喎，我遲啲再打嚟講.
_PUT_OFF = re.compile(
    r"(?:(?:遲[啲下吓]|一陣間?|轉頭|第日|第二日|下次|改日|睇定啲|一係|到時|夜啲)(?:先|再|我|你|至|都|就|同)*(?:打|講|約|搵|覆|答|話|算|諗|睇|俾|畀|嚟|call|搞|決定|補|收)"
    r"|(?<!你)等(?:多|我)*一?陣(?:先|添|再)*[呀啊啦喇]*$|等陣(?:再|先)?[收等去返][^,，。\d一二兩三四五六七八九十百千萬]*先$|(?:閃咗機|(?<!機)(?<!自己)熄咗機?|冇電|死咗?機)[^,，。\d零一二兩三四五六七八九十百千萬]*$|等我(?:先)?(?:問|睇|查|傾|諗)(?:清楚|下|吓|過|定)[㐀-鿿]{0,4}$|當(?:我|佢)?[冇無](?:講|話|提|約)過|我再(?:諗|問|睇|傾|商量)[^,，。\d一二兩三四五六七八九十百千萬]*$"
    r"|(?:等我|我|都係|要|等)(?:先|返去|再|都係|要)*(?:問|諗|睇|查|搵|確認|check|同[㐀-鿿]{1,4}(?:商量|傾|夾))(?:[下吓]|定|清楚|過|返|真|到|埋|多|一)*[^,，。\d一二兩三四五六七八九十百千萬]{0,8}先(?:[啦喇呀囉再][^,，。\d一二兩三四五六七八九十百千萬]*)?$"
    r"|(?:^|[,，。…])(?:都|仲|其實|我|又|不過|但係?|而家)*(?:未(?:諗|決|定|知|揀)|唔(?:記得(?!咗)|肯定|確定|知|清楚|sure)|諗唔起|唔講住|唔畀住|唔俾住|唔話你知|冇帶|搵唔到|睇唔到|唔方便講|唔想(?:講|俾|畀))[㐀-鿿]{0,3}$)"
)


def taken_back(text: str) -> bool:
    """Whether what was said is undone by its last words and nothing put in its place: 三千，唔好啦; 三點…我遲啲再打嚟."""
    return _TAKEN_BACK.search(text) is not None or _PUT_OFF.search(text.rstrip("。.!！?？… ")) is not None
