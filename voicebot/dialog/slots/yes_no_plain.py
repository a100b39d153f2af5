"""An answer in one spelling, without what is said around it: 系 → 係, 點會唔要 → 要, 我阿媽話唔好 → 唔好, 照寄啦 → 照做啦.

What is granted, asked aloud or told of others goes; what means yes or no by its form alone becomes a word that `yes_no` knows.
"""

from __future__ import annotations

import re

_NOT_A_QUESTION = re.compile("冇(?:咩|乜嘢?)(?:問題|錯|所謂)|有(?:咩|乜嘢?)所謂|冇(?:睇|見|發現|發覺|聽)(?:到|出)?有?(?:咩|乜嘢?|任何)?問題")
# Words with 唔 or 冇 that deny nothing.
_HARMLESS = re.compile("唔好意思|唔緊要|唔止|唔單止|差唔多|唔同(?!意)|唔覺意|唔阻|唔好理(?:佢|我|呢啲)?|唔使(?:客氣|急|驚|怕|擔心|(?:再|多)?(?:問|諗|講|重複)(?:多)?(?:[一兩]?次|句)?)(?=[呀啊啦喇,，]|$)")
_SPELLING = str.maketrans("系岩吾噉", "係啱唔咁")
# 緊係啦仲使問; 可以呀冇所謂: nothing that is added.
_NEEDLESS = re.compile("(?<=.)[,，\\s]+唔[㐀-鿿]{1,7}咩$|[,，\\s]*(?:仲[使洗駛]?(?:乜|咩)?[問講諗]|(?<=.)[,，\\s]+[使洗駛]問$|[使洗駛](?:乜|咩)[問講]|有得諗|你?聽唔到(?:咩|呀)?$|聽到未[呀]?$|你?(?:仲)?(?:要|想)?我?(?:再)?(?:[答講話]|問)(?:咗|多)?(?:幾多?|好多)次)[呀啊㗎嘅咩]*$|(?<=[得好係以k][呀啊啦喇])[,，\\s]*[冇無]所謂[呀啊啦喇㗎]*$")
_SENT = "(?:短訊|訊息|message|sms|code|密碼|信|驗證碼|電郵|email)"
_RECEIVED = re.compile(f"^(?:我)?(?:都|已經)?收到(?:咗)?(?:你哋)?(?:個|封|條)?{_SENT}(?=[喇啦呀嘞,，]|$)")  # 收到短訊喇
_NOT_THERE = re.compile(f"^(?:個|封|條)?{_SENT}(?:都|仲)?未(?:到|嚟|收到)")  # 短訊未到
# 點會唔要, 邊有可能係我: asks nothing and means the contrary.
_HOW_COULD = "(?:點會|邊會|點可能會?|[邊冇無]有?可能會?|[冇無]理由(?!唔係))"
_GO_AHEAD = re.compile("照(?![舊住計理常片相鏡顧直])[㐀-鿿]{1,2}?(?=得?[啦喇呀囉吖㗎]*(?:$|[,，。\\s]|唔該))")  # 照寄啦
_NOT_NOW = re.compile("^(?:下個?(?:月|禮拜|星期)|出年|聽日|第二時|過年後|出咗?糧)先(?:至|再)?(?:啦|算|講|搞|喇|囉)+[,，\\s]*")  # 下個月先啦
# 係就係，但係…: what is granted before what counts.
_ADMITTED = re.compile("^([係啱好得要])就\\1[呀啊啦]*[,，\\s]*(?:但係?|不過|只不過|只係)")
_ASKS_FOR_IT = re.compile("(?:(?:^|(?<=[,，\\s]))(?:咁|就|你)*(?:幫我|繼續)(?![查問睇搵停取退唔冇講解等留])[㐀-鿿]{1,2}|[試睇做整搞][下吓]?[都又](?:無妨|冇壞|好|得))(?=[啦囉吖喇]*(?:$|[,，\\s]|唔該))")  # 幫我改啦, 試下都好
_REPORTED = re.compile("(?:^|(?<=[?？]))(?:我)?(?:問過|同)?(?:我)?(?:個|阿|啲)?(?:老公|老婆|先生|太太|媽咪?|爸爸?|老豆|老竇|女|仔|家姐|大佬|屋企人|老細|經理|佢)(?:佢哋?|商量過|傾過)*[,，]?(?:都|就)?(?:話|叫我)(?=唔[好使要得]|[好得要](?:[呀啊啦喇,，]|$)|可以|冇問題|ok)")  # 我阿媽話唔好
# What says nothing by itself before an answer: 冇得揀㗎啦，照做; 唔好再問喇，我要; 都幾滿意; 啲嘢仲未送到.
_PREAMBLE = re.compile(
    "^你(?:講|話|估|寫|讀|記)得?(?=啱|錯|對|冇錯)|^先(?=唔)|^[使洗駛](?:乜|咩)[問講][,，\\s]+|^(?:我?屋企|全日|成日|公司)都?(?=[有冇]人)|^我?仲(?=係住|喺度)|^[冇無](?:得[揀講]|計|辦法|符)[㗎啦喇囉呀]*[,，\\s]+(?=.)|^唔(?:好|使)再?(?:問|催|講)(?:我)?[喇啦呀]*[,，\\s]+(?=.)"
    "|(?:^|(?<=[,，\\s]))(?:我)?(?:都|算)?(?:幾|頗|好|非常|十分|相當|很)(?=滿意|同意|願意|贊成|需要)"
    "|^(?:啲|個|件|份|張|封|部)[㐀-鿿]{1,3}(?=(?:都|仲|已經)*(?:[未冇][㐀-鿿]{1,2}[到過好完齊]|(?:收|寄|送|攞)(?:到|齊|晒)[喇啦]))"
)
_NEVER_SAID = re.compile("^(?:邊個(?:同你)?(?:話|講)(?:過|我|佢)*(?:[要想改轉得好]+|同意|應承|簽咗?|訂咗?|買咗?)(?=㗎|[呀啊]$)|我?(?:邊度(?:啱|係)|幾時有?(?:(?:話|講)過?[要想改轉得]*|[㐀-鿿]{1,3}過(?:[你佢]哋?)?[㐀-鿿]{0,4}?)))[呀啊㗎喎啦啫吖]*$")  # 邊度啱呀
# 呢單(數)唔係我嘅: what is spoken of.
_SUBJECT = re.compile("^(?:你(?:啱啱|頭先)?(?:講|話|讀|寫)(?:嘅|出嚟嘅)?)?(?:(?:呢|嗰)(?:單|筆|個|張|次|啲|條|間)(?:數|嘢|交易|電話|號碼|地址|名|資料|卡|日子|日期|時間|銀碼)?|個?(?:英文名|電話號碼|地址|電話|名|日期|日子|時間|號碼|資料|銀碼|金額)|上面|全部|樣樣)(?:就|都|真係|完全)*(?=(?:唔係|係|唔啱|啱|冇錯|冇變|唔關|正確|冇問題|ok|我?(?:冇|唔)再?用)(?!個問題|嗰|咪))")
YES_AFTER_ALL = re.compile(r"^唔係[呀啊]?[\s,，…呃誒]*等等[\s,，…]*(?:係[呀啊]?[\s,，]*)+我?(?:睇|聽|搞|記|講)錯")  # 唔係，等等，係，我睇錯咗


def plain(text: str) -> str:
    """Spelled in one way (系 → 係, 唔洗 → 唔使), without the words that deny nothing."""
    spelled = re.sub("唔[洗駛]", "唔使", text.translate(_SPELLING))
    spelled = re.sub("(?<=[吖啊啫喇嘞𠺢])嗎", "", spelled)  # a statement's particle
    spelled = re.sub("(?:[梗緊真]係|肯定|一定)(?=唔)", "當然", spelled)  # 梗係唔係 asks nothing
    spelled = re.sub("[冇無沒]有?(?:[寫講聽打讀記睇填抄印影入][得到]?|咩|乜)錯", "冇錯", spelled)  # 冇寫錯
    spelled = re.sub("^(?:我(?:都|已經|一早|頭先)*(?:講|話)(?:過|咗|明)*(?:[㐀-鿿]{1,2}次)?|(?:都|已經|一早|頭先)+(?:講|話)(?:過|咗|明)+(?:[㐀-鿿]{1,2}次)?)(?=[唔冇要係])", "", spelled)  # 我講過唔要
    spelled = re.sub("^(?:千祈|千萬|總之|拜託|真係|講到?明|講真|老實講|[㐀-鿿]{1,4}都(?=唔(?:續|要|制|轉|買|簽)))+(?=唔|咪)", "", re.sub("^乜都好[啦喇囉]*[,，\\s]*", "", spelled))
    spelled = re.sub(f"{_HOW_COULD}唔(?=[㐀-鿿])", "", spelled)  # 點會唔要
    spelled = re.sub(f"{_HOW_COULD}(?=[係有要得會])|(?<=我){_HOW_COULD}(?=[㐀-鿿])(?![唔咁知搞變俾])", "唔", spelled)  # 點可能係我
    spelled = _GO_AHEAD.sub("照做", _NOT_NOW.sub("下次先啦，", spelled))
    spelled = re.sub("(唔[係啱][呀啊喎]*)[,，\\s]+我?(?:頭先)?(?:記|睇|搞|聽|諗|講)錯(?:咗|左)?[呀啊喇啦喎]*$", r"\1", spelled) if not YES_AFTER_ALL.match(spelled) else spelled
    spelled = _RECEIVED.sub("收到", _NOT_THERE.sub("未收到", spelled))
    spelled = _NEEDLESS.sub("", _SUBJECT.sub("", spelled))
    spelled = re.sub("(?:唔|[冇無]|沒有?)(?:反對|異議|意見|介意|拒絕|抗拒)", "冇問題", spelled)
    spelled = re.sub("(?:打死|死|點樣?|無論點樣?|話晒|[㐀-鿿]極|[幾再][㐀-鿿]{1,2}|免費|倒貼|送(?:畀|俾)?我)都(?=唔)", "", spelled)
    spelled = re.sub("^我?(?:自己|本人|真係|都)*有(?:[㐀-鿿]{1,2}過|(?:簽|收|用|買|訂|申請|寄|填|叫|撳|碌)咗?|份[簽去用買做參開申])(?=$|[呀啊喇㗎嘅,，])", "有", spelled)  # 我有簽過
    spelled = re.sub("^我(?:就|咪|正)係[㐀-鿿]{1,3}(?:先生|小姐|太太|女士|太|生)(?=[呀啊囉]*$)", "係我", spelled)
    spelled = re.sub("^(?:可以|得|係|有|要)(?:嘅話)?就最好(?=[啦喇囉呀㗎]*(?:$|[,，]))", "好", spelled)
    spelled = _PREAMBLE.sub("", re.sub("(?:ok){2,}", "ok", re.sub("唔(?=go|confirm)", "唔得", spelled)))
    spelled = re.sub("^(?:頭先|之前|舊|上面|另外|下面|第[一二])?嗰[個張]先(?:至)?(?=[啱係])[啱係]", "唔係", re.sub("^我[講話]嘅(?:就)?係(?=唔|[好得要])", "", spelled))
    spelled = re.sub("^[收上用打撥入去做買搵登]唔到[㐀-鿿]{0,2}?(?=[呀啊喎㗎喇,，]|$)", "唔得", spelled)  # 上唔到網
    spelled = _REPORTED.sub("", spelled)
    spelled = _ASKS_FOR_IT.sub("照做", _ADMITTED.sub("", spelled))
    spelled = _NEVER_SAID.sub("唔係", spelled)
    spelled = re.sub("no (?:problem|worries|issue)s?|why not", "冇問題", spelled)
    spelled = re.sub("(?:唔|not )ok(?:ay)?", "唔得", re.sub("^時間啱啱好", "啱", spelled))
    spelled = re.sub("i (?:do not|don't|dont) think so", "no", spelled)
    spelled = re.sub("^冇乜嘢?(?=[囖囉喎啦喇呀啊,，。 ]|$)", "冇", spelled)
    return _HARMLESS.sub(" ", _NOT_A_QUESTION.sub("冇問題", spelled))
