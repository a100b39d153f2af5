from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.knowledge.ingest.tables import Span, blocks, grid, spanned


def rows(*table: list[str]) -> list[str]:
    return [block.text for block in blocks(grid(table))]


def test_every_row_carries_its_name_and_its_columns_names() -> None:
    assert rows(["計劃", "月費", "合約期"], ["A", "$98", "24個月"], ["B", "$128", "12個月"]) == [
        "計劃：A；月費：$98；合約期：24個月",
        "計劃：B；月費：$128；合約期：12個月",
    ]


def test_blank_cells_are_not_taken_for_merged_ones() -> None:
    assert rows(["計劃", "", "月費", ""], ["A", "", "$98", ""]) == ["計劃：A；月費：$98"]
    assert rows(["計劃", "", "月費", ""], ["A", "基本", "$98", "每月"]) == ["計劃：A；基本；月費：$98；每月"]


def test_a_merged_cell_has_its_value_in_every_row_and_a_title_is_no_name() -> None:
    table = spanned(
        [
            [Span("月費表", columns=3)],
            [Span("計劃"), Span("月費"), Span("合約期")],
            [Span("計劃A", rows=3), Span("$98"), Span("24個月")],
            [Span("$88"), Span("36個月")],
            [Span("$78"), Span("48個月")],
        ]
    )
    found = blocks(table)
    assert (found[0].kind, found[0].text) == ("heading", "月費表")
    assert [block.text for block in found[1:]] == [
        "計劃：計劃A；月費：$98；合約期：24個月",
        "計劃：計劃A；月費：$88；合約期：36個月",
        "計劃：計劃A；月費：$78；合約期：48個月",
    ]


def test_names_of_two_rows_are_joined() -> None:
    table = spanned(
        [
            [Span("服務", rows=2), Span("收費", columns=2)],
            [Span("港元"), Span("美元")],
            [Span("電匯"), Span("$115"), Span("$15")],
            [Span("查詢"), Span("豁免", columns=2)],
        ]
    )
    assert [block.text for block in blocks(table)] == ["服務：電匯；收費／港元：$115；收費／美元：$15", "服務：查詢；收費／港元、收費／美元：豁免"]


def test_a_heading_inside_a_table_stays_a_heading() -> None:
    table = spanned([[Span("項目"), Span("收費"), Span("備註")], [Span("甲部", columns=3)], [Span("補發"), Span("$50"), Span("每張")]])
    assert [(block.kind, block.text) for block in blocks(table)] == [("heading", "甲部"), ("row", "項目：補發；收費：$50；備註：每張")]


def test_two_columns_are_names_only_over_figures() -> None:
    assert rows(["計劃", "月費"], ["A", "$98"], ["B", "$128"]) == ["計劃：A；月費：$98", "計劃：B；月費：$128"]
    assert rows(["月費", "$98"], ["合約期", "24個月"]) == ["月費：$98", "合約期：24個月"]
    # Names taken from the first row would say that the hotline's charge is $98.
    assert rows(["客戶熱線", "見網頁"], ["月費", "$98"], ["查詢", "電郵"]) == ["客戶熱線：見網頁", "月費：$98", "查詢：電郵"]


def test_years_are_names() -> None:
    assert rows(["項目", "2025年", "2026年"], ["年費", "$1,000", "$1,200"]) == ["項目：年費；2025年：$1,000；2026年：$1,200"]


def test_a_fee_keeps_the_condition_in_the_next_cell() -> None:
    assert rows(["計劃", "月費", "備註"], ["A", "$98", "須簽約。只限新客戶。"]) == ["計劃：A；月費：$98；備註：須簽約；只限新客戶"]


def test_a_cell_that_is_a_text_is_given_by_sentence_with_its_rows_name() -> None:
    told = "本計劃只適用於新客戶。" * 12
    found = rows(["計劃", "月費", "說明"], ["A", "$98", told])
    assert found[0] == "計劃：A；月費：$98"
    assert set(found[1:]) == {"計劃：A；說明：本計劃只適用於新客戶。"}
    assert len(found) == 13


def test_an_empty_row_parts_tables_and_names_go_on_where_none_are_given() -> None:
    assert rows(["計劃", "月費", "期"], ["A", "$98", "1"], ["", "", ""], ["B", "$128", "2"]) == [
        "計劃：A；月費：$98；期：1",
        "計劃：B；月費：$128；期：2",
    ]


TEXT = st.sampled_from(["", "計劃", "月費", "$98", "A", "24個月", "須簽約", "免費。"])


@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), max_size=6))
def test_no_cell_is_lost(table: list[list[str]]) -> None:
    told = "\n".join(rows(*table))
    assert all(cell.rstrip("。") in told for row in table for cell in row)


@given(st.lists(st.lists(st.tuples(TEXT, st.integers(0, 9999), st.integers(0, 9999)), max_size=4), max_size=5))
def test_spans_of_any_size_give_a_grid(table: list[list[tuple[str, int, int]]]) -> None:
    found = spanned([[Span(*cell) for cell in row] for row in table])
    assert len({len(row) for row in found}) <= 1
    told = "\n".join(block.text for block in blocks(found))
    assert all(text.rstrip("。") in told for row in table for text, _, _ in row)
