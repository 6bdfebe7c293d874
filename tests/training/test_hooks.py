"""What `fit` and the trainers take beside the plain run: losses of one's own, weights of classes, several batches, callbacks."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight
from torch.nn.functional import cross_entropy, nll_loss

from qrnn_nb import QRNN, Ensemble, Topology, Trainer, evaluate, fit, load_checkpoint
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.checks import choice
from qrnn_nb.experiments import Grid, Setting, runs
from qrnn_nb.tasks import DNA, ElmanXOR, from_sequences
from qrnn_nb.training import trainer_of
from qrnn_nb.training.losses import Loss, class_weights, judge, loss_function, weights_by_word

SMALL = Topology.paper(2, 2, stages=1, order=1, degree=2)
TASK = ElmanXOR(length=9)
QUIET = {"progress": False}
# strings of different length; "b" is rare
STRINGS = ["abba", "ab", "bab", "b", "aabb", "ba", "bbb", "a", "aaaa", "abab"] * 4
RARE = ["b" if string in ("b", "bbb") else "other" for string in STRINGS]
LENGTHS = from_sequences(STRINGS, RARE, validate=0.2, test=0.2, seed=0)


def model_of(task=TASK, seed=0):
    return QRNN(Topology.paper(task.inputs, 2, stages=1, order=1, degree=2), seed=seed, dtype=torch.float64)


def together_of(task=TASK, members=3):
    return Ensemble(model_of(task).topology, members, seed=0, dtype=torch.float64)


def baseline_of(task=TASK, seed=0): return Baseline(Network("lstm", task.inputs, 5, 3), seed=seed, dtype=torch.float64)


def rows_of(history):
    "The rows of a history less what a clock has measured."
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history.rows]


def gradient_of(trainer):
    "Losses (members,) and the gradient of the first update, unclipped."
    attempt = trainer._attempt(trainer._stack(trainer.batches(1), 1))
    return attempt.losses, [values.grad.clone() for values in trainer._parameters]


def assert_same_gradient(one, other):
    "To 1e-9 of the largest entry."
    for mine, expected in zip(one, other, strict=True):
        torch.testing.assert_close(mine, expected, rtol=0, atol=1e-9 * max(1, expected.abs().max().item()))


# Several batches make one update


@pytest.mark.parametrize("make", [model_of, together_of, baseline_of], ids=["QRNN", "Ensemble", "LSTM"])
@pytest.mark.parametrize("task", [TASK, LENGTHS], ids=["one length", "lengths"])
@pytest.mark.parametrize("class_weight", [None, {0: 1, 1: 7}])
def test_batches_that_are_accumulated_are_one_large_batch(make, task, class_weight):
    options = {"clip": None, "seed": 3, "class_weight": class_weight}
    whole = trainer_of(make(task), task, batch_size=24, **options)
    parts = trainer_of(make(task), task, batch_size=6, accumulate=4, **options)
    losses, gradients = gradient_of(whole)
    losses_of_parts, gradients_of_parts = gradient_of(parts)
    torch.testing.assert_close(losses_of_parts, losses, rtol=0, atol=1e-9)
    assert_same_gradient(gradients_of_parts, gradients)


@settings(max_examples=20, deadline=None)
@given(accumulate=st.integers(1, 9), batch_size=st.integers(1, 3))
def test_any_number_of_batches_is_one_large_batch(accumulate, batch_size):
    size = {"batch_size": batch_size * accumulate}
    _, expected = gradient_of(Trainer(model_of(), TASK, clip=None, **size))
    _, gradients = gradient_of(Trainer(model_of(), TASK, clip=None, batch_size=batch_size, accumulate=accumulate))
    assert_same_gradient(gradients, expected)


def test_the_tasks_own_batch_is_what_is_accumulated():
    (batch,) = Trainer(model_of(), TASK, accumulate=3).batches(1)
    assert len(batch) == 3 * TASK.batch_size
    (update,) = [Trainer(model_of(), TASK, accumulate=3).update()]
    assert len(update.batch) == len(update.probabilities) == 3 * TASK.batch_size


@pytest.mark.parametrize("optimizer", ["lbfgs", "lbfgs-search"])
def test_the_closure_of_lbfgs_accumulates_too(optimizer):
    whole = Trainer(model_of(), TASK, optimizer=optimizer, batch_size=8)
    parts = Trainer(model_of(), TASK, optimizer=optimizer, batch_size=2, accumulate=4)
    for _ in range(2): assert parts.update().loss == pytest.approx(whole.update().loss, abs=1e-6)


# Losses of one's own


def squared(probabilities, answers):
    "The Brier score of each step."
    right = torch.nn.functional.one_hot(answers, probabilities.shape[-1])
    return ((probabilities - right) ** 2).sum(-1)


def own_nll(probabilities, answers): return -probabilities.gather(-1, answers[..., None]).squeeze(-1).log()


@pytest.mark.parametrize("make", [model_of, together_of, baseline_of], ids=["QRNN", "Ensemble", "LSTM"])
@pytest.mark.parametrize("task", [TASK, LENGTHS], ids=["one length", "lengths"])
def test_ones_own_natural_loss_is_the_natural_loss(make, task):
    models = make(task), make(task)
    options = {"updates": 4, "batch_size": 6, "validate_every": 2}
    histories = [fit(model, task, loss=loss, **options, **QUIET) for model, loss in zip(models, ("nll", own_nll))]
    if not isinstance(histories[0], list): histories = [[history] for history in histories]
    for expected, history in zip(*histories, strict=True):
        for row, same in zip(rows_of(expected), rows_of(history), strict=True): assert same == pytest.approx(row, abs=1e-12)


def test_a_loss_of_ones_own_is_lowered_validated_and_kept_by_name(tmp_path):
    model = model_of()
    history = fit(model, TASK, updates=30, loss=squared, checkpoint=tmp_path, **QUIET)
    assert history.losses[-1] < history.losses[0]
    assert evaluate(model, TASK, "validate", loss=squared)["loss"] == pytest.approx(history.best.loss)
    with pytest.raises(ValueError, match=r"a function of yours, 'squared': give it again, loss="): load_checkpoint(tmp_path)
    assert load_checkpoint(tmp_path, loss=squared).options["loss"] == {"function": "squared"}


def test_a_run_with_a_loss_of_ones_own_goes_on_only_with_it(tmp_path):
    whole = fit(model_of(), TASK, updates=9, loss=squared, validate_every=3, **QUIET)
    fit(model_of(), TASK, updates=6, loss=squared, validate_every=3, checkpoint=tmp_path, **QUIET)
    model = model_of(seed=5)
    with pytest.raises(ValueError, match="give it again, loss="): fit(model, TASK, updates=9, checkpoint=tmp_path, resume=True, **QUIET)
    for other in own_nll, "nll":
        with pytest.raises(ValueError, match="give the same settings"):
            fit(model, TASK, updates=9, loss=other, checkpoint=tmp_path, resume=True, **QUIET)
    before = model_of(seed=5).state_dict()
    for name, value in model.state_dict().items(): assert torch.equal(value, before[name]), "a refused run must leave the model alone"
    parts = fit(model, TASK, updates=9, loss=squared, checkpoint=tmp_path, resume=True, **QUIET)
    assert rows_of(parts) == rows_of(whole)


def test_a_run_without_one_takes_none(tmp_path):
    fit(model_of(), TASK, updates=2, checkpoint=tmp_path, **QUIET)
    with pytest.raises(ValueError, match="loss must be left out"): load_checkpoint(tmp_path, loss=squared)


@pytest.mark.parametrize("loss, message", [
    (lambda probabilities, answers: probabilities.mean(), "a loss for each step and take no mean"),
    (lambda probabilities, answers: None, "what the loss returns must be"),
    (lambda probabilities: probabilities, "loss must be a function of distributions and right words"),
    (len, "loss must be a function"), ("mse", "loss must be one of 'nll', 'published_loss'"), (3, "loss must be one of"),
])  # fmt: skip
def test_what_is_no_loss(loss, message):
    for use in evaluate, lambda *arguments, **options: fit(*arguments, updates=1, **options, **QUIET):
        with pytest.raises(ValueError, match=message): use(model_of(), TASK, loss=loss)


def test_the_function_itself_may_stand_for_its_name(tmp_path):
    from qrnn_nb.training import nll

    fit(model_of(), TASK, updates=2, loss=nll, checkpoint=tmp_path, **QUIET)
    assert load_checkpoint(tmp_path).options["loss"] == "nll"


# Weights of classes


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 10), min_size=4, max_size=4), st.integers(0, 99))
def test_the_weighted_mean_is_that_of_torch(weights, seed):
    generator = torch.Generator().manual_seed(seed)
    probabilities = torch.rand(3, 5, 4, generator=generator, dtype=torch.float64).softmax(-1)
    answers = torch.randint(0, 4, (3, 5), generator=generator)
    counts = torch.rand(3, 5, generator=generator) < 0.7
    by_word = torch.tensor(weights, dtype=torch.float64)
    loss = Loss(loss_function("nll"), by_word)
    if not (by_word[answers[counts]].sum() > 0):
        with pytest.raises(ValueError, match="class_weight must be above 0"): loss(probabilities, answers, counts)
        return
    expected = nll_loss(probabilities[counts].log(), answers[counts], weight=by_word)
    torch.testing.assert_close(loss(probabilities, answers, counts), expected, rtol=1e-12, atol=1e-12)


def test_the_published_loss_is_cross_entropy_of_probabilities():
    probabilities = torch.rand(3, 5, 4, dtype=torch.float64).softmax(-1)
    answers = torch.randint(0, 4, (3, 5))
    expected = cross_entropy(probabilities.flatten(0, 1), answers.flatten()) - np.log(3 + np.e) + 1
    torch.testing.assert_close(judge("published_loss")(probabilities, answers), expected)


def test_balanced_is_the_rule_of_scikit_learn():
    labels = np.array([LENGTHS.classes[k] for k in LENGTHS.data["train"].classes])
    expected = compute_class_weight("balanced", classes=np.array(LENGTHS.classes), y=labels)
    pairs = class_weights("balanced", LENGTHS)
    assert [word for word, _ in pairs] == [0, 1]
    np.testing.assert_allclose([weight for _, weight in pairs], expected)


def test_only_the_training_part_is_counted():
    task = from_sequences(STRINGS, RARE, validate=(["ab"] * 30, ["b"] * 30), test=(["ab"], ["b"]))
    counts = np.array([RARE.count(label) for label in task.classes])
    np.testing.assert_allclose([weight for _, weight in class_weights("balanced", task)], 40 / (2 * counts))


def test_weights_by_word_by_text_and_by_pairs_are_the_same():
    rare = LENGTHS.answers.index("b")
    expected = [[rare, 3.0]]
    assert all(class_weights(given, LENGTHS) == expected for given in ({"b": 3}, {rare: 3}, [[rare, 3]], {np.int64(rare): np.float32(3)}))
    assert class_weights({DNA(5).symbols[2]: 2}, DNA(5)) == class_weights({2: 2}, DNA(5)) == [[2, 2.0]]
    by_word = weights_by_word(expected, LENGTHS.words)
    assert by_word[rare] == 3 and by_word.sum() == 3 + LENGTHS.words - 1


@pytest.mark.parametrize("given, message", [
    ("fair", "class_weight must be None"), ({"c": 1}, "a word, or one of the texts"), ({9: 1}, "a word of class_weight"),
    ({0: -1}, "class_weight of 0"), ({0: "1"}, "class_weight of 0"), ([1, 2], "class_weight must be None"), (3, "class_weight must be"),
])  # fmt: skip
def test_wrong_weights(given, message):
    with pytest.raises(ValueError, match=message): Trainer(model_of(LENGTHS), LENGTHS, class_weight=given)


def test_weights_are_stored_counted_and_not_changed_on_the_way(tmp_path):
    options = {"class_weight": "balanced", "batch_size": 8, "validate_every": 2}
    whole = fit(model_of(LENGTHS), LENGTHS, updates=6, **options, **QUIET)
    fit(model_of(LENGTHS), LENGTHS, updates=4, checkpoint=tmp_path, **options, **QUIET)
    model = model_of(LENGTHS, seed=4)
    with pytest.raises(ValueError, match="give the same settings"):
        fit(model, LENGTHS, updates=6, class_weight={0: 5}, checkpoint=tmp_path, resume=True, **QUIET)
    parts = fit(model, LENGTHS, updates=6, checkpoint=tmp_path, resume=True, **options, **QUIET)
    assert rows_of(parts) == rows_of(whole)
    assert load_checkpoint(tmp_path, task=LENGTHS).options["class_weight"] == class_weights("balanced", LENGTHS)


def test_validation_weighs_as_training_does():
    model = model_of(LENGTHS)
    history = fit(model, LENGTHS, updates=4, class_weight={"b": 9}, batch_size=8, validate_every=2, **QUIET)
    weighted = Loss(loss_function("nll"), weights_by_word(class_weights({"b": 9}, LENGTHS), LENGTHS.words))
    assert evaluate(model, LENGTHS, "validate", loss=weighted)["loss"] == pytest.approx(history.best.loss)
    assert evaluate(model, LENGTHS, "validate")["loss"] != pytest.approx(history.best.loss)


# Sweeps


def test_sweeps_take_hooks_as_options_of_training_and_limits_in_a_schedule():
    hooks = {"class_weight": {0: 1, 1: 4}, "accumulate": 2, "truncate": 3, "scheduler": {"name": "ExponentialLR", "gamma": 0.5}}
    shape = {"task": TASK, "workspace": 2, "degree": 1, "size": 8}
    (setting,) = Grid(**shape, max_updates=3, seeds=range(2), **hooks)
    rows = list(runs(setting))
    for seed, row in enumerate(rows):
        expected = list(itertools.islice(Trainer(setting.network(seed), TASK, seed=seed, **hooks), 3))
        np.testing.assert_allclose(row["losses"], [update.loss for update in expected], rtol=1e-5)
    phase = {"updates": 60, "patience": 1, "validate_every": 2, "lr": 0.8}
    (row,) = runs(Setting(**shape, schedule=[phase], seeds=range(1)))
    assert row["stopped"] == "patience" and row["updates"] < 60


def test_a_sweep_takes_no_code():
    (setting,) = Grid(task=TASK, workspace=2, loss=squared)
    with pytest.raises(ValueError, match="plain data"): setting.json()


# Callbacks


class Notes:
    "Writes down what it is told."

    def __init__(self, stop=None, fail=None):
        self.told, self.stop, self.fail = [], stop, fail

    def on_start(self, trainer): self.told.append(("start", trainer.index))

    def on_update(self, trainer, update):
        index = trainer.index
        validated = [("validation loss" in history.rows[-1]) for history in trainer.histories]
        self.told.append(("update", index, validated[0]))
        if index == self.fail: raise RuntimeError("the server is gone")
        return index == self.stop

    def on_end(self, trainer, history): self.told.append(("end", trainer.index, history))


@pytest.mark.parametrize("make", [model_of, together_of], ids=["QRNN", "Ensemble"])
def test_callbacks_are_told_of_everything_in_order(make):
    notes = Notes()
    history = fit(make(), TASK, updates=4, validate_every=2, callbacks=[notes], **QUIET)
    updates = [("update", 1, False), ("update", 2, True), ("update", 3, False), ("update", 4, True)]
    assert notes.told == [("start", 0), *updates, ("end", 4, history)]


def test_callbacks_change_nothing():
    plain = fit(model_of(), TASK, updates=6, validate_every=2, **QUIET)
    assert rows_of(fit(model_of(), TASK, updates=6, validate_every=2, callbacks=[Notes(), Notes()], **QUIET)) == rows_of(plain)


def test_a_callback_stops_a_run_which_goes_on_later(tmp_path):
    whole = fit(model_of(), TASK, updates=8, validate_every=2, **QUIET)
    first, second = Notes(stop=4), Notes()
    parts = fit(model_of(), TASK, updates=8, validate_every=2, checkpoint=tmp_path, callbacks=[first, second], **QUIET)
    assert parts.stopped == "callback" and len(parts) == 4 and [told[0] for told in second.told].count("update") == 4
    again = Notes()
    parts = fit(model_of(), TASK, checkpoint=tmp_path, resume=True, callbacks=[again], **QUIET)
    assert again.told[0] == ("start", 4) and parts.stopped == "updates" and rows_of(parts) == rows_of(whole)


def test_the_end_is_told_after_an_error_and_the_run_is_stored(tmp_path):
    notes = Notes(fail=3)
    with pytest.raises(RuntimeError, match="the server is gone"):
        fit(model_of(), TASK, updates=8, checkpoint=tmp_path, callbacks=[notes], **QUIET)
    assert notes.told[-1][:2] == ("end", 3) and load_checkpoint(tmp_path).index == 3


class Interrupting(Notes):
    "Presses Ctrl-C at the third update."

    def on_update(self, trainer, update):
        super().on_update(trainer, update)
        if trainer.index == 3: raise KeyboardInterrupt


def test_the_end_is_told_after_an_interrupt():
    notes = Interrupting()
    history = fit(model_of(), TASK, updates=8, callbacks=[notes], **QUIET)
    assert history.stopped == "interrupted" and notes.told[-1] == ("end", 3, history)


@pytest.mark.parametrize("callback", [None, 3, print, object(), Notes])
def test_what_is_no_callback(callback):
    class Half:
        def on_start(self, trainer): pass

        def on_update(self, trainer, update): pass

    if callback is Notes: callback = Half()
    with pytest.raises(ValueError, match=r"each of callbacks must be .* it lacks on_"): fit(model_of(), TASK, callbacks=[callback], **QUIET)
    with pytest.raises(ValueError, match="callbacks must be a list"): fit(model_of(), TASK, callbacks=callback, **QUIET)


# Names that there are not


@pytest.mark.parametrize("name, meant", [
    ("learning_rate", "lr"), ("LR", "lr"), ("epochs", "updates"), ("update", "updates"), ("class_weights", "class_weight"),
    ("callback", "callbacks"), ("stop_los", "stop_loss"), ("weight_decy", "weight_decay"), ("accumulat", "accumulate"),
])  # fmt: skip
def test_unknown_options_of_fit_are_refused_with_what_was_meant(name, meant):
    with pytest.raises(ValueError, match=f"did you mean '{meant}'"): fit(model_of(), TASK, **{name: 1}, **QUIET)


@pytest.mark.parametrize("name, meant", [("learning_rate", "lr"), ("Loss", "loss"), ("batchsize", "batch_size")])
def test_unknown_options_of_trainers_and_sweeps_too(name, meant):
    for make in model_of, together_of:
        with pytest.raises(ValueError, match=f"did you mean '{meant}'"): trainer_of(make(), TASK, **{name: 1})
    (setting,) = Grid(task=TASK, workspace=2, **{name: 1})
    with pytest.raises(ValueError, match=f"did you mean '{meant}'"): next(runs(setting))


def test_fit_lists_each_option_once_and_none_that_is_given_already():
    with pytest.raises(ValueError, match="is no option of training with 'adam': did you mean 'updates'") as caught:
        fit(model_of(), TASK, epochs=3, **QUIET)
    names = str(caught.value).rstrip(")").split(" (there are ")[1].split(", ")
    assert len(set(names)) == len(names) and {"updates", "lr", "seed"} <= set(names) and not {"model", "task"} & set(names)


@given(st.sampled_from(["adam", "sgd", "published_loss"]), st.randoms(use_true_random=False))
def test_every_choice_names_the_nearest_whatever_its_capitals(name, random):
    known = ["adam", "sgd", "published_loss"]
    misspelt = "".join(letter.upper() if random.random() < 0.5 else letter for letter in name) + "s"
    with pytest.raises(ValueError, match=f"did you mean '{name}'"): choice(misspelt, "it", known)
