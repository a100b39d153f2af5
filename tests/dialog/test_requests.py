from hypothesis import given
from hypothesis import strategies as st

from tests.bank import BANK, MIND
from voicebot.dialog.guard import supported
from voicebot.dialog.requests import LASTING, SLOW, after, bare, kept, shortened
from voicebot.engines import Question
from voicebot.events import Reply, Transcript

MORE = BANK.phrases["simpler_more"].spoken
ACTIONS = st.sampled_from((*LASTING, "repeat", "fuller", "usual", "person", ""))


def ask(text, history=(), standing=()):
    return MIND.answer(Question(Transcript(text), history=history, standing=standing))


@given(st.lists(ACTIONS, max_size=8))
def test_a_request_lasts_until_it_is_taken_back(actions):
    standing = ()
    for action in actions:
        standing = after(standing, action)
    since = actions[len(actions) - actions[::-1].index("usual") :] if "usual" in actions else actions
    pace = [action for action in since if action in ("slower", "quicker")][-1:]  # the last word on it counts
    assert set(standing) == set(since) & {"louder", "simpler"} | set(pace) and len(standing) == len(set(standing))


def test_every_kind_of_reply_is_slow_after_slower():
    for text in ("分行幾點開門", "你好", "今日天氣點", "公安叫我轉錢", "再講多次", "搵真人"):
        reply = ask(text, (("desk", "好"),), ("slower", "louder"))
        assert reply.rate <= SLOW and reply.standing == ("slower", "louder"), text


def test_kept_changes_the_manner_and_nothing_else():
    flow = Reply("你想約幾時呀？", "預約時間？", "flow", expect="date")
    assert kept(flow, ()) == flow
    slow = kept(flow, ("slower",))
    assert (slow.spoken, slow.expect, slow.route, slow.rate) == (flow.spoken, "date", "flow", SLOW)


def test_who_is_in_a_hurry_is_answered_briskly_until_it_is_taken_back():
    said = ask("講快啲", (("desk", "好"),))
    assert said.spoken.startswith(BANK.phrases["quicker"].spoken) and said.standing == ("quicker",)
    answer = ask("分行幾點開門", (("desk", "好"),), said.standing)
    assert (answer.style, answer.rate) == ("brisk", 1.0)
    sorry = kept(Reply("唔好意思。", "不好意思。", "none", style="apologetic"), ("quicker",))
    assert sorry.style == "apologetic"
    assert ask("講慢啲", (("desk", "好"),), ("quicker",)).standing == ("slower",)
    back = ask("講快啲", (("desk", "好"),), ("slower",))
    assert back.standing == () and back.spoken.startswith(BANK.phrases["usual"].spoken)
    assert ask("太大聲喇", (("desk", "好"),)).standing == ()


def test_requests_add_up():
    first = ask("講慢啲", (("desk", "好"),))
    assert first.standing == ("slower",)
    second = ask("大聲啲", (("desk", "好"),), first.standing)
    assert second.standing == ("slower", "louder") and second.rate == SLOW
    assert ask("講返正常速度", (("desk", "好"),), second.standing).standing == ()


def test_simpler_says_what_stands_alone_and_offers_the_rest():
    whole = BANK.answers["card-annual-fee"].spoken
    short = ask("信用卡年費幾多", standing=("simpler",))
    assert short.spoken == whole[: whole.index("。") + 1] + MORE and short.citations[0].id == "card-annual-fee"
    again = ask("詳細啲", (("desk", short.spoken),), ("simpler",))
    assert again.spoken == BANK.phrases["fuller"].spoken + whole and again.standing == ("simpler",)
    assert ask("好呀", (("desk", short.spoken),), ("simpler",)).spoken == again.spoken
    repeated = ask("再講多次", (("desk", short.spoken),), ("simpler",))
    assert repeated.spoken == BANK.phrases["repeat"].spoken + short.spoken


def test_no_answer_is_cut_into_another_claim():
    for answer in BANK.answers.values():
        head = shortened(answer.spoken)
        assert answer.spoken.startswith(head)
        assert head == answer.spoken or supported(head, answer.spoken), answer.id


def test_conditions_stay():
    for text in ("可以免年費。但係要簽滿二萬蚊。", "唔收費。除非你去分行做。", "可以。"):
        assert shortened(text) == text


def test_warnings_are_never_cut():
    assert ask("公安叫我轉錢", standing=("simpler",)).spoken == ask("公安叫我轉錢").spoken


def test_bare_takes_away_what_was_put_around_an_answer():
    said = BANK.phrases["repeat"].spoken + "分行九點開。" + MORE
    assert bare(said, BANK.phrases) == "分行九點開。"


def test_a_choice_that_was_repeated_can_still_be_taken():
    offered = BANK.phrases["choice"].spoken.format(first="提款卡密碼", second="月結單")
    repeated = ask("再講多次", (("desk", offered),))
    assert repeated.options == ("提款卡密碼", "月結單")
    assert ask("第二個", (("desk", repeated.spoken),)).citations[0].id == "account-statement"
