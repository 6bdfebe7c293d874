"Estimators in scikit-learn's manners: its own checks, sequences, folds, weights, patience, folders."

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from qrnn_nb.estimators import QRNNClassifier, QRNNForecaster, bin_edges, binned, holds_symbols
from qrnn_nb.training.trainer import EnsembleTrainer

KINDS = QRNNClassifier, QRNNForecaster
STRINGS = ["abba", "ab", "bab", "b", "aabb", "ba", "bbb", "a"] * 3
PARITY = ["odd" if string.count("b") % 2 else "even" for string in STRINGS]
# array API: only run where an environment variable says so
SKIPPED = set() if os.environ.get("SCIPY_ARRAY_API") else {"check_array_api_input"}


def quick(kind=QRNNClassifier, **options): return kind(**({"updates": 4, "random_state": 0} | options))


def matrix(rows=24, features=3): return np.random.default_rng(0).standard_normal((rows, features))


@pytest.mark.minute
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_scikit_learns_own_checks(kind):
    "All pass. The forecaster's tag `poor_score` leaves out one assertion: R² on ten features of which one matters."
    results = check_estimator(kind(updates=60), on_skip=None, on_fail=None)
    problems = {check["check_name"]: check["exception"] for check in results if check["status"] == "failed"}
    assert not problems
    assert {check["check_name"] for check in results if check["status"] == "skipped"} == SKIPPED
    assert len(results) > 40


def test_forecaster_alone_claims_a_poor_score():
    assert QRNNForecaster().__sklearn_tags__().regressor_tags.poor_score
    assert not QRNNClassifier().__sklearn_tags__().classifier_tags.poor_score


TABLES = arrays.arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(1, 3)), elements=st.floats(-1e300, 1e300))


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(1, 4))
def test_bins_keep_the_order_and_merge_nothing_without_need(table, bits):
    words = binned(table, bin_edges(table, bits))
    assert words.min() >= 0 and words.max() < 2**bits
    for column, of_column in zip(table.T, words.T):
        assert (np.diff(of_column[np.argsort(column)]) >= 0).all()
        # equal numbers have equal words; different ones too, only if there are more numbers than words
        assert len(np.unique(of_column)) <= len(np.unique(column))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8, unique=True))
def test_a_few_values_have_a_word_each(values):
    column = np.array(values, float)[:, None]
    words = binned(column, bin_edges(column, bits=3))[:, 0]
    assert_array_equal(words, np.argsort(np.argsort(values)))


def test_bins_hold_equally_many_rows():
    column = np.random.default_rng(0).exponential(size=(800, 1))
    counts = np.bincount(binned(column, bin_edges(column, 3))[:, 0])
    assert counts.tolist() == [100] * 8


@pytest.mark.parametrize("x, expected", [
    (["ab", "b"], True), ([["to", "be"]], True), ([[1], [2, 3]], True), (np.array([["a", "b"]]), True),
    (pd.DataFrame({"x": ["a"], "y": ["b"]}), True), (pd.Series(["ab", "b"]), True),
    ([[1, 2], [3, 4]], False), (np.zeros((2, 2)), False), (pd.DataFrame({"x": [1.0]}), False), ([], False), (None, False),
])  # fmt: skip
def test_what_is_taken_for_symbols(x, expected): assert holds_symbols(x) == expected


def test_only_training_rows_decide_on_bins_and_levels():
    x, y = matrix(), np.arange(24.0)
    far_x, far_y = x.copy(), y.copy()
    far_x[12:] += 100
    far_y[12:] += 100
    one = quick(QRNNForecaster, validation=0.5).fit(x, y)
    other = quick(QRNNForecaster, validation=0.5).fit(far_x, far_y)
    assert_array_equal(one.edges_, other.edges_)
    assert_array_equal(one.levels_, other.levels_)


def test_lengths_do_not_matter_to_one_another():
    classifier = quick(updates=20).fit(STRINGS, PARITY)
    together = classifier.predict_proba(STRINGS)
    alone = [classifier.predict_proba([string])[0] for string in STRINGS]
    assert_allclose(together, alone, atol=1e-9)


def test_alphabet_makes_sequences_of_a_matrix():
    codes = np.random.default_rng(0).integers(0, 5, (20, 4))
    classifier = quick(alphabet=range(8)).fit(codes, codes[:, 0] > 2)
    assert classifier.alphabet_ == tuple(range(8)) and classifier.edges_ is None
    assert_array_equal(classifier.predict_proba(codes), classifier.predict_proba(codes.tolist()))
    with pytest.raises(ValueError, match="9 at 1"): classifier.predict([[0, 9]])


def test_members_are_averaged():
    classifier = quick(members=3).fit(STRINGS, PARITY)
    batch = classifier._batch_of(["abb", "b"])
    each = [classifier.task_.probabilities(classifier.model_[k], batch) for k in range(3)]
    assert_allclose(classifier.predict_proba(["abb", "b"]), torch.stack(each).mean(0), atol=1e-12)
    assert len(classifier.histories_) == 3


def test_a_forecast_is_the_mean_of_the_levels():
    x, y = matrix(), np.arange(24.0)
    forecaster = quick(QRNNForecaster).fit(x, y)
    # 24 targets in 8 bins: three in each, and their mean is the level
    assert_array_equal(forecaster.levels_, 1 + 3 * np.arange(8))
    mean, deviation = forecaster.predict(x, return_std=True)
    probabilities = forecaster._class_probabilities(x)
    assert_allclose(mean, (probabilities * forecaster.levels_).sum(1))
    second = (probabilities * forecaster.levels_**2).sum(1)
    assert_allclose(deviation**2, second - mean**2, atol=1e-9)
    assert_allclose(quick(QRNNForecaster).fit(x, np.full(24, 7.5)).predict(x), 7.5)


def test_folds_grids_and_pipelines():
    x = matrix()
    y = np.arange(24) % 2
    assert cross_val_score(quick(), STRINGS, PARITY, cv=3).shape == (3,)
    pipeline = make_pipeline(StandardScaler(), quick())
    search = GridSearchCV(pipeline, {"qrnnclassifier__workspace": [1, 2]}, cv=2).fit(x, y)
    assert search.best_params_["qrnnclassifier__workspace"] in (1, 2)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def trained_with(monkeypatch, **options):
    "The options and the class weights with which a classifier trains 20 rows of class 0 and 4 of class 1."
    from qrnn_nb.training import fitting

    given, fit = [], fitting.fit
    monkeypatch.setattr(fitting, "fit", lambda *arguments, **options: given.append(options) or fit(*arguments, **options))
    quick(updates=1, **options).fit(matrix(), np.array([0] * 20 + [1] * 4))
    return given[0]


def test_weights_are_those_of_scikit_learn_by_class(monkeypatch):
    assert trained_with(monkeypatch, class_weight="balanced")["class_weight"] == {0: 24 / 40, 1: 24 / 8}
    assert trained_with(monkeypatch, class_weight={1: 15})["class_weight"] == {0: 1, 1: 15}
    assert trained_with(monkeypatch)["class_weight"] is None


def test_only_training_rows_are_counted_for_weights(monkeypatch):
    weights = trained_with(monkeypatch, class_weight="balanced", validation=0.5)["class_weight"]
    assert weights == {0: 12 / 20, 1: 12 / 4}


@pytest.mark.parametrize("given, share", [(None, 4 / 24), ("balanced", 1 / 2), ({0: 1, 1: 15}, 60 / 80)])
def test_rows_that_say_nothing_get_the_weighted_share(given, share):
    y = np.array([0] * 20 + [1] * 4)
    classifier = quick(updates=150, lr=0.05, class_weight=given).fit(np.zeros((24, 1)), y)
    assert_allclose(classifier.predict_proba([[0.0]])[0], [1 - share, share], atol=0.01)


def test_patience_ends_a_member_that_does_not_get_better():
    labels = np.random.default_rng(1).integers(0, 2, 24)  # noise, that nothing can be learnt of
    classifier = quick(updates=400, lr=0.1, members=2, validation=0.4, patience=2).fit(matrix(), labels)
    for history in classifier.histories_:
        # two validations, one every ten updates
        assert history.stopped == "patience" and len(history) == history.best.index + 20
        assert history.restored == history.best.index


def test_patience_alone_sets_a_fifth_apart_and_works_in_a_grid():
    y = np.arange(25) % 2
    patient = quick(patience=2).fit(matrix(25), y)
    named = quick(patience=2, validation=0.2).fit(matrix(25), y)
    assert_array_equal(patient.predict_proba(matrix()), named.predict_proba(matrix()))
    forecaster = quick(QRNNForecaster, patience=2)
    assert len(forecaster._parts(y)["validate"]) == 5 and forecaster.fit(matrix(25), y).histories_[0].best is not None
    search = GridSearchCV(quick(), {"patience": [2, None]}, cv=2, error_score="raise").fit(matrix(), np.arange(24) % 2)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_help_lists_each_setting_with_a_comment(kind):
    lines = kind.__doc__.splitlines()
    for name, value in kind().get_params().items():
        at = lines.index(f"{name} : default={value!r}")
        assert lines[at + 1].strip() not in ("", "None")


@pytest.mark.parametrize("given, message", [
    ("balance", "did you mean 'balanced'"), ({"evn": 2}, "one of 'even', 'odd'.* did you mean 'even'"), ({1: 2}, "one of 'even', 'odd'"),
    (["even"], "None, 'balanced' or a dictionary"), ({"even": -1}, "class_weight of 'even'"), ({"even": "2"}, "class_weight of 'even'"),
])  # fmt: skip
def test_weights_that_name_no_class_are_refused_with_what_was_meant(given, message):
    with pytest.raises(ValueError, match=message): quick(class_weight=given).fit(STRINGS, PARITY)


def test_weights_may_name_classes_of_another_fold():
    quick(class_weight={"even": 1, "odd": 2, "neither": 9}).fit(STRINGS, PARITY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name, meant", [("learning_rate", "lr"), ("seed", "random_state"), ("worksapce", "workspace"), ("epochs", "updates")]
)
def test_unknown_settings_are_refused_with_what_was_meant(kind, name, meant):
    with pytest.raises(ValueError, match=f"a setting of {kind.__name__} must be .* did you mean '{meant}'"): kind(**{name: 1})


@pytest.mark.parametrize("options, message", [
    ({"patience": 0}, "patience"), ({"validation": 1.0}, "validation"), ({"workspace": 0}, "workspace"),
    ({"members": 0}, "members"), ({"bits": 0}, "bits"), ({"random_state": -1}, "random_state"), ({"batch_size": 0}, "batch_size"),
    ({"updates": 0}, "updates"), ({"lr": 0}, "lr"), ({"class_weight": "fair"}, "class_weight"),
])  # fmt: skip
def test_settings_are_refused_in_fit_by_name(options, message):
    classifier = quick(**options)
    with pytest.raises(ValueError, match=message): classifier.fit(matrix(), np.arange(24) % 2)


def test_what_does_not_fit_is_refused():
    classifier = quick()
    with pytest.raises(ValueError, match="1 class"): classifier.fit(STRINGS, ["same"] * 24)
    with pytest.raises(ValueError, match="inconsistent"): classifier.fit(STRINGS, PARITY[1:])
    with pytest.raises(ValueError, match="target"): classifier.fit(STRINGS, None)
    with pytest.raises(NotFittedError): classifier.predict(STRINGS)
    with pytest.raises(NotFittedError): classifier.save("nowhere")
    classifier.fit(STRINGS, PARITY)
    with pytest.raises(ValueError, match="'c' at 2"): classifier.predict(["abc"])
    classifier.fit(matrix(), np.arange(24) % 2)
    with pytest.raises(ValueError, match="a matrix of 3 features"): classifier.predict(STRINGS)
    with pytest.raises(ValueError, match="2 features"): classifier.predict(matrix(features=2))


def test_an_interrupt_goes_on_and_leaves_nothing_half_fitted(monkeypatch):
    classifier = quick().fit(matrix(), np.arange(24) % 2)

    def interrupted(self): raise KeyboardInterrupt

    monkeypatch.setattr(EnsembleTrainer, "update", interrupted)
    with pytest.raises(KeyboardInterrupt): classifier.fit(STRINGS, PARITY)
    with pytest.raises(NotFittedError): classifier.predict(STRINGS)


def test_random_numbers_of_the_program_stay_as_they_are():
    before = np.random.get_state()[1].copy(), torch.get_rng_state()
    quick(random_state=None, validation=0.3, class_weight="balanced").fit(STRINGS, PARITY)
    assert_array_equal(np.random.get_state()[1], before[0])
    assert torch.equal(torch.get_rng_state(), before[1])


def test_a_random_state_gives_the_same_network_again():
    one = quick(random_state=np.random.RandomState(3)).fit(STRINGS, PARITY)
    other = quick(random_state=np.random.RandomState(3)).fit(STRINGS, PARITY)
    assert_array_equal(one.predict_proba(STRINGS), other.predict_proba(STRINGS))


LABELS = {
    "texts": np.array(PARITY), "objects": np.array(PARITY, object), "flags": np.array(PARITY) == "odd",
    "int32": (np.arange(24) % 3).astype(np.int32), "floats": np.arange(24) % 2 + 1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", LABELS)
def test_labels_keep_their_type_in_a_folder(name, tmp_path):
    classifier = quick().fit(STRINGS, LABELS[name])
    classifier.save(tmp_path)
    loaded = QRNNClassifier.load(tmp_path)
    assert loaded.classes_.dtype == classifier.classes_.dtype
    assert_array_equal(loaded.predict(STRINGS), classifier.predict(STRINGS))
    assert_array_equal(loaded.predict_proba(STRINGS), classifier.predict_proba(STRINGS))


PROGRAM = """
import json, sys
import numpy as np
from qrnn_nb.estimators import QRNNClassifier, QRNNForecaster
x = np.array(json.loads(sys.stdin.read()))
print(json.dumps([QRNNClassifier.load(sys.argv[1]).predict_proba(x).tolist(), QRNNForecaster.load(sys.argv[2]).predict(x).tolist()]))
"""


def test_a_new_process_predicts_the_same(tmp_path, root):
    x = matrix()
    classifier = quick(members=2).fit(x, np.arange(24) % 3)
    forecaster = quick(QRNNForecaster).fit(x, x[:, 0])
    folders = tmp_path / "classifier", tmp_path / "forecaster"
    for estimator, folder in zip((classifier, forecaster), folders): estimator.save(folder)
    command = [sys.executable, "-c", PROGRAM, *map(str, folders)]
    done = subprocess.run(command, input=json.dumps(x.tolist()), capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [classifier.predict_proba(x).tolist(), forecaster.predict(x).tolist()]
    suffixes = {file.suffix for folder in folders for file in folder.iterdir() if not file.name.startswith(".")}
    assert suffixes <= {".json", ".safetensors", ".lock"}


def test_a_loaded_estimator_has_settings_columns_and_can_be_fitted(tmp_path):
    frame = pd.DataFrame(matrix(), columns=["x", "y", "z"])
    classifier = quick(class_weight={0: 1, 1: 2}, bits=np.int64(2)).fit(frame, np.arange(24) % 2)
    classifier.save(tmp_path)
    loaded = QRNNClassifier.load(tmp_path)
    assert loaded.get_params() == classifier.get_params()
    assert_array_equal(loaded.feature_names_in_, ["x", "y", "z"])
    with pytest.raises(ValueError, match="feature names"): loaded.predict(frame[["z", "y", "x"]])
    refitted = clone(loaded).fit(frame, np.arange(24) % 2)
    assert_array_equal(refitted.predict_proba(frame), classifier.predict_proba(frame))


def test_a_folder_of_another_kind_is_refused(tmp_path):
    quick().fit(STRINGS, PARITY).save(tmp_path)
    with pytest.raises(ValueError, match=r"load it with QRNNClassifier\.load"): QRNNForecaster.load(tmp_path)
    with pytest.raises(FileNotFoundError): QRNNClassifier.load(tmp_path / "nothing")


@pytest.mark.parametrize("change", [
    {"settings": {"workspaces": 3}}, {"alphabet": []}, {"classes": ["a"]}, {"classes": "ab"}, {"dtype": "nonsense"},
    {"dtype": "M8[s]"}, {"model": {}}, {"names": 3},
])  # fmt: skip
def test_a_damaged_record_is_a_value_error(change, tmp_path, monkeypatch):
    classifier = quick().fit(STRINGS, PARITY)
    classifier.save(tmp_path)
    from qrnn_nb import estimators

    load = estimators.load_folder

    def changed(*arguments):
        record, tensors = load(*arguments)
        return record | change, tensors

    monkeypatch.setattr(estimators, "load_folder", changed)
    with pytest.raises(ValueError): QRNNClassifier.load(tmp_path)


@pytest.mark.parametrize("edges", [torch.zeros(3, 6).double(), torch.zeros(7).double(), torch.zeros(3, 7)])
def test_damaged_edges_are_a_value_error(edges, tmp_path, monkeypatch):
    quick().fit(matrix(), np.arange(24) % 2).save(tmp_path)
    from qrnn_nb import estimators

    load = estimators.load_folder

    def changed(*arguments):
        record, tensors = load(*arguments)
        return record, tensors | {"edges": edges}

    monkeypatch.setattr(estimators, "load_folder", changed)
    with pytest.raises(ValueError, match="the stored edges"): QRNNClassifier.load(tmp_path)


def test_a_random_state_that_is_no_number_cannot_be_saved(tmp_path):
    classifier = quick(random_state=np.random.RandomState(0)).fit(STRINGS, PARITY)
    with pytest.raises(ValueError, match="random_state"): classifier.save(tmp_path)


def test_the_package_alone_does_not_load_scikit_learn(root):
    program = "import sys, qrnn_nb; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=root).returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_validation_pair_chooses_and_is_not_trained_on(kind):
    "Training rows are all of X; bins, levels and classes are theirs; the pair is where the best parameters are found."
    x, y = matrix(), np.arange(24) % 2
    if kind is QRNNForecaster: y = np.arange(24.0)
    estimator = quick(kind, updates=20).fit(x, y, validation=(matrix(8) + 50, y[:8]))
    alone = quick(kind, updates=20).fit(x, y)
    assert_array_equal(estimator.edges_, alone.edges_)
    if kind is QRNNForecaster: assert_array_equal(estimator.levels_, alone.levels_)
    # the same seed draws the same batches: training is the same, and only the choice differs
    losses = [history.losses for history in (*estimator.histories_, *alone.histories_)]
    assert losses[0] == losses[1]
    assert estimator.histories_[0].best is not None and alone.histories_[0].best is None


def test_a_validation_pair_is_what_a_share_would_be():
    "The last rows as a pair are the forecaster's share of rows."
    x, y = matrix(), np.arange(24.0)
    share = quick(QRNNForecaster, updates=20, validation=0.25).fit(x, y)
    pair = quick(QRNNForecaster, updates=20).fit(x[:18], y[:18], validation=(x[18:], y[18:]))
    assert_array_equal(share.predict(x), pair.predict(x))


def test_a_validation_pair_of_strings():
    classifier = quick(updates=20, patience=1).fit(STRINGS, PARITY, validation=(["abab", "bbb"], ["even", "odd"]))
    assert classifier.histories_[0].best is not None


@pytest.mark.parametrize("validation, options, message", [
    (0.2, {}, "a pair"), ((["a"], ["even"], 1), {}, "a pair"), ((["a", "b"], ["even"]), {}, "inconsistent"),
    ((["a"], ["neither"]), {}, "'neither', which no row"),
    ((["a"], ["even"]), {"validation": 0.2}, "share already"),
])  # fmt: skip
def test_what_is_no_validation_pair_is_refused(validation, options, message):
    with pytest.raises(ValueError, match=message): quick(**options).fit(STRINGS, PARITY, validation=validation)
