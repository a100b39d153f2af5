// What the staff page shows: Hong Kong written Chinese, for people at work.

export const WORDS = {
  title: '職員接聽',
  key_label: '職員密匙',
  key_enter: '進入',
  key_hint: '密匙只保留在這個分頁，關閉後便會消失。',
  waiting: '等候接聽',
  nobody: '現時沒有客人等候。',
  choose: '請從左邊選擇一個等候中的對話。',
  no_summary: '（未有說話）',
  join: '接聽',
  back: '交返畀客服員',
  send: '講出',
  type: '打字，按 Enter 由客服員讀給客人聽…',
  you: '客人',
  desk: 'AI 客服員',
  staff: '職員',
  cut: '（講到這裏停了）',
  source: '資料來源',
  listening: '客人正在說話…',
  summary: '摘要',
  feeling: '情緒',
  form_title: '表格（個人資料已遮蓋）',
  field_right: '正確',
  field_wrong: '需要更正',
  field_open: '未填',
  web: '網頁',
  phone: '電話',
  kiosk: '自助機',
  calm: '平靜',
  happy: '開心',
  angry: '激動',
  sad: '低落',
  unsure: '未能判斷',
  // the connection and what ended
  connecting: '連線中…',
  open: '已連線',
  lost: '連線中斷，正在重新連線…',
  unauthorized: '密匙不正確。',
  busy: '開啟的職員頁面太多，請稍後再試。',
  hung_up: '客人已經離開，對話結束。',
  given_back: '已交回客服員。',
  line_lost: '客人的連線中斷，等候對方重新連線…',
  already_taken: '另一位職員已經接聽這個對話。',
  unknown_call: '這個對話已經不在等候名單上。',
  has_call: '請先把手上的對話交回客服員。',
  no_call: '請先接聽一個對話。',
  text_too_long: '每次最多 500 字，請分開輸入。',
  too_fast: '未能送出，請再試。',
};

/** Minutes and seconds since a moment. Both in seconds since the epoch. */
export function waited(since, now) {
  const seconds = Math.max(0, Math.floor(now - since));
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}
