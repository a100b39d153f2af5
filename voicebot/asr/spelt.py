"""More English words of Hong Kong speech as a Cantonese ear hears them, beside those that the voice can say.

Readings are chains of Cantonese syllables, several where people differ. Words that sound like an everyday Chinese word
(card, tip) are left out: the language model could not tell them apart. Written for this project; no speaker was
recorded for it.
"""

from __future__ import annotations

# Words of the voice that are too short or too like Chinese ones to be looked for: a bus is 巴士, a store 士多.
TOO_ALIKE = frozenset(
    "and at bar boss bus bye captain card cartoon cent chan cheese chocolate coffee com cookie copy cream dozen file film golf guitar in lift"
    " mark marks mini miss motor no out party pass pie plus pound salad salmon sandwich sir size sofa store strawberry taxi tie tip tips toast"
    " toffee van you".split()
)

WORDS: dict[str, tuple[str, ...]] = {
    "activate": ("ek1 ti6 wei1",), "admin": ("et1 min1",), "apply": ("aa6 pai1", "ek1 pai1"), "appointment": ("aa6 poi1 man4",),
    "approve": ("aa6 pou1 fu4", "aa6 pu1"), "assistant": ("aa6 sik1 sik4 tan4",), "available": ("aa6 wei1 laa4 bou4",),
    "average": ("ek1 wu4 wit4",), "basic": ("bei1 sik4",), "battery": ("bek1 ti6 wi4",), "bid": ("bit1",), "book": ("buk1",),
    "booking": ("buk1 king4",), "box": ("bok1 si4",), "broadband": ("bo1 bek1",), "browser": ("bau1 saa4",), "budget": ("baa1 zit4",),
    "business": ("bi1 si6 nit4 si4",), "cancellation": ("ken1 sou4 lei1 san4",), "cap": ("kep1",), "case": ("kei1 si2", "kei1 si4"),
    "cashback": ("kek1 si6 bek1",), "centre": ("sen1 taa4",), "change": ("cen1 zyu4",), "channel": ("cen1 nou4",),
    "charge": ("caa1 zyu4",), "chat": ("cek1",), "claim": ("kim1", "kei1 leng4"), "class": ("kaa1 laa1 si4",), "clear": ("ki1 laa4",),
    "company": ("kam1 pan4 nei4",), "complain": ("kam6 pein1", "kam6 ping1"), "computer": ("kam6 piu1 taa4",), "connect": ("kan6 nek1",),
    "contact": ("kon1 tek4",), "contract": ("kon1 cek4",), "counter": ("kaan1 taa4",), "coupon": ("ku1 pung2", "kiu1 pon4"),
    "course": ("ko1 si4",), "cut": ("kat1",), "deal": ("diu1",), "delay": ("di6 lei1",), "delete": ("di6 lit1",), "deliver": ("di6 lei1 waa4",),
    "delivery": ("di6 lei1 waa6 wi4",), "department": ("di6 paat1 man4",), "detail": ("di1 teu1", "di6 teu1"), "device": ("di6 waai1 si4",),
    "dial": ("daai1 ou4",), "discount": ("dit1 kaan4", "di1 si6 kaan1"), "document": ("dok1 kiu6 man4",), "double": ("dap1 bou4",),
    "download": ("daan1 lou1", "daan1 lung4"), "drop": ("dop1",), "edition": ("i6 di1 san4",), "enquiry": ("ing6 kwaai1 wi4",),
    "expire": ("ik1 si6 paai1 aa4",), "extra": ("ek1 si6 caa4",), "face": ("fei1 si2", "fei1 si4"), "fee": ("fi1",), "feel": ("fiu1",),
    "fibre": ("faai1 baa4",), "final": ("faai1 nou4",), "first": ("foe1 si4",), "fit": ("fit1",), "flight": ("fu6 laai1",),
    "follow": ("fo1 lou4",), "fraud": ("fo1",), "free": ("fi1", "fu6 wi1"), "friend": ("feng1",), "full": ("fu1",), "game": ("gem1", "geng1"),
    "gift": ("gip1",), "group": ("gup1", "gu1 wup1", "gup1 pu4"), "guarantee": ("ge1 wan6 ti1",), "half": ("haa1 fu4",), "hold": ("hou1",),
    "home": ("hom1", "hong1"), "hotel": ("hou6 tou1",), "id": ("aai1 di1",), "income": ("in1 kam4",), "information": ("in1 fo6 mei1 san4",),
    "invoice": ("in1 woi1 si4",), "item": ("aai1 tam4",), "job": ("zop1",), "join": ("zoi1", "zon1"), "keep": ("kip1",), "keyboard": ("ki1 bot1",),
    "late": ("lei1",), "laptop": ("lep1 top4",), "line": ("laai1",), "live": ("laai1 fu4",), "local": ("lou1 kou4",),
    "location": ("lou6 kei1 san4",), "lock": ("lok1",), "manager": ("men1 naa4 zaa4", "me1 lei4 zaa2"), "market": ("maa1 kit4",),
    "mail": ("meu1",), "maximum": ("mek1 sam6 mam4",), "meeting": ("mi1 ting4",), "member": ("mem1 baa4", "meng1 baa4"),
    "minimum": ("mi1 nei6 mam4",), "model": ("mo1 dou4",), "modem": ("mou1 dem4",), "monthly": ("man1 fu6 li4",),
    "mortgage": ("mo1 git4", "mok1 git4"), "name": ("nem1", "neng1"), "network": ("net1 wok4", "nek1 wok4"), "normal": ("no1 mou4",),
    "notice": ("nou1 tit4 si4",), "number": ("nam1 baa4",), "offer": ("of1 faa4", "o1 faa4"), "office": ("o1 fit4 si4",),
    "officer": ("o1 fi6 saa4",), "open": ("ou1 pan4",), "option": ("op1 san4", "ok1 san4"), "order": ("o1 daa2", "o1 daa4"),
    "original": ("o6 wi1 zi6 nou4",), "package": ("pek1 kit4", "pek1 git4"), "paper": ("pei1 paa4", "pei1 paa2"), "part": ("paat1",),
    "partner": ("paat1 naa4",), "percent": ("poe6 sen1",), "personal": ("poe1 san6 nou4",), "photo": ("fou1 tou4",),
    "platform": ("pek1 fom4",), "policy": ("po1 laa6 si4", "po1 li6 si4"), "power": ("paau1 waa4",), "premium": ("pi1 mi6 am4",),
    "prepaid": ("pi1 pei1",), "price": ("paai1 si4",), "print": ("pin1", "pwin1"), "privacy": ("paai1 waa6 si4",), "process": ("pou1 set4 si4",),
    "profile": ("pou1 faai4 ou4",), "programme": ("pou1 gem4",), "project": ("po1 zek4", "po1 zik4"), "question": ("kwe1 si6 can4",),
    "quota": ("kou1 taa4", "kwou1 taa4"), "quote": ("kwou1",), "receipt": ("wi6 sit1",), "record": ("we1 kot4", "we1 kok4"),
    "refer": ("wi6 foe1",), "refund": ("wi1 fan1", "wi6 fan1"), "register": ("we1 zi6 si6 taa4",), "reject": ("wi6 zek1",),
    "relax": ("wi6 lek1 si4",), "renew": ("wi6 niu1",), "repair": ("wi6 pe1 aa4",), "reply": ("wi6 paai1 laai4", "wi6 pai1"),
    "report": ("wi6 pot1", "wi6 po1"), "request": ("wi6 kwe1 si4",), "reward": ("wi6 wot1", "wi6 wok1"), "roaming": ("wou1 ming4",),
    "router": ("waau1 taa4", "wu1 taa4"), "sales": ("seu1 si4", "sei1 ou6 si4"), "sample": ("sem1 pou4", "saam1 pou4"), "save": ("sei1 fu4",),
    "scam": ("si6 gem1",), "school": ("si6 gu1",), "screen": ("si6 gin1",), "second": ("sek1 kan4",), "security": ("si6 kiu1 wi6 ti4",),
    "server": ("soe1 waa4",), "shop": ("sop1", "sok1"), "shopping": ("sop1 ping4", "sok1 ping4"), "show": ("sou1",), "signal": ("sik1 nou4",),
    "software": ("sof1 we4", "sok1 fu6 we4"), "staff": ("si6 daa1 fu4", "si6 daap1"),
    "standard": ("si6 deng1 daa4",), "start": ("si6 daat1",), "status": ("si6 dei1 taa6 si4",), "stock": ("si6 dok1",),
    "student": ("si6 diu1 dan4",), "support": ("saa6 pot1", "saa6 po1"), "sure": ("su1 aa4",), "switch": ("si6 wit1 cyu4",),
    "system": ("sik1 si6 tam4", "si1 si6 tam4"), "tax": ("tek1 si4",), "team": ("tim1",), "test": ("tek1 si4",),
    "text": ("tek1 si4",), "ticket": ("tik1 kit4",), "time": ("taai1 am4", "taam1"), "top": ("top1",), "total": ("tou1 tou4",),
    "tracking": ("cek1 king4",), "trade": ("cei1",), "training": ("cei1 ning4",), "trip": ("cip1",), "trust": ("caa1 si4",), "up": ("ap1",),
    "upgrade": ("ap1 gei1", "ap1 gwei1"), "version": ("woe1 san4",), "view": ("wiu1",), "voucher": ("waau1 caa4",), "web": ("wep1", "wek1"),
    "weekend": ("wik1 en4",), "year": ("ji1 aa4",),
}  # fmt: skip
