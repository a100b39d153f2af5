"""Which kind of fact a question asks for, and which kinds a sentence or a heading shows. Pure.

幾點收工 shares no word with 「辦公時間：上午九時至下午六時」, but it asks for hours, and these are hours. What is asked for a
figure (`HARD`) is not answered by a sentence without one; the other kinds only speak for a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = r"[\d〇零一二兩三四五六七八九十百千萬半]"
_CLOCK = rf"{_NUMBER}+\s*(?:時|點|[:：]\d\d)|\d{{1,2}}[:：]\d\d|[ap]\.?m|二十四小時|24\s*小時|全日|休息|休館|關閉|暫停|不開放"
_SPAN = rf"{_NUMBER}+\s*(?:個)?(?:工作|曆)?(?:日|天|月|年|分鐘|小時|星期|週|周|季|學期|秒|晚|堂|節)|即日|即時|即場|立即|當日|同日|永久|期間"
# Kind → how it is asked for, how a sentence shows it, how a heading is about it.
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "price": (
        r"幾多?(?:錢|蚊|銀)|(?<!放)(?:收|畀|俾|交|罰|貴|加|賠|平|退|爭)(?:返)?幾多(?!個|人|位|次)|(?<!幾)點(?:樣)?(?:收費|計錢|計|收)|點算錢|價錢|收費|幾錢"
        r"|(?:係咪|係唔係).{0,4}蚊|幾貴|how much|貴啲",
        r"元|[$＄]|蚊|半價|免費|費用全免|免收|[%％]|百分之|[折摺](?!疊)|收費|豁免|仙|不收|不另收|角",
        r"費|價|租|金|錢|票|消費|優惠",
    ),
    "discount": (
        r"平[啲些]|平少少|有冇(?:得)?(?:折|平|減|優惠|着數)|打[折摺]|折扣|優惠|半價|抵啲|計平|折頭|有[冇無]津貼|資助",
        r"[折摺](?!疊)|優惠|半價|減免|免費|豁免|津貼|資助|免收|特惠|減收|[%％]|百分之|每[程位人].{0,4}元",
        r"優惠|費|價|折",
    ),
    "hours": (
        r"幾點|開到|時間表|what time|(?:禮拜|星期|拜)[一二三四五六日天].{0,6}有冇|通宵",
        _CLOCK, r"時間(?!表)|時段|營業|開放|辦公|應診|服務日|班次|時刻",
    ),
    "open": (
        r"(?:幾點|幾時)(?:先|至|會)?(?:開(?!始|到|去)|閂|關|收|放)|開唔開|[有冇無](?:得)?開(?!始|派)|收工|開工|開門|閂門|關門|放工|收[舖鋪檔]|開[舖鋪檔]|營業|開到(?:幾)|opening|(?:禮拜|星期|拜)[一二三四五六日天].{0,4}(?:開|返工)|有[冇無]人(?:喺|返工)",
        f"(?:{_CLOCK})|休息|照常", r"(?:開放|營業|服務|辦公|應診|診症|接待|門診|櫃位|運作|借閱)(?:及.{0,4})?(?:時間|時段)|開放|營業|時間及地點",
    ),
    "charge": (
        r"(?:使|洗|要|需|收)[唔不](?:使|洗|要|需|收)[^,，。?？]{0,6}(?:錢|費|租|稅)|唔使錢|免唔免費|加錢|(?:係咪|係唔係)(?:\S{0,4})免費|有冇(?:得)?免費",
        r"元|[$＄]|蚊|免費|免收|豁免|[%％]|百分之|[折摺](?!疊)|收費|收取|另收|購買|繳|付|額外|不收", r"費|價|租|金|票|收費|優惠",
    ),
    "people": (r"幾多(?:個)?(?:人|位)|人數", f"{_NUMBER}\\s*(?:個|名)?(?:人|位|座位|名|張床)", r"人數|座位|名額|容納|上限"),
    "long": (
        r"幾耐|幾多(?:日|個月|個禮拜|個星期|年|分鐘|個鐘|晚|工作天)|幾個(?:月|鐘|禮拜)|how long|最快", _SPAN, r"時間|期|需時|處理",
    ),
    "when": (r"幾時|幾號|邊[日個]|最遲|死線|限期|截止|星期幾|禮拜幾|拜幾|之前講|when", f"{_CLOCK}|{_SPAN}|{_NUMBER}+[月號日]|前|星期|每[月日年季]|期", r"期|時間|限|日"),
    "age": (r"幾多歲|幾大(?!隻|間|部|件|個|張)|歲|年紀|年齡|滿十八|夠秤", r"歲|年齡|年滿", r"資格|年齡|對象|條件|兒童"),
    "number": (r"幾(?:多(?:個|位|人|次|張|本|件|支|部|公斤|磅|呎|隻|條|份|對|層|度)|高|大|長|遠|重|闊|深|張|個人|個位|本|件|隻|度)|幾多$|多少", f"{_NUMBER}", r"上限|數|限|人數|尺寸|名額"),
    "place": (
        r"邊[度處層間座]|去邊|喺邊|邊個(?:門|站|櫃位|位)|點(?:樣)?去|地址|where|幾樓",
        r"地下|[一二三四五六七八九十\d]樓|部(?:門)?反映|[部處室組](?=[查提辦登申報反投領])|熱線|樓層|位於|設於|設在|櫃[位枱檯]|服務台|接待處|詢問處|辦事處|管理處|寫字樓|入口|出口|旁|大堂|室|站|街|道|門外|對面|前往|[於在].{1,12}(?:領取|辦理|付款|繳交|進行|登記|歸還)",
        r"位置|地點|地址|交通",
    ),
    "papers": (
        r"(?:帶|交|攞|畀|俾|準備|要|預備|拎|填)(?:啲|些|埋|齊)?(?:咩|乜|乜嘢|什麼|甚麼)|咩(?:文件|證件|證明|紙|表)|乜(?:文件|證件|紙)|邊啲文件",
        r"證|正本|副本|文件|表格|相片|近照|單據|收據|證明|攜同|攜帶|帶備|帶同|自備|提交|遞交|出示|填妥|穿|須帶", r"文件|手續|申請|報名|登記|證|須知|要求|資格",
    ),
    "allowed": (
        r"可唔可以|可不可以|得唔得|[畀俾]唔[畀俾]|准唔准|有冇得|可以.{0,12}[嗎㗎嘛呀未]|行唔行|得㗎|入唔入得|(?P<same>[㐀-鿿])唔(?P=same)|[㐀-鿿]唔[㐀-鿿]得|能唔能|會唔會罰|犯唔犯",
        r"可(?!能)|不得|禁止|不准|不可|嚴禁|恕不|恕|不接受|接受|只限|須|准|不設|歡迎|不招待|不適用|除外|不提供|提供|謝絕|請勿|切勿|均", r"守則|規則|規定|須知|禁",
    ),
    "penalty": (
        r"(?:會|有)(?:點|咩事|乜事|咩後果|唔會(?:罰|有事|點))|罰|點算", r"罰|附加費|收取|取消|終止|警告|沒收|不獲|扣|充公|移走|檢控|違|拒|喪失|重新|當作|視為|須(?:先)?繳|賠償|行政費",
        r"罰|違|逾期|賠償|缺席|遲",
    ),
    "how": (r"點(?:樣|算|申請|去|搞|做|攞|搵|book|用|報|先可以|同|叫|退|寄|交|俾|畀|預|通知|整|搭)|點㗎|how", r"可|須|請|經|致電|網上|填|親臨|電郵|辦理|聯絡|通知|以", r"手續|方法|程序|申請|辦法|步驟|流程|方式"),
    "phone": (r"(?:電話|號碼|whatsapp).{0,4}(?:幾|係|咩|乜)|打(?:去)?(?:邊個|邊度|幾號|咩號)|幾號電話|邊個電話|熱線", r"\d{4}\s?\d{4}|\d{3,}|熱線|電話", r"電話|熱線|聯絡|查詢"),
    "name": (r"叫(?:做)?[咩乜]名|姓[咩乜]|貴姓|係邊個$", r"姓名[：:]|先生|女士|小姐|主任.{1,3}[，。]", r"姓名"),
    "opinion": (r"(?:邊|咩|乜)[^,，。?？]{0,8}(?:最好|好啲|好食|好玩|抵)|推介|好唔好(?:食|玩|用|睇)", r"建議|推薦|推介", r"推介"),
    "refund": (r"退(?:返|番|唔退|錢|款|到)|攞(?:返|番).{0,3}錢|有冇(?:得)?退|錢退|回水|退得", r"退|不獲|發還|扣除|沒收", r"退|按金|取消"),
}  # fmt: skip
HARD = frozenset({"price", "charge", "open", "hours", "long", "age", "number", "people", "phone", "refund", "name", "opinion", "place"})
# Words of a question that say no more than which kind it asks for.
OWN: Mapping[str, frozenset[str]] = {
    "open": frozenset("開放時間 開放 關閉 下班 上班 收工 有人喺度 施工".split()),
    "price": frozenset("收費 繳付 要錢".split()),
    "charge": frozenset("收費 繳付 要錢 收錢 使錢 附加費 加錢 畀錢".split()),
    "discount": frozenset("折扣".split()),
    "when": frozenset("以往".split()),
    "place": frozenset("地點".split()),
}
# Words that a document announces a kind with.
WORDS: Mapping[str, str] = {
    "open": "開放時間 營業時間 服務時間", "hours": "時間 時段", "price": "收費 費用", "charge": "收費 費用", "place": "地點 位置", "papers": "文件 證明 手續",
    "refund": "退款 退還", "discount": "優惠 折扣", "phone": "電話 熱線", "age": "年齡 歲", "people": "人數 座位", "penalty": "罰款 逾期",
}  # fmt: skip
_WIDER = {"open": "hours", "people": "number", "price": "number", "age": "number", "refund": "allowed"}  # kind → one that asks for less
_FINES = re.compile("缺席|違例|違者|逾期|罰款")  # an amount beside these is no price
_ASKED = {kind: re.compile(asked, re.IGNORECASE) for kind, (asked, _, _) in _KINDS.items()}
_SHOWN = {kind: re.compile(shown, re.IGNORECASE) for kind, (_, shown, _) in _KINDS.items()}
_HEADED = {kind: re.compile(headed) for kind, (_, _, headed) in _KINDS.items()}


def asked(text: str) -> frozenset[str]:
    """The kinds that a normalised question asks for."""
    found = {kind for kind, pattern in _ASKED.items() if pattern.search(text)}
    return frozenset(found - {_WIDER[kind] for kind in found & _WIDER.keys()})


def shown(sentence: str) -> frozenset[str]:
    """The kinds of fact that a sentence holds."""
    found = frozenset(kind for kind, pattern in _SHOWN.items() if pattern.search(sentence))
    return found - {"price"} if _FINES.search(sentence) else found


def headed(heading: str) -> frozenset[str]:
    """The kinds of fact that a heading announces."""
    return frozenset(kind for kind, pattern in _HEADED.items() if pattern.search(heading))
