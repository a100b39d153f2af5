"""What a killed process left is gone after the next start; what is kept stays."""

from __future__ import annotations

from pathlib import Path

from voicebot.privacy.sweep import sweep


def test_work_in_progress_goes_and_the_rest_stays(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("x")
    data = tmp_path / "var"
    for name in ("videos/a.mp4", "forms/job-1/page.png", "tmp/x", "journal.db", "reports/videos/kept"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x")
    (data / "forms" / "link").symlink_to(outside)
    assert sweep(data) == 4
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert left == ["outside/kept.txt", "var/journal.db", "var/reports/videos/kept"]
    assert sweep(data) == 0


def test_a_linked_folder_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "kept").write_text("x")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "videos").symlink_to(tmp_path / "real")
    assert sweep(tmp_path / "var") == 0 and (tmp_path / "real" / "kept").exists()


def test_a_new_data_folder_has_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "none") == 0
