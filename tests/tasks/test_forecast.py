"""Series and waves: levels, errors in true units, dates, files that do not fit or are written otherwise."""

import numpy as np
import pandas as pd
import pytest
import torch
from helpers import SPLITS
from hypothesis import given
from hypothesis import strategies as st

from qrnn_nb.tasks import (
    Batch,
    Series,
    Waveform,
)


def written(folder, table, **options):
    "The path of a table as a CSV file."
    table.to_csv(folder / "table.csv", **options)
    return folder / "table.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory): return tmp_path_factory.mktemp("series")


def sequences_of(batch):
    "The numbers of whole sequences: those that are read, and the last that is to be told."
    return torch.cat((batch.input_values, batch.target_values[:, -1:]), 1)


def perfect(task, batch):
    "The distributions of who always names the right level."
    return torch.nn.functional.one_hot(batch.answers, task.words).double()


def test_series_levels_are_those_of_training(tmp_path):
    values = np.concatenate([np.linspace(0, 7, 70), np.full(15, 3.0), np.full(15, 20.0)])
    (tmp_path / "series.csv").write_text("day,value\n" + "\n".join(f"x,{value}" for value in values))
    task = Series(tmp_path / "series.csv", length=5)
    assert task.range == (0, 7) and task.outside("test") == 1 and task.outside("validate") == 0
    with pytest.warns(UserWarning, match="100% of the test part lie outside 0 to 7.*differences=True"): task.batch("test")
    assert (task.batch("test").inputs == 7).all() and (task.batch("validate").inputs == int(3 / 7 * 8)).all()


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


def test_series_that_do_not_fit(tmp_path):
    (tmp_path / "text.csv").write_text("name\nAda\nAlan\n")
    (tmp_path / "hole.csv").write_text("value\n" + "1\n" * 50 + "\"\"\n" + "2\n" * 50)
    (tmp_path / "short.csv").write_text("value\n" + "1\n" * 50)
    for file, message in ("text", "no column of numbers"), ("hole", "row 51"), ("short", "15 % must hold"):
        with pytest.raises(ValueError, match=message): Series(tmp_path / f"{file}.csv").batch()
    with pytest.raises(ValueError, match=r"wave must be one of .*did you mean 'sine'"): Waveform("sin")
    for wrong in {"period": 0}, {"period": float("inf")}, {"noise": -1}:
        with pytest.raises(ValueError, match=next(iter(wrong))): Waveform(**wrong)


# ---------------------------------------------------------------- errors in true units


@pytest.mark.filterwarnings("ignore:.*lie outside")
@given(st.integers(1, 6), st.floats(.5, 40), st.floats(-1, 1), st.integers(0, 99))
def test_errors_are_those_of_the_numbers_themselves(folder, bits, scale, slope, seed):
    values = scale * (np.random.default_rng(seed).normal(size=400) + slope * np.arange(400) / 20)
    task = Series(written(folder, pd.DataFrame({"value": values}), index=False), length=8, bits=bits)
    batch = task.batch("test", 20, seed)
    low, high = task.range
    share = (batch.target_values.numpy() - low) / (high - low)
    told = np.clip((np.floor(share * 2**bits) + .5) / 2**bits, .5 / 2**bits, 1 - .5 / 2**bits)
    error = np.abs(share - told).mean() * (high - low)
    found = task.accuracy(perfect(task, batch), batch)
    assert found["argmax accuracy"] == 1 and found["mean absolute error"] == pytest.approx(float(error))
    change = batch.target_values - batch.input_values
    assert task.persistence(batch)["mean absolute error"] == pytest.approx(change.abs().mean().item())


def test_what_is_cut_off_is_missed(folder):
    values = np.concatenate([np.tile([0., 8], 35), np.full(15, 4), np.full(15, 108)])
    task = Series(written(folder, pd.DataFrame({"value": values}), index=False), length=5)
    with pytest.warns(UserWarning, match="100% of the test part lie outside 0 to 8"): batch = task.batch("test")
    assert task.accuracy(perfect(task, batch), batch)["mean absolute error"] == 108 - 7.5
    assert "cut off: 100.0%" in task.explain("test") and task.persistence(batch)["mean absolute error"] == 0
    wide = Series(task.path, length=5, limits=(0, 128))
    assert wide.range == (0, 128) and wide.accuracy(perfect(wide, wide.batch("test")), wide.batch("test"))["mean absolute error"] == 4


def test_waves_beyond_the_levels_are_missed_too():
    task = Waveform(noise=2., length=30)
    batch = task.batch("test", 200)
    beyond = (batch.target_values.abs() - 1).clamp_min(0).mean().item()
    assert task.accuracy(perfect(task, batch), batch)["mean absolute error"] > beyond > .5


@given(st.integers(0, 99))
def test_differences(folder, seed):
    random = np.random.default_rng(seed)
    values = np.cumsum(random.integers(-3, 9, 300)).astype(float)
    task = Series(written(folder, pd.DataFrame({"value": values}), index=False), length=6, differences=True)
    batch = task.batch("test", 10, seed)
    assert task.range == (-3, 8) and task.outside() == 0 and batch.inputs.shape == (10, 5)
    changes = np.diff(task.parts["test"])
    pieces = {tuple(changes[start:start + 6]) for start in range(len(changes) - 5)}
    assert {tuple(row) for row in sequences_of(batch).tolist()} <= pieces
    assert task.persistence(batch)["mean absolute error"] == pytest.approx(batch.target_values.abs().mean().item())


# ---------------------------------------------------------------- time


DATES = "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d %H:%M", "%b %d, %Y"


@given(st.sampled_from(["D", "MS", "B", "W", "h"]), st.sampled_from(DATES), st.sets(st.integers(30, 470), max_size=4), st.booleans())
def test_no_sequence_crosses_a_gap(folder, often, form, missing, differences):
    if often == "h": form = "%Y-%m-%d %H:%M"
    times = pd.date_range("2021-01-04", periods=500, freq=often)
    table = pd.DataFrame({"when": times.strftime(form), "value": np.arange(500.)}).drop(index=list(missing))
    task = Series(written(folder, table, index=False), "value", length=4, differences=differences, limits=(0, 600))
    assert task.gaps == len({row for row in missing if row + 1 not in missing})
    for split in SPLITS: assert (sequences_of(task.batch(split, 200)).diff(dim=1) == (0 if differences else 1)).all()
    ignoring = Series(task.path, "value", length=4, time="", limits=(0, 600))
    assert ignoring.gaps == 0


def test_25_missing_days(folder):
    days = pd.date_range("2020-01-01", periods=400).delete(range(100, 125))
    task = Series(written(folder, pd.DataFrame({"day": days, "level": np.arange(375.) % 7})), length=10)
    assert task.gaps == 1 and "no sequence crosses: 1" in task.explain()
    assert not any(start < 100 < start + 10 for start in task._starts["train"])


def test_times_that_do_not_ascend(folder):
    days = pd.date_range("2020-01-01", periods=100)
    for order in days[::-1], days[[*range(50), 49, *range(50, 99)]]:
        with pytest.raises(ValueError, match=r"day in row \d+ is not later .*sort the table"):
            Series(written(folder, pd.DataFrame({"day": order, "level": np.arange(100.) % 7})), length=5).batch()
    Series(folder / "table.csv", length=5, time="").batch()


def test_a_column_of_times_in_numbers(folder):
    seconds = np.concatenate([np.arange(150), np.arange(400, 550)]) * 10
    path = written(folder, pd.DataFrame({"t": seconds, "level": np.sin(seconds)}), index=False)
    assert Series(path, time="t", length=5).gaps == 1
    with pytest.raises(ValueError, match="several columns of numbers: say column='t' or column='level'"): Series(path, length=5).batch()
    with pytest.raises(ValueError, match="time must be one of 't', 'level', got 'T'"): Series(path, time="T", length=5).batch()
    with pytest.raises(ValueError, match=r"no 5 rows in a row without a gap .* time=''"):
        Series(written(folder, pd.DataFrame({"t": np.cumsum(np.tile([1, 1, 10], 100)), "v": 1.5}), index=False), time="t", length=5).batch()


# ---------------------------------------------------------------- tables as others write them


def test_the_number_of_the_row_is_no_series(folder):
    level = np.random.default_rng(0).normal(size=200)
    for table in pd.DataFrame({"level": level}), pd.DataFrame({"level": level}, index=range(7, 207)):
        task = Series(written(folder, table), length=5)
        assert np.allclose(np.concatenate([task.parts[split] for split in SPLITS]), level)
    shuffled = pd.DataFrame({"level": level}).sample(frac=1, random_state=0)
    assert np.allclose(Series(written(folder, shuffled), length=5).parts["train"], shuffled["level"][:140])
    with pytest.raises(ValueError, match="no column of numbers: it has 'Unnamed: 0'"):
        Series(written(folder, pd.DataFrame({"name": ["x"] * 200})), length=5).batch()


LEVEL = pd.DataFrame({"level": np.random.default_rng(1).normal(size=200) * 3000})


@pytest.mark.parametrize(("written_with", "hint", "read_with"), [
    (dict(sep=";"), "say sep=';'", dict(sep=";")),
    (dict(sep="\t"), r"say sep='\\t'", dict(sep="\t")),
    (dict(sep=";", decimal=","), "say sep=';'", dict(sep=";", decimal=",")),
])
def test_other_separators(folder, written_with, hint, read_with):
    path = written(folder, LEVEL, **written_with)
    with pytest.raises(ValueError, match=hint): Series(path, length=5).batch()
    assert np.allclose(Series(path, length=5, **read_with).parts["train"], LEVEL["level"][:140])


@pytest.mark.parametrize(("form", "hint", "read_with"), [
    (lambda value: f"{value:.2f}".replace(".", ","), "decimal=','", dict(decimal=",")),
    (lambda value: f"{value:,.2f}", "thousands=','", dict(thousands=",")),
    (lambda value: f"{value:,.2f}".replace(",", " "), "thousands=' '", dict(thousands=" ")),
    (lambda value: f"{value:,.2f}".replace(",", "'"), 'thousands="\'"', dict(thousands="'")),
    (lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")), "decimal=',', thousands='.'", dict(decimal=",", thousands=".")),
])
def test_other_numbers(folder, form, hint, read_with):
    path = written(folder, LEVEL.map(form), sep=";", index=False)
    for column in None, "level":
        with pytest.raises(ValueError, match=f"no column of numbers.*it would have with {hint}"): Series(path, column, 5, sep=";").batch()
    assert np.allclose(Series(path, length=5, sep=";", **read_with).parts["train"], LEVEL["level"][:140], atol=.006)


def test_true_and_false_are_no_numbers(folder):
    path = written(folder, pd.DataFrame({"on": np.arange(200) % 3 == 0}), index=False)
    for column in None, "on":
        with pytest.raises(ValueError, match="True and False are no numbers: write 1 and 0"): Series(path, column, 5).batch()


@pytest.mark.parametrize(("wrong", "message"), [
    (dict(path=7), "path must be"), (dict(length=1), "length"), (dict(bits=True), "bits"), (dict(bits=17), "from 1 to 16"),
    (dict(column=3), "column"), (dict(time=0), "time"), (dict(limits=(1, 1)), "limits"), (dict(limits="ab"), "limits"),
    (dict(limits=(0, float("nan"))), "a limit"), (dict(differences=1), "differences must be True or False"), (dict(sep="x"), "sep"),
    (dict(decimal=";"), "decimal"), (dict(thousands="."), "another character than decimal"), (dict(thousands="0"), "thousands"),
])
def test_wrong_settings_of_series(wrong, message):
    with pytest.raises(ValueError, match=message): Series(**{"path": "never_read.csv"} | wrong)


def test_nothing_is_read_before_the_first_batch():
    task = Series("gone.csv", length=5, limits=[0, 1])
    assert task.settings()["limits"] == [0.0, 1.0] and Series(**{k: v for k, v in task.settings().items() if k != "task"}) == task
    with pytest.raises(FileNotFoundError, match="no file gone"): task.batch()
