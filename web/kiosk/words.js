// What only the kiosk says.

const ZH = {
  attract_1: '有咩可以幫到你？',
  attract_2: '撳一下螢幕，用廣東話同我傾就得',
  attract_3: 'Touch the screen to start',
  attract_label: 'AI 客戶服務員 · 由電腦產生 · Computer-generated',
  hold: '撳住講嘢',
  holding: '聽緊，講完放手',
  auto: '自動聽',
  done: '完成',
  person: '搵職員',
  ready_hold: '撳住下面個掣講嘢，講完放手',
  not_heard: '聽唔清楚。撳住個掣，講完先放手。',
  still_there: '仲喺唔喺度？',
  still_note: '冇人撳掣嘅話，數完就會清除頭先嘅對話',
  here: '我仲喺度',
  bye: '多謝你',
  bye_note: '頭先嘅對話已經喺呢部機清除晒',
};

const EN = {
  attract_1: 'How can I help you?',
  attract_2: 'Touch the screen and talk to me in Cantonese',
  attract_3: '撳一下螢幕開始',
  attract_label: 'AI customer agent · computer-generated',
  hold: 'Hold to talk',
  holding: 'Listening. Let go when done',
  auto: 'Hands-free',
  done: 'Finish',
  person: 'Get staff',
  ready_hold: 'Hold the button below, talk, then let go',
  not_heard: 'I did not catch that. Hold the button until you have finished.',
  still_there: 'Are you still there?',
  still_note: 'If nobody touches the screen, this conversation is erased',
  here: 'I am still here',
  bye: 'Thank you',
  bye_note: 'Your conversation has been erased from this machine',
};

export const kioskTexts = (language) => (language.startsWith('en') ? EN : ZH);
