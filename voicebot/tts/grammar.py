"""Readings of characters that are words of their own, by their part in the sentence: 為 that serves and 為 that is, 重 that
weighs and 重 that is again, 長 at the end of an office, 種 that is planted.

Rules of one character run in order and the first that fits decides. Each sees the clause; ‹ and › in its pattern stand
around the character. They hold only where the character is in no longer word (`segment`).
"""

from __future__ import annotations

import re
from collections import defaultdict

_REACH = 4  # characters that a rule may look back
_NUMBER = "一二兩三四五六七八九十百千萬零"
_VERY = r"(?:好|太|咁|幾|最|更|超|越|愈|較|比較|唔|夠|好鬼|鬼咁|真係|真|勁|極|仲|特別|非常|十分|啲|得|有啲)"
_END = r"$|[，。！？、；：,.!? ]|[呀啊喎㗎啦喇囉嘞吖噃嘅到啲過咗]|但|所以|唔好"
_ENDS = rf"(?={_END})"
_WHO = "[你我佢您咱錢]|客|閣下|市民|大家|乘客|會員|學生|員工|顧客|居民|長者|用戶|病人|公司|香港|社會|公眾|僱員|受保|家人|子女|業主|租客|小朋友|本港|旅客|合資格|有需要|殘疾|兒童|新"
_AIM = "配合|避免|方便|保障|確保|加強|提升|改善|慶祝|紀念|防止|鼓勵|支持|推動|應付|滿足|保護|答謝|減低|減少|協助|提供|令|使|免|何|此|咗|左|了|應對|爭取|籌"
_RULES = rf"""
為 wai6 一定‹›
為 wai6 ‹›錢
為 wai4 [稱視定設列分改升降變作化譯評選轉成認訂授封名奉]‹›
為 wai6 ‹›(?:{_WHO}|{_AIM})
為 wai6 (?:會|可以|專|願意|能夠|係)‹›(?![{_NUMBER}港百])
為 wai6 (?:^|[，。、；：])‹›
為 wai4 ‹›
爲 wai6 (?:^|[，。、；：])‹›
爲 wai4 ‹›
重 cung4 [{_NUMBER}雙多]‹›(?!過|咗|[{_NUMBER}]|公斤|磅|噸)
重 cung5 {_VERY}‹›(?![申])
重 cung5 [身體隻]‹›{_ENDS}
重 cung5 ‹›(?:啲|過|咗|磅|公斤|手|物|貨|擔|口味|嘅|約|達|逾|[{_NUMBER}](?![直路定樣齊])|$|[，。！？])
重 cung4 ‹›(?:[新建設發寄開置啟返出組印考修溫聚播做裝投選報辦審計簽試譯讀錄登綁填寫排演起遊拍造整]|申請)
重 zung6 ‹›
正 zeng3 {_VERY}‹›{_ENDS}(?!嘅確)
正 zeng3 ‹›(?:[呀啊喎㗎嘢晒爆斗]|到爆|到痹)
正 zeng3 ^‹›[，。！!]*$
種 zung2 [{_NUMBER}呢嗰各多某每何邊幾品這那該此全同任種類物人]‹›
種 zung3 ‹›(?:[咗返過緊完得到埋]|唔到|菜|花|樹|瓜|豆|米|薯|草|田|嘢|藥|茶|果|稻|麥|棉|蘭|牙|睫毛|番茄|蔬|香草|盆)
種 zung3 (?:自己|親手|識|學|鍾意|用嚟|可以|屋企|天台|度)‹›
種 zung2 ‹›
長 coeng4 [拉延加伸變好太咁幾最更]‹›
長 zoeng2 [部處局署校院會團隊科組廠社市省州縣村鄉室區庭股課]‹›(?![度期途遠江沙洲假短久方形壽征城笛裙褲袖髮線])
長 zoeng2 ‹›(?:[咗出滿得高大牙痘肉毛成]|一輩)
行 hong4 (?:第[{_NUMBER}幾]+|[呢嗰各幾]|[{_NUMBER}]|成)‹›(?![{_NUMBER}幾]+[人個位]|(?:[人街山路過到返出開去]|入(?!面)))
行 hang4 [{_NUMBER}]‹›[{_NUMBER}幾]+[人個位]
上 soeng5 ‹›(?:[咗返緊得埋]|唔到|到|過(?!去|程|往)|車|落|山|樓|船|機|堂|網)
上 soeng5 [升爬飛跑踏登走衝送追騎攞跟貼加穿戴裝塗掛遞奉呈]‹›
下 haa6 (?:情況|環境|條件|帶動|影響|領導|形勢|壓力|協助|推動|前提|制度|幫助|安排|名義|陪同|監督|支持|模式|政策|計劃|之|以)‹›
下 haa5 [等睇試問講傾諗行坐玩食聽查幫教check睇搞望睇]‹›(?![個面邊次一午跌降載單文])
數 sou2 ‹›(?:街燈|星星|綿?羊|人數|鈔票|日子|步|[我你佢]|[一-鿿]票|[住吓下返埋清唔到齊完錢]|一數|手指|人頭|銀紙)
背 bui6 ‹›(?:[熟出得唔晒完咗返齊默詞稿到]|台詞|歌詞|生字|單字|課文|口訣|乘數)
倒 dou3 ‹›(?:[轉退流後敘裝置立影掛貼灌車樓序吊映刺鉤抽]|返轉|過嚟)
更 gaang1 (?:[夜日早晏中尾頭當通三兩輪返轉收換值]|返早|返夜)‹›(?:[表份期時制]|{_END})
應 jing1 ‹›
當 dong1 (?:^|[，。、；：正每])‹›[^，。！？]{{1,14}}(?:時|嗰陣|之後|之際|後|前)
當 dong3 [你佢我人哋都好]‹›[佢我你]
當 dong3 ‹›(?:[佢我你](?:哋)?(?:係|冇|唔|無|傻|水魚|朋友|人|透明|死|有)|人哋|自己|冇|唔知|無|真|堂食|[成做作係])
當 dong1 ‹›
處 cyu5 ‹›(?:[理死於以罰境決世暑身置])
處 cyu3 ‹›
分 fan6 [{_NUMBER}]‹›之[{_NUMBER}半幾點]
分 fan6 百‹›(?:比|點|率|數)
中 zung3 ‹›(?:[咗晒得]|唔[到中]|到(?!大|小)|六合彩|[頭二三]獎|安慰獎|籤|大獎)
中 zung3 [實包]‹›(?:$|[，。！喇㗎啊呀])
中 zung3 [打射猜估抽睇看選撞買揀踩掟]‹›(?!國|央|學|間|心|文|環|途|午)
平 peng4 {_VERY}‹›{_ENDS}
平 peng4 ‹›(?:[啲過咗嘢靚]|一啲|得多|好多|少少)
平 peng4 ‹›(?:[嘅貨票㗎]|機票|酒店|嘢|咪)
平 peng4 [又都係]‹›(?=$|[，。！？、])
平 ping4 ‹›
輕 heng1 {_VERY}‹›{_ENDS}
輕 heng1 ‹›(?:[啲過咗]|少少)
輕 hing1 ‹›
假 gaa3 (?:[放請攞病大年產長短補清休事喪婚例公無有渡度寒暑收享用天日個]|放[^，。]{{1,3}}|薪|眾)‹›
房 fong2 ‹›(?!東|屋|產|貸|地產|署|委|協|舍|租|價|客|主)
位 wai2 [車舖鋪床泊吉留攤座空訂搵霸讓入埋]‹›
着 zoek3 ‹›(?:[衫褲鞋裙襪住緊返]|外套|制服|西裝|校服|拖鞋|睡衣|得)
宿 sau3 [角亢氐心尾箕斗牛虛危壁奎婁胃昴畢觜參井鬼柳星張翼軫]‹›
相 soeng2 [張幅啲輯影晒沖擺睇改修套上拍]‹›(?!信|當|同|關|應|對|反|似|比|互|識|處)
名 ming4 (?:[{_NUMBER}幾多首前每頭]|第[{_NUMBER}]+)‹›
名 ming4 [得定故聞著同知命其罵莫惡盛威除具署記]‹›
名 meng2 ‹›(?:{_END}|[係叫嚟做就用旁曰自喺同都])
近 kan5 {_VERY}‹›(?![A{_NUMBER}]|年|期|來|日|代|似|況|郊)
醒 sing2 {_VERY}‹›{_ENDS}
被 pei5 [張冚攞蓋床條啲棉]‹›(?:$|[，。！？、同])
精 zeng1 {_VERY}‹›{_ENDS}(?!嘅)
碟 dip6 [{_NUMBER}幾半每]‹›
咪 mai5 (?:^|[你大家千祈]|，)‹›(?:玩|嘈|走|搞|理|掂|鬧|喊|嚇|亂|再|郁|碰|掛住|諗|信|撳|遲|貪|講笑)(?!.*囉)
呢 ni1 ‹›(?:[兩三四幾](?!點|號|月)|一(?:[個次刻切類種批日年]|方面)|[個啲度位張間份筆單次期類種隻件項條本套部班批排陣棟座層段句首場屆架輛款塊片把支枝枚粒盒包袋樽罐杯碗碟餐頓家戶組隊群代站區行]|方面)
卡 kaa1 (?:第[{_NUMBER}]+|[{_NUMBER}幾])‹›
卡 kaat1 ‹›
斷 tyun5 ‹›(?:[咗開尾線水電網晒]|[氣骨])
命 meng6 [條救攞冇搏賤好長短送拼玩]‹›{_ENDS}
淡 taam5 (?:{_VERY}|味|口味)‹›{_ENDS}
使 sai2 ‹›(?:[咗錢乜唔到得曬晒緊過費])
使 sai2 [唔駛洗冇好亂]‹›
量 loeng4 ‹›(?:[度吓下咗返血體身過緊]|一量|尺寸|探)
量 loeng6 ‹›
間 gaan3 ‹›(?:開|條線|隔)
會 wui2 (?:足球|籃球|基督教|天主教|志願|同鄉|校友|業主|家長|教師|學生|互助|街坊|體育|青年|婦女|商|文化|宣道|信義|浸信|聖公|街坊福利)‹›
要 jiu1 ‹›(?:求|脅)
省 sing2 ‹›(?:親|思|悟)
省 saang2 ‹›
興 hing3 (?:高|掃|盡|助|即|雅|詩|酒|豪|有|冇|唔)‹›{_ENDS}
散 saan2 (?:好|太|咁|幾|鬆)‹›{_ENDS}
磨 mo6 [石電推轉]‹›
鮮 sin2 (?:朝|屢|罕|鮮為)‹›
切 cai3 一‹›
兒 ji4 ‹›
"""


class Grammar:
    """Immutable, so threads may share it."""

    def __init__(self, rules: str = _RULES) -> None:
        self._rules: defaultdict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for line in rules.strip().splitlines():
            character, reading, pattern = line.split(" ", 2)
            self._rules[character].append((re.compile(pattern.replace("‹›", f"(?P<at>{character})")), reading))

    def choose(self, clause: str, at: int) -> str | None:
        """The reading of the character at `at` by the first rule that fits, or None."""
        for pattern, reading in self._rules.get(clause[at], ()):
            for start in range(max(0, at - _REACH), at + 1):
                if (m := pattern.match(clause, start)) is not None and m.start("at") == at:
                    return reading
        return None
