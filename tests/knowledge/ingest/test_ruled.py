from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.knowledge.ingest.ruled import Rule, tables


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def cells(*places: tuple[float, float, float, float]) -> list[Rule]:
    return [rule for place in places for rule in box(*place)]


def test_a_grid_gives_the_place_of_a_point() -> None:
    (table,) = tables(cells(*((x, y, x + 100, y + 20) for x in (50, 150) for y in (600, 620, 640))))
    assert table.place(60, 650) == (0, 0) and table.place(200, 610) == (2, 1) and table.place(60, 700) is None and table.place(300, 610) is None


def test_places_without_a_rule_between_are_one_cell() -> None:
    merged = cells((50, 600, 150, 640), (150, 600, 250, 620), (150, 620, 250, 640), (50, 640, 250, 660))
    (table,) = tables(merged)
    assert table.origins == (((0, 0), (0, 0)), ((1, 0), (1, 1)), ((1, 0), (2, 1)))


def test_frames_underlines_and_drawings_are_no_tables() -> None:
    assert tables(box(50, 50, 550, 800)) == []
    assert tables([Rule(50, y, 500, y) for y in range(100, 700, 50)]) == []
    assert tables(cells((50, 600, 150, 620), (150, 600, 250, 620))) == []  # one row
    assert tables([Rule(x, 0, x, 900) for x in range(5_000)]) == []
    assert tables([]) == []


def test_two_tables_stay_two() -> None:
    grid = [(x, y, x + 50, y + 20) for x in (50, 100) for y in (100, 120)]
    assert len(tables(cells(*grid, *((x0, y0 + 200, x1, y1 + 200) for x0, y0, x1, y1 in grid)))) == 2


@given(st.integers(2, 5), st.integers(2, 5), st.floats(-1, 1), st.randoms())
def test_any_grid_is_found_however_its_rules_are_drawn(columns: int, rows: int, shift: float, chance: object) -> None:
    rules = cells(*((50 + 60 * i, 500 + 20 * j + shift * (i % 2), 110 + 60 * i, 520 + 20 * j) for i in range(columns) for j in range(rows)))
    chance.shuffle(rules)  # type: ignore[attr-defined]
    (table,) = tables(rules)
    assert (len(table.origins), len(table.origins[0])) == (rows, columns)
    assert {origin for row in table.origins for origin in row} == {(i, j) for i in range(rows) for j in range(columns)}
