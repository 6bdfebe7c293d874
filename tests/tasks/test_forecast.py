"""Series and waves: levels, errors, files that do not fit."""











import numpy as np
import pytest
import torch

from qrnn_nb.tasks import (
    Batch,
    Series,
    Waveform,
)


def test_series_levels_are_those_of_training(tmp_path):
    values = np.concatenate([np.linspace(0, 7, 70), np.full(15, 3.0), np.full(15, 20.0)])
    (tmp_path / "series.csv").write_text("day,value\n" + "\n".join(f"x,{value}" for value in values))
    task = Series(tmp_path / "series.csv", length=5)
    assert task.range == (0, 7) and task.outside("test") == 1 and task.outside("validate") == 0
    assert (task.batch("test").inputs == 7).all() and (task.batch("validate").inputs == int(3 / 7 * 8)).all()


def test_forecast_error_and_persistence_by_hand():
    task = Waveform(bits=1, length=4)  # levels -0.5 and 0.5
    batch = Batch.of([[0, 0, 1, 1]], [[0, 0, 1, 1]], [[0, 0, 1, 1]], [0, 1, 2])
    found = task.accuracy(torch.tensor([[[1., 0], [.5, .5], [.2, .8]]]), batch)
    assert found["mean absolute error"] == pytest.approx((0 + .5 + .2) / 3)
    assert task.persistence(batch) == pytest.approx({"argmax accuracy": 2 / 3, "sampled accuracy": 2 / 3, "mean absolute error": 1 / 3})


def test_waves_repeat_after_their_period():
    for wave in "sine", "triangle", "sawtooth", "square":
        values = Waveform(wave, 5, length=20).values(6, np.random.default_rng(1))
        assert np.allclose(values[:, 5:], values[:, :-5]) and abs(values).max() <= 1
        assert np.ptp(values) > 1.5


def test_series_that_do_not_fit(tmp_path):
    (tmp_path / "text.csv").write_text("name\nAda\nAlan\n")
    (tmp_path / "hole.csv").write_text("value\n" + "1\n" * 50 + "\"\"\n" + "2\n" * 50)
    (tmp_path / "short.csv").write_text("value\n" + "1\n" * 50)
    for file, message in ("text", "no column of numbers"), ("hole", "row 51"), ("short", "15 % must hold"):
        with pytest.raises(ValueError, match=message): Series(tmp_path / f"{file}.csv").batch()
    with pytest.raises(ValueError, match="unknown wave"): Waveform("sin")
    for wrong in {"period": 0}, {"period": float("inf")}, {"noise": -1}:
        with pytest.raises(ValueError, match=next(iter(wrong))): Waveform(**wrong)
