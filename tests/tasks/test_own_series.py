"""Tables of numbers: gaps, a range that only the training part sets, settings without data, and forecasts beyond the end."""

import json

import numpy as np
import pandas as pd
import pytest
import torch

from qrnn_nb import QRNN, Topology, predict
from qrnn_nb.tasks import from_series, task_from_settings
from qrnn_nb.tasks.own_series import clock_places

RANDOM = np.random.default_rng(0)
DAYS = pd.date_range("2024-01-01", periods=300, freq="D")
TABLE = pd.DataFrame({"tide": RANDOM.random(300), "wind": 5 * RANDOM.random(300)}, index=DAYS)
GAPPED = TABLE.drop(TABLE.index[[40, 41, 120]])


def test_only_the_training_part_sets_the_range():
    later = TABLE.copy()
    later.iloc[210:] *= 100
    assert from_series(later, bits=2).limits == from_series(TABLE, bits=2).limits
    training = TABLE[:210]
    assert from_series(TABLE, bits=2).limits == tuple(zip(training.min(), training.max()))


def test_gaps_are_refused_kept_apart_or_filled():
    with pytest.raises(ValueError, match="has 2 gaps"): from_series(GAPPED, bits=2, length=8)
    apart = from_series(GAPPED, bits=2, length=8, gaps="drop")
    known = {tuple(piece) for piece in np.lib.stride_tricks.sliding_window_view(TABLE["tide"].to_numpy(), 7)}
    for read in apart.batch("train", 300).input_values.tolist(): assert tuple(read) in known
    filled = from_series(GAPPED, bits=2, length=8, gaps="interpolate")
    values = np.concatenate([filled.data[split][0] for split in ("train", "validate", "test")])
    assert len(values) == 300
    ends = TABLE["tide"].iloc[[39, 42]]
    np.testing.assert_allclose(values[39:43, 0], np.linspace(*ends, 4))


def test_missing_numbers_are_gaps_too():
    holes = TABLE.copy()
    holes.iloc[50, 0] = np.nan
    with pytest.raises(ValueError, match="has 1 gaps"): from_series(holes, bits=2)


def test_clocks():
    assert clock_places(pd.date_range("2024-01-01", periods=12, freq="MS")).tolist() == list(range(12))
    assert clock_places(pd.bdate_range("2024-01-01", periods=30)).tolist() == list(range(30))
    with pytest.raises(ValueError, match="not later"): clock_places([0, 2, 1])


def test_a_stored_task_forecasts_the_same():
    task = from_series(TABLE, ["wind", "tide"], bits=2, horizon=3, length=8)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    assert again == task and again.data is None
    with pytest.raises(ValueError, match="not stored with a model"): again.batch()
    model = QRNN(Topology.paper(4, 1, stages=1, order=1, degree=1), seed=0)
    here, there = (predict(model, which, TABLE, samples=20, seed=1) for which in (task, again))
    np.testing.assert_array_equal(here.samples, there.samples)
    assert here.mean.shape == (3, 2) and here.columns == ("wind", "tide")
    batch = task.encode(TABLE)
    expected = model(batch.inputs, batch.forced, batch.at)[0, 0].detach().double() @ torch.as_tensor(task.table)
    np.testing.assert_allclose(here.mean[0], expected, rtol=1e-6)


def test_words_hold_all_columns():
    task = from_series(TABLE, bits=2)
    assert task.to_words(task.table).tolist() == list(range(16))
    assert task.persistence(task.batch("test"))["mean absolute error"] > 0


@pytest.mark.parametrize("options, message", [
    ({"columns": ["tides"]}, "did you mean 'tide'"), ({"gaps": "fill"}, "gaps must be"), ({"bits": 9}, "at most 8"), 
    ({"length": 100}, "no 100 rows"),
    ({"time": "day"}, "time must be"), ({"horizon": 0}, "horizon"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message): from_series(TABLE, **options)


@pytest.mark.parametrize("change", [{"limits": [[0, 1]]}, {"limits": [[1, 0], [0, 1]]}, {"columns": []}, {"bits": 0}, {"data": 1}])
def test_damaged_settings_are_refused(change):
    with pytest.raises(ValueError): task_from_settings(from_series(TABLE).settings() | change)
