"""Tables of numbers: how others write them, dates and gaps, errors of every column beside naive ones, settings without data, forecasts."""

import io
import json
import re
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from helpers import SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb import QRNN, Topology, evaluate, load_checkpoint, load_predictor, predict, save_predictor
from qrnn_nb.tasks import Blinded, blind_rules, from_series, task_from_settings
from qrnn_nb.tasks.core import shifted
from qrnn_nb.tasks.own_series import clock, clock_places, tick_of

RANDOM = np.random.default_rng(0)
DAYS = pd.date_range("2024-01-01", periods=300, freq="D")
TABLE = pd.DataFrame({"tide": RANDOM.random(300), "wind": 5 * RANDOM.random(300)}, index=DAYS)
GAPPED = TABLE.drop(TABLE.index[[40, 41, 120]])
CELL = QRNN(Topology.paper(4, 1, stages=1, order=1, degree=1), seed=0)


def perfect(task, batch):
    "The distributions of who always names the right level."
    return torch.nn.functional.one_hot(batch.answers, task.words).double()


def sequences_of(batch):
    "The numbers of whole sequences: those that are read, and the last that is to be told."
    return torch.cat((batch.input_values, batch.target_values[:, -1:]), 1).squeeze(-1)


# ---------------------------------------------------------------- levels and parts


def test_only_the_training_part_sets_the_range():
    later = TABLE.copy()
    later.iloc[210:] *= 100
    with pytest.warns(UserWarning, match="100% of tide in the validate part.* try differences=True"): grown = from_series(later, bits=2)
    assert grown.limits == from_series(TABLE, bits=2).limits
    training = TABLE[:210]
    assert from_series(TABLE, bits=2).limits == tuple(zip(training.min(), training.max()))


def test_what_is_cut_off_is_missed_and_said_once():
    values = np.concatenate([np.tile([0., 8], 35), np.full(15, 4), np.full(15, 108)])
    with pytest.warns(UserWarning, match="100% of 0 in the test part lie outside") as said: task = from_series(values, bits=3, length=5)
    assert len(said) == 1 and task.limits == ((0, 8),) and task.outside("test") == {"0": 1} and task.outside("validate") == {"0": 0}
    batch = task.batch("test")
    assert task.accuracy(perfect(task, batch), batch)["mean absolute error"] == 108 - 7.5
    assert "cut off: 100.0%" in task.explain("test") and task.persistence(batch)["mean absolute error"] == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wide = from_series(values, bits=3, length=5, limits=(0, 128))
    assert wide.limits == ((0, 128),) and wide.accuracy(perfect(wide, wide.batch("test")), wide.batch("test"))["mean absolute error"] == 4


def test_limits_may_be_named_by_column():
    task = from_series(TABLE, bits=2, limits={"wind": (0, 10)})
    assert task.limits == ((TABLE["tide"][:210].min(), TABLE["tide"][:210].max()), (0, 10))
    with pytest.raises(ValueError, match="a column in limits must be one of 'tide', 'wind'"): from_series(TABLE, limits={"tides": (0, 1)})


def test_words_hold_all_columns():
    task = from_series(TABLE, bits=2)
    assert task.to_words(task.levels).tolist() == list(range(16))


@given(st.integers(0, 99), st.integers(2, 12))
def test_differences(seed, length):
    random = np.random.default_rng(seed)
    values = np.cumsum(random.integers(-3, 9, 300)).astype(float)
    task = from_series(values, length=length, differences=True)
    batch = task.batch("test", 10, seed)
    changes = np.diff(values)
    assert task.limits == ((changes[:209].min(), changes[:209].max()),) and batch.inputs.shape == (10, length - 1)
    pieces = {tuple(changes[start:start + length]) for start in range(255, 300 - length)}
    assert {tuple(row) for row in sequences_of(batch).tolist()} <= pieces
    assert task.persistence(batch)["mean absolute error"] == pytest.approx(batch.target_values.abs().mean().item())


def test_a_network_is_judged_by_all_sequences_or_by_evenly_spaced_ones():
    few, many = from_series(TABLE, bits=2, length=8), from_series(np.sin(np.arange(9000)), length=8)
    assert len(few.batch("test")) == few.available("test") == 38 and len(many.batch("validate")) == 500
    starts = sequences_of(many.batch("validate"))[:, 0]
    assert torch.equal(starts, sequences_of(many.batch("validate", seed=1))[:, 0]) and len(starts.unique()) == 500
    every = few.batch("train", few.available("train"))
    assert len(few.batch()) == 32 and every.input_values[:, 0, 0].tolist() == TABLE["tide"][:203].tolist()


# ---------------------------------------------------------------- errors


@given(st.integers(1, 6), st.floats(.5, 40), st.floats(-1, 1), st.integers(0, 99))
def test_errors_are_those_of_the_numbers_themselves(bits, scale, slope, seed):
    values = scale * (np.random.default_rng(seed).normal(size=400) + slope * np.arange(400) / 20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a slope leaves the levels
        task = from_series(values, length=8, bits=bits)
    batch = task.batch("test", 20, seed)
    (low, high), = task.limits
    share = (batch.target_values.numpy() - low) / (high - low)
    told = np.clip((np.floor(share * 2**bits) + .5) / 2**bits, .5 / 2**bits, 1 - .5 / 2**bits)
    error = np.abs(share - told).mean() * (high - low)
    figures = task.accuracy(perfect(task, batch), batch)
    assert figures["argmax accuracy"] == 1 and figures["mean absolute error"] == pytest.approx(float(error))
    change = batch.target_values - batch.input_values
    assert task.persistence(batch)["mean absolute error"] == pytest.approx(change.abs().mean().item())


@pytest.mark.parametrize("differences", [False, True])
def test_every_column_has_its_error_and_the_mean_has_no_units(differences):
    task = from_series(TABLE, bits=2, length=8, differences=differences)
    batch = task.batch("test")
    odds = torch.rand(*batch.answers.shape, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    odds /= odds.sum(-1, keepdim=True)
    figures = task.accuracy(odds, batch)
    told, right = odds @ torch.as_tensor(task.levels), batch.target_values
    errors = (told - right).abs().mean((0, 1))
    for k, name in enumerate(TABLE): assert figures[f"mean absolute error of {name}"] == pytest.approx(errors[k].item())
    scale = TABLE[:210].diff().abs().mean()
    expected = np.mean([figures[f"mean absolute error of {name}"] / scale[name] for name in TABLE])
    assert figures["mean absolute scaled error"] == pytest.approx(expected)
    in_millimetres = from_series(TABLE * [1000, 1], bits=2, length=8, differences=differences)
    scaled = in_millimetres.accuracy(odds, in_millimetres.batch("test"))
    assert scaled["mean absolute error of tide"] == pytest.approx(1000 * figures["mean absolute error of tide"])
    assert scaled["mean absolute scaled error"] == pytest.approx(figures["mean absolute scaled error"])


@given(season=st.integers(1, 60), differences=st.booleans(), split=st.sampled_from(SPLITS), size=st.sampled_from([None, 5]))
def test_the_seasonal_naive_forecast_is_the_row_a_season_ago(season, differences, split, size):
    values = np.random.default_rng(1).permutation(200).astype(float)  # each once: a number tells its row
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        task = from_series(values, length=6, bits=2, season=season, differences=differences)
    batch = task.batch(split, size, seed=3)
    naive = task.naive(split, size, seed=3)
    if differences:
        rows = {(b - a, c - b): k + 2 for k, (a, b, c) in enumerate(zip(values, values[1:], values[2:]))}
        pairs = torch.stack((batch.input_values, batch.target_values), -1).squeeze(2).reshape(-1, 2).tolist()
        if len(rows) < 198: return  # two pairs of changes are alike
        told = np.array([rows[tuple(pair)] for pair in pairs])
    else:
        row_of = {value: row for row, value in enumerate(values)}
        told = np.array([row_of[value] for value in batch.target_values.flatten().tolist()])
    ago = np.where(told >= season, told - season, told - 1)
    expected = np.abs(values[told] - values[ago]).mean()
    assert naive["seasonal"]["mean absolute error"] == pytest.approx(expected)
    assert naive["last value"]["mean absolute error"] == pytest.approx(np.abs(values[told] - values[told - 1]).mean())


def test_naive_forecasts_stand_beside_the_figures_of_a_network():
    task = from_series(TABLE, bits=2, length=8, season=7)
    scores = evaluate(CELL, task)
    for figures in task.naive().values(): assert set(figures) < set(scores)
    assert list(task.naive()) == ["last value", "seasonal"] and list(from_series(TABLE, bits=2).naive()) == ["last value"]
    repeated = from_series(np.tile(np.arange(7.), 40), length=8, season=7)
    assert repeated.naive()["seasonal"]["argmax accuracy"] == 1 and repeated.naive()["seasonal"]["mean absolute error"] == 0
    gone = repeated.data.places % 7 != 3  # where the row a season ago is missing, it is as now
    holed = from_series(np.tile(np.arange(7.), 40)[gone], length=3, season=7)
    assert holed.naive()["seasonal"]["mean absolute error"] > 0


# ---------------------------------------------------------------- time


DATES = "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d %H:%M", "%b %d, %Y"


@given(st.sampled_from(["D", "MS", "B", "W", "h"]), st.sampled_from(DATES), st.sets(st.integers(30, 470), max_size=4), st.booleans())
def test_no_sequence_crosses_a_gap(often, form, missing, differences):
    if often == "h": form = "%Y-%m-%d %H:%M"
    times = pd.date_range("2021-01-04", periods=500, freq=often)
    table = pd.DataFrame({"when": times.strftime(form), "value": np.arange(500.)}).drop(index=list(missing))
    options = dict(columns="value", length=4, differences=differences, limits=(0, 600))
    task = from_series(table, gaps="drop", **options)
    gaps = len({row for row in missing if row + 1 not in missing})
    assert task.time == "when" and (np.diff(task.data.places) > 1).sum() == gaps
    for split in SPLITS: assert (sequences_of(task.batch(split, 200)).diff(dim=1) == (0 if differences else 1)).all()
    assert (np.diff(from_series(table, time="", **options).data.places) == 1).all()
    if gaps:
        with pytest.raises(ValueError, match=f"has {gaps} gaps?:"): from_series(table, **options)


def test_gaps_are_refused_kept_apart_or_filled():
    with pytest.raises(ValueError, match="has 2 gaps"): from_series(GAPPED, bits=2, length=8)
    apart = from_series(GAPPED, bits=2, length=8, gaps="drop")
    known = {tuple(piece) for piece in np.lib.stride_tricks.sliding_window_view(TABLE["tide"].to_numpy(), 7)}
    for read in apart.batch("train", 300).input_values[..., 0].tolist(): assert tuple(read) in known
    assert "gaps, which no sequence crosses: 2" in apart.explain()
    filled = from_series(GAPPED, bits=2, length=8, gaps="interpolate").data
    assert len(filled.values) == 300 and (filled.times == DAYS.to_numpy()).all()
    ends = TABLE["tide"].iloc[[39, 42]]
    np.testing.assert_allclose(filled.values[39:43, 0], np.linspace(*ends, 4))


def test_missing_numbers_are_gaps_too():
    holes = TABLE.copy()
    holes.iloc[50, 0] = np.nan
    with pytest.raises(ValueError, match="has 1 gap:"): from_series(holes, bits=2)
    assert len(from_series(holes, bits=2, gaps="drop").data.values) == 299


def test_clocks():
    assert clock_places(pd.date_range("2024-01-01", periods=12, freq="MS")).tolist() == list(range(12))
    assert clock_places(pd.bdate_range("2024-01-01", periods=30)).tolist() == list(range(30))


@given(often=st.sampled_from(["D", "MS", "ME", "QS", "B", "W-MON", "h", "15min", "YS"]), gap=st.integers(8, 20))
def test_a_clock_goes_on_as_it_has_ticked(often, gap):
    times = pd.date_range("2021-01-01", periods=30, freq=often)
    holed = times.delete(gap).to_numpy("datetime64[ms]")
    tick = tick_of(holed, clock_places(holed))
    assert (clock(tick, times[-1], 5) == pd.date_range(times[-1], periods=5, freq=often)).all()
    assert clock(None, 7, 3).tolist() == [7, 8, 9]


def test_times_that_do_not_ascend():
    for order in DAYS[::-1], DAYS[[*range(50), 49, *range(50, 299)]]:
        table = pd.DataFrame({"day": order, "level": np.arange(300.) % 7})
        with pytest.raises(ValueError, match=r"day in row \d+ is not later .*sort the table"): from_series(table, length=5)
        assert from_series(table, length=5, time="").data.times is None
    with pytest.raises(ValueError, match="the index in row 2 is not later"): from_series(TABLE[::-1])


def test_a_column_of_times_in_numbers():
    seconds = np.concatenate([np.arange(150), np.arange(400, 550)]) * 10
    table = pd.DataFrame({"t": seconds, "level": np.sin(seconds)})
    task = from_series(table, time="t", length=5, gaps="drop")
    assert task.columns == ("level",) and task.tick == 10 and "gaps, which no sequence crosses: 1" in task.explain()
    with pytest.raises(ValueError, match="time must be one of 't', 'level', got 'T'"): from_series(table, time="T")
    with pytest.raises(ValueError, match="words has neither dates nor numbers"): from_series(table.assign(words="x"), time="words")
    days = pd.DataFrame({"day": DAYS.date, "level": np.sin(np.arange(300))})
    assert from_series(days, time="day").tick == "D" and from_series(days).time == "day"
    uneven = pd.DataFrame({"t": np.cumsum(np.tile([1, 1, 10], 100)), "v": np.sin(np.arange(300))})
    with pytest.raises(ValueError, match=r"no 5 rows in a row without a gap.*time=''"): from_series(uneven, time="t", length=5, gaps="drop")


# ---------------------------------------------------------------- tables as others write them


LEVEL = pd.DataFrame({"level": np.tile(np.random.default_rng(1).normal(size=20) * 3000, 10)})


def read_again(table, read_with=None, **written_with):
    "A table that was written as CSV and read with other options."
    return pd.read_csv(io.StringIO(table.to_csv(**written_with)), **read_with or {})


def test_the_number_of_the_row_is_no_series():
    for table in LEVEL, LEVEL.set_axis(range(7, 207)), LEVEL.sample(frac=1, random_state=0):
        task = from_series(read_again(table), length=5)
        assert task.columns == ("level",) and np.allclose(task.data.values[:, 0], table["level"])
    with pytest.raises(ValueError, match="frame has no column of numbers"): from_series(read_again(pd.DataFrame({"name": ["x"] * 200})))
    assert from_series(np.arange(200.), length=5, limits=(0, 200)).columns == ("0",)


@pytest.mark.parametrize(("written_with", "hint", "read_with"), [
    (dict(sep=";"), "sep=';'", dict(sep=";")),
    (dict(sep="\t"), r"sep='\\t'", dict(sep="\t")),
    (dict(sep=";", decimal=","), "sep=';'", dict(sep=";", decimal=",")),
])
def test_other_separators(written_with, hint, read_with):
    with pytest.raises(ValueError, match=f"no column of numbers: read the file with {hint}"): from_series(read_again(LEVEL, **written_with))
    assert np.allclose(from_series(read_again(LEVEL, read_with, **written_with), length=5).data.values, LEVEL)


@pytest.mark.parametrize(("form", "hint", "read_with"), [
    (lambda value: f"{value:.2f}".replace(".", ","), "decimal=','", dict(decimal=",")),
    (lambda value: f"{value:,.2f}", "thousands=','", dict(thousands=",")),
    (lambda value: f"{value:,.2f}".replace(",", " "), "thousands=' '", dict(thousands=" ")),
    (lambda value: f"{value:,.2f}".replace(",", "'"), 'thousands="\'"', dict(thousands="'")),
    (lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")), "decimal=',', thousands='.'", dict(decimal=",", thousands=".")),
])
def test_other_numbers(form, hint, read_with):
    options = dict(sep=";", index=False)
    for columns in None, "level":
        with pytest.raises(ValueError, match=f"numbers.*: read the file with {hint}$"):
            from_series(read_again(LEVEL.map(form), dict(sep=";"), **options), columns)
    table = read_again(LEVEL.map(form), dict(sep=";") | read_with, **options)
    assert np.allclose(from_series(table, length=5).data.values, LEVEL, atol=.006)


CELLS = TABLE.astype(object)


@pytest.mark.parametrize("cell", ["12 EUR", "n/a?", "1,2,3", True])
@given(row=st.integers(0, 299))
def test_a_bad_cell_is_named_with_its_column_and_row(cell, row):
    dirty = CELLS.copy()
    dirty.iloc[row, 0] = cell
    dirty["wind"] = TABLE["wind"]
    place = f"column 'tide' must hold numbers, got {cell!r} in row {row + 1}"
    with pytest.raises(ValueError) as told: from_series(dirty)
    assert str(told.value).startswith(f"{place} (columns=['wind'] leaves")
    with pytest.raises(ValueError) as told: from_series(dirty, "tide")
    assert str(told.value).startswith(f"{place}: mend")
    assert from_series(dirty, ["wind"]).columns == ("wind",)


def test_decimal_commas_beside_numbers_and_holes_and_a_bad_cell():
    comma = TABLE.assign(tide=[f"{value:.3f}".replace(".", ",") for value in TABLE["tide"]])
    comma.iloc[3, 0] = None
    with pytest.raises(ValueError, match=r"'tide'.*in row 1 \(columns=\['wind'\] .*: read the file with decimal=','$"): from_series(comma)
    comma.iloc[7, 0] = "broken"
    with pytest.raises(ValueError, match=r"'broken' in row 8.*: mend the cell, and read .* decimal=','$"): from_series(comma)


def test_a_column_of_texts_is_left_out_and_said():
    named = TABLE.assign(place="Oslo", other=pd.Timestamp("2024-01-01"))
    with pytest.warns(UserWarning, match=r"'place' was left out, .* 'Oslo': say columns=") as said: task = from_series(named)
    assert len(said) == 1 and task.columns == ("tide", "wind") and "left out, no numbers: place" in task.explain()
    with pytest.warns(UserWarning, match="no numbers but True"): from_series(TABLE.assign(holiday=True))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asked = from_series(named, ["tide", "wind"])
        assert asked == task and "left out" not in asked.explain()
        assert torch.equal(task.encode(named).inputs, task.encode(TABLE).inputs)


@given(st.dates(min_value=pd.Timestamp("1800-01-01").date(), max_value=pd.Timestamp("2190-01-01").date()))
def test_numbers_of_eight_digits_are_dates(first):
    days = pd.date_range(str(first), periods=120, unit="s")
    written = pd.DataFrame({"day": [int(day.strftime("%Y%m%d")) for day in days], "level": np.sin(np.arange(120))})
    plain = from_series(written.assign(day=days), length=5)
    for task in from_series(written, length=5), from_series(written, time="day", length=5):
        assert task == plain and task.tick == "D" and task.columns == ("level",)
    assert from_series(written, time="", length=5).columns == ("level",)
    ahead = predict(QRNN(Topology.paper(4, 1, stages=1, order=1, degree=1), seed=0), task, written, samples=2)
    assert ahead.times[0] == days[-1] + pd.Timedelta(days=1)


def test_other_numbers_of_eight_digits_are_numbers():
    table = pd.DataFrame({"t": 20240101 + 100 * np.arange(200), "level": np.sin(np.arange(200))})  # a month 13
    assert from_series(table, time="t", length=5).tick == 100


def test_what_is_no_table_of_numbers_is_refused():
    flags = pd.DataFrame({"on": np.arange(200) % 3 == 0})
    for columns in None, "on":
        with pytest.raises(ValueError, match="True and False are no numbers, write 1 and 0"): from_series(flags, columns)
    with pytest.raises(ValueError, match=r"frame must be a table of numbers, got 'tide.csv': read a file with"): from_series("tide.csv")
    for frame in 3, np.zeros((2, 2, 2)), None, {"a": [1], "b": [1, 2]}:
        with pytest.raises(ValueError, match="frame"): from_series(frame)
    with pytest.raises(ValueError, match="different names"): from_series(pd.DataFrame(np.zeros((200, 2)), columns=["a", "a"]))


@pytest.mark.parametrize("options, message", [
    ({"columns": ["tides"]}, "did you mean 'tide'"), ({"gaps": "fill"}, "gaps must be"), ({"bits": 9}, "at most 8"),
    ({"length": 100}, "no 100 rows"), ({"length": 1}, "length"), ({"bits": True}, "bits"), ({"limits": (1, 1)}, "limits"),
    ({"limits": "ab"}, "limits"), ({"limits": (0, float("nan"))}, "a limit"), ({"differences": 1}, "differences must be True or False"),
    ({"time": "day"}, "time must be"), ({"horizon": 0}, "horizon"), ({"season": 0}, "season"), ({"units": 3}, "a unit"),
    ({"units": {"waves": "m"}}, "a column in units"), ({"test": 0}, "test"), ({"validate": 0.9, "test": 0.9}, "train part"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message): from_series(TABLE, **options)


# ---------------------------------------------------------------- the protocol


@pytest.mark.parametrize("differences", [False, True])
def test_nothing_is_told(differences):
    task = from_series(TABLE, bits=2, length=8, differences=differences)
    batch = task.batch("test")
    assert torch.equal(batch.forced, batch.targets) and batch.scored.all() and not task.told
    read, answered = shifted(batch.sequences.numpy())
    assert (batch.inputs.numpy() == read).all() and (batch.targets.numpy() == answered).all()
    assert not Blinded(task).batch("test").inputs.any()
    size = task.available("test")
    chance = task.chance(task.batch("test"))
    assert max(blind_rules(task, size).values()) <= chance + 4 * (chance * (1 - chance) / size) ** .5
    assert (replace(task, protocol="paper").batch("test").forced == -1).all()


# ---------------------------------------------------------------- settings, and what people read


def test_a_stored_task_forecasts_the_same():
    task = from_series(TABLE, ["wind", "tide"], bits=2, horizon=3, length=8)
    again = task_from_settings(json.loads(json.dumps(task.settings())))
    assert again == task and again.data is None and "data" not in task.settings()
    for ask in again.batch, again.naive, again.outside, again.available:
        with pytest.raises(ValueError, match="not stored with a model"): ask()
    here, there = (predict(CELL, which, TABLE, samples=20, seed=1) for which in (task, again))
    np.testing.assert_array_equal(here.samples, there.samples)
    assert here.mean.shape == (3, 2) and here.columns == ("wind", "tide") and "not here" in again.explain()
    batch = task.encode(TABLE)
    expected = CELL(batch.inputs, batch.forced, batch.at)[0, 0].detach().double() @ torch.as_tensor(task.levels)
    np.testing.assert_allclose(here.mean[0], expected, rtol=1e-6)


def test_a_sequence_is_read_with_units_and_times(tmp_path):
    task = from_series(TABLE, bits=2, length=8, units={"tide": "m"})
    row = TABLE.iloc[[5]]
    table = task.decode(task.to_words(row), start=row.index[0])
    assert list(table) == ["tide (m)", "wind"] and table.index[0] == row.index[0]
    widths = np.array([high - low for low, high in task.limits]) / 4
    assert (np.abs(table.to_numpy() - row.to_numpy()) <= widths / 2 + 1e-12).all()
    assert task.decode([0, 1], start="2024-02-28").index[1] == pd.Timestamp("2024-02-29")
    explained = task.explain("test")
    assert "45 rows, 2024-09-12 to 2024-10-26" in explained and "tide (m): 4 levels from" in explained
    change = from_series(TABLE, "tide", differences=True, units="m")
    assert list(change.decode([0])) == ["change of tide (m)"]
    save_predictor(CELL, task, tmp_path)
    assert load_predictor(tmp_path)[1].decode([3]).equals(task.decode([3]))


@pytest.mark.parametrize("change", [
    {"limits": [[0, 1]]}, {"limits": [[1, 0], [0, 1]]}, {"columns": []}, {"bits": 0}, {"data": 1}, {"units": ["m"]}, {"units": [1, 2]},
    {"tick": -1}, {"tick": [1]}, {"season": 0}, {"gaps": "fill"}, {"time": 3}, {"differences": 0}, {"digest": "x" * 65},
])  # fmt: skip
def test_damaged_settings_are_refused(change):
    with pytest.raises(ValueError): task_from_settings(from_series(TABLE).settings() | change)


# ---------------------------------------------------------------- beyond the end


@pytest.mark.parametrize("differences", [False, True])
def test_a_forecast_has_the_units_and_the_times_of_the_table(differences):
    steady = pd.DataFrame({"level": np.arange(300.) * 2}, index=DAYS)
    task = from_series(steady, bits=1, length=4, horizon=3, differences=differences, limits=(1, 3) if differences else (0, 600))
    model = QRNN(Topology.paper(1, 1, stages=1, order=1, degree=1), seed=0)
    ahead = predict(model, task, steady, samples=10)
    assert list(ahead.times) == list(pd.date_range("2024-10-27", periods=3))
    if differences:  # a change is named 1.5 or 2.5: so each row is that much more than the one before
        steps = np.diff(np.concatenate([np.full((10, 1, 1), 598.), ahead.samples], 1), axis=1)
        assert set(steps.round(9).flatten()) <= {1.5, 2.5}
        moved = np.diff(np.concatenate([[[598.]], ahead.mean]), axis=0)
        assert (moved >= 1.5).all() and (moved <= 2.5).all()
    frame = ahead.to_frame()
    assert list(frame["level"]) == ["mean", "low", "high"] and (frame["level"]["low"] <= frame["level"]["high"]).all()


def test_a_part_that_is_too_short_says_how_long_its_runs_are():
    for differences in False, True:
        with pytest.raises(ValueError, match=r"validate part .* the longest run there has 15: say length=") as told:
            from_series(TABLE[:100], length=32, differences=differences)
        length = int(re.search(r"length=(\d+)", str(told.value))[1])
        assert from_series(TABLE[:100], length=length, differences=differences, limits=(-9, 9))
        with pytest.raises(ValueError, match="longest run"): from_series(TABLE[:100], length=length + 1, differences=differences)
    holes = TABLE.drop(TABLE.index[8::9])
    with pytest.raises(ValueError, match=r"no 32 rows .* longest run there has 8: say length=8 or"): from_series(holes, gaps="drop")


def test_new_data_without_a_column_say_so():
    task = from_series(TABLE.rename_axis("day").reset_index(), bits=2, time="day")
    new = TABLE.rename_axis("day").reset_index()
    with pytest.raises(ValueError, match=r"no column 'wind', .*: it has 'day', 'tide'"): task.encode(new[["day", "tide"]])
    with pytest.raises(ValueError, match="data has no column 'day'"): task.encode(TABLE)


def test_how_far_a_forecast_goes_is_chosen_before():
    task = from_series(TABLE, bits=2)
    with pytest.raises(ValueError, match="data is missing: give new data"): predict(CELL, task)
    for name in "steps", "horizon":
        with pytest.raises(TypeError, match=f"'{name}': .* before training, with horizon"): predict(CELL, task, TABLE, **{name: 1})
    with pytest.raises(TypeError, match="'sample': did you mean 'samples'"): predict(CELL, task, TABLE, sample=10)


def test_new_rows_are_cleaned_like_those_of_training():
    drop = from_series(GAPPED, bits=2, length=8, gaps="drop")
    assert drop.encode(TABLE.drop(TABLE.index[297])).inputs.shape == (1, 2)  # what follows the gap
    fill = from_series(GAPPED, bits=2, length=8, gaps="interpolate")
    assert fill.encode(TABLE.drop(TABLE.index[297])).inputs.shape == (1, 8)
    with pytest.raises(ValueError, match="has 1 gap"): from_series(TABLE, bits=2, length=8).encode(TABLE.drop(TABLE.index[297]))
    changes = from_series(GAPPED, bits=2, length=8, gaps="drop", differences=True)
    with pytest.raises(ValueError, match="at least 2 rows in a row"): changes.encode(TABLE.drop(TABLE.index[298]))
    assert drop.encode(TABLE.to_numpy()).inputs.tolist() == drop.encode(TABLE).inputs.tolist()
    for data in TABLE["tide"], TABLE.to_numpy()[:, :1], [], 3:
        with pytest.raises(ValueError): drop.encode(data)


# ---------------------------------------------------------------- what version 0.1 stored


OLD = Path(__file__).parents[1] / "data/series"


def test_an_old_series_goes_on_with_the_task_made_anew(tmp_path):
    shutil.copytree(OLD / "run", tmp_path / "run")
    advice = r"'Series, now from_series' holds data that are not in .*give the task, load_checkpoint\(folder, task"
    with pytest.raises(ValueError, match=advice):
        load_checkpoint(tmp_path / "run")
    expected = json.loads((OLD / "expected.json").read_text())
    task = from_series(pd.read_csv(OLD / "level.csv"), gaps="drop", bits=2, length=8)
    assert list(task.limits[0]) == expected["limits"]
    trainer = load_checkpoint(tmp_path / "run", task=task)
    np.testing.assert_allclose([trainer.update().loss for _ in range(4)], expected["losses"], rtol=1e-5)
