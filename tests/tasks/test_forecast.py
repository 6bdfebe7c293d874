"""Waves: levels, and errors against the numbers that were rounded."""

import numpy as np
import pytest
import torch

from qrnn_nb.tasks import Batch, Waveform


def perfect(task, batch):
    "The distributions of who always names the right level."
    return torch.nn.functional.one_hot(batch.answers, task.words).double()


def test_forecast_error_and_persistence_by_hand():
    task = Waveform(bits=1, length=4)  # levels -0.5 and 0.5
    batch = Batch.of([[0, 0, 1]], [[0, 1, 1]], [[0, 1, 1]])
    found = task.accuracy(torch.tensor([[[1., 0], [.5, .5], [.2, .8]]]), batch)
    assert found["mean absolute error"] == pytest.approx((0 + .5 + .2) / 3)
    assert task.persistence(batch) == pytest.approx({"argmax accuracy": 2 / 3, "sampled accuracy": 2 / 3, "mean absolute error": 1 / 3})


def test_waves_repeat_after_their_period():
    for wave in "sine", "triangle", "sawtooth", "square":
        values = Waveform(wave, 5, length=20).values(6, np.random.default_rng(1))
        assert np.allclose(values[:, 5:], values[:, :-5]) and abs(values).max() <= 1
        assert np.ptp(values) > 1.5


def test_what_is_no_wave_is_refused():
    with pytest.raises(ValueError, match=r"wave must be one of .*did you mean 'sine'"): Waveform("sin")
    for wrong in {"period": 0}, {"period": float("inf")}, {"noise": -1}:
        with pytest.raises(ValueError, match=next(iter(wrong))): Waveform(**wrong)


def test_waves_beyond_the_levels_are_missed_too():
    task = Waveform(noise=2., length=30)
    batch = task.batch("test", 200)
    beyond = (batch.target_values.abs() - 1).clamp_min(0).mean().item()
    assert task.accuracy(perfect(task, batch), batch)["mean absolute error"] > beyond > .5
