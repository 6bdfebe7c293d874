"""A word that runs through the cell on the page, what a prediction depends on, and two trainings side by side."""

import re
import time

import numpy as np
import pytest
import torch
from helpers import SHORT_XOR, SMALL_CELL
from pages import Stepper
from playwright.sync_api import expect

from qrnn_nb.cell import SILENT, walk
from qrnn_nb.tasks import ElmanXOR
from qrnn_nb.widgets import TrainingStepper
from qrnn_nb.widgets import stepper as widgets_stepper

STEP = 4


def trained(updates=30, seed=3, **options):
    widget = TrainingStepper(SMALL_CELL, ElmanXOR(length=12), seed=seed, **options)
    for _ in range(updates): widget.update()
    widget.look(STEP)
    return widget


@pytest.fixture(scope="module")
def widget(): return trained()


@pytest.fixture
def film(saved, widget): return saved(widget).locator(".qrnn-film")


def button(root, name): return root.get_by_role("button", name=name, exact=True)
def to_words(root): button(root, "Words").click()
def way(root): return root.get_by_role("slider", name="Way of the word through the cell")
def line(root): return root.locator(".qs-passing")
def column(root, name, step=STEP): return root.locator(".qs-strip .qs-cell").nth(4 * step + ["0", "1", "2", "3"].index(name))


def hanging(root):
    "The heights of the bars below the words, as shares of the highest there can be."
    return [float(bar.get_attribute("height")) / 22 for bar in root.locator(".qs-influence").all()]


def test_a_word_is_followed_gate_by_gate(film, widget):
    trace, model = widget._trace(), widget.model
    moments = list(walk(model.topology, model.cell_parameters(), trace.inputs[:, STEP], trace.states[:, STEP]))
    expect(line(film)).to_contain_text("has passed")
    way(film).press("Home")
    expect(line(film)).to_contain_text("write: the word")
    shades = [column(film, word) for word in "0123"]
    for shade in shades: expect(shade).to_have_attribute("fill-opacity", "0")
    for at, moment in enumerate(moments):
        expect(way(film)).to_have_attribute("aria-valuenow", str(at))
        neuron = dict(model.topology.keys).get(moment.gate)
        if neuron:
            is_one = np.arange(moment.state.shape[1]) >> (model.topology.lanes - 1 - neuron.target) & 1
            chance = 100 * float(moment.state[0].abs().square().detach() @ torch.tensor(is_one, dtype=torch.float32))
            told = re.search(r"its target is 1 with ([\d.]+)\s%", way(film).get_attribute("aria-valuetext"))
            assert float(told[1]) == pytest.approx(chance, abs=0.51)
        way(film).press("ArrowRight")
    expect(line(film)).to_contain_text("measure: ")
    for word, shade in enumerate(shades):
        assert float(shade.get_attribute("fill-opacity")) == pytest.approx(float(trace.probabilities[0, STEP, word]), abs=1e-3)


@pytest.mark.parametrize("is_measured", [False, True], ids=["forced", "measured"])
def test_the_last_station_says_whether_its_word_was_forced(saved, is_measured):
    widget = trained(updates=1)
    if is_measured: widget.watched.forced[:, STEP] = -1
    film = saved(widget).locator(".qrnn-film")
    symbol = re.search(r"(?:training fixes|measured:) (.)$", film.locator(".qs-word").inner_text())[1]
    chance = 100 * widget.predict()[STEP, widget.strip["symbols"].index(symbol)].item()
    how = f"{symbol} comes out" if is_measured else f"training fixes the right answer {symbol}"
    way(film).press("End")
    expect(line(film)).to_contain_text(f"measure: {how} (it had ")
    told = re.search(r"it had ([\d.]+)\s%\)$", line(film).inner_text())
    assert float(told[1]) == pytest.approx(chance, abs=0.51)


def test_what_a_word_comes_to_is_not_told_beforehand(film):
    "While it runs the bars are those of the in/out lanes, and the sentence above them says so."
    told = film.locator(".qs-word")
    expect(told).to_contain_text("next word: p(")
    way(film).press("Home")
    expect(told).to_contain_text("on its way: below, what the in/out lanes hold now")
    expect(film.get_by_role("img", name="Distribution over the in/out lanes")).to_have_class("qs-on-its-way")
    expect(told).not_to_contain_text("p(")
    way(film).press("End")
    expect(told).to_contain_text("next word: p(")


def test_a_silent_step_ends_where_its_word_is_erased(saved):
    widget = trained(updates=1)
    widget.watched.forced[:, STEP] = SILENT
    film = saved(widget).locator(".qrnn-film")
    expect(film.locator(".qs-word")).to_contain_text("next word, if it were asked: ")
    expect(film.locator(".qs-word")).to_contain_text("silent: nothing comes out")
    way(film).press("End")
    expect(line(film)).to_contain_text("erase: the in/out lanes are 0 again; nothing is asked here")


LISTEN = """root => {
    const line = root.querySelector(".qs-passing");
    window.said = [];
    new MutationObserver(() => said.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
}"""


def test_word_runs_to_its_end_and_then_the_next(film):
    "First the word with which begin those that belong together; every press lets one word run."
    to_words(film)
    film.get_by_label("gates a second").select_option("50")
    film.evaluate(LISTEN)
    for step in STEP - 1, STEP:
        button(film, "Word").click()
        film.page.wait_for_function("() => said.at(-1)?.includes('has passed') && said.some((text) => text.startsWith('measure: '))")
        expect(film.locator(".qs-word")).to_contain_text(f"step {step}: ")
        first, *between, last, _ = film.page.evaluate("() => said.splice(0)")
        assert first.startswith("write: ") and last.startswith("measure: ")
        # to who sees it pass each group says one thing, without numbers
        assert [text.split(":")[0] for text in between] == ["input", "stage 0", "erase", "output"]
        assert not any("%" in text or "neuron" in text for text in between)


def test_words_run_on_until_they_are_stopped(film):
    to_words(film)
    film.get_by_label("gates a second").select_option("20")
    told, status = film.locator(".qs-word"), film.locator(".qs-status")
    button(film, "Play").click()
    expect(told).to_contain_text(re.compile("step [5-9]: "))
    button(film, "Pause").click()
    expect(status).to_have_text("paused")
    # looking elsewhere ends the passage of the word that was stopped
    film.get_by_role("slider", name="Step to look at").press("Home")
    expect(told).to_contain_text("step 0: ")
    expect(line(film)).to_contain_text("has passed")


def test_a_column_is_chosen_by_a_click_and_said_under_the_pointer(film):
    film.locator('[data-key="stage.0.0"]').first.click(force=True)
    chance = r"neuron 0: its target is 1 with (< |> )?[\d.]+\s%, success (< |> )?[\d.]+\s%$"
    told = "stage 0: the memory is reworked", "output: the memory writes its prediction"
    reworked, written = (re.compile(f"^{said}; {chance}") for said in told)
    expect(line(film)).to_have_text(reworked)
    film.locator('[data-key="output.0"]').first.hover(force=True)
    expect(line(film)).to_have_text(written)
    film.locator(".qs-word").hover()
    expect(line(film)).to_have_text(reworked)


def test_a_link_holds_where_the_word_is(film):
    page = film.page
    page.goto(page.url.split("#")[0] + '#{"step":2,"moment":1}')
    expect(way(film)).to_have_attribute("aria-valuenow", "1")
    expect(line(film)).to_contain_text("input: the word just read changes the memory; neuron 0: ")


def test_a_prediction_shows_what_it_hangs_on(film, widget):
    expect(film.locator(".qs-hanging")).to_have_text(re.compile(f"^the prediction at step {STEP} (hardly )?depends "))
    np.testing.assert_allclose(hanging(film)[: STEP + 1], widget.influence(STEP), atol=1e-3)
    assert not any(hanging(film)[STEP + 1 :])
    column(film, "1", 7).hover(force=True)
    expect(film.locator(".qs-hanging")).to_have_text(re.compile("^the prediction at step 7 (hardly )?depends "))
    np.testing.assert_allclose(hanging(film)[:8], widget.influence(7), atol=1e-3)
    film.locator(".qs-word").hover()
    strip = film.get_by_role("slider", name="Step to look at")
    strip.press("ArrowLeft")
    expect(strip).to_have_attribute("aria-valuetext", re.compile(f"the prediction at step {STEP - 1} (hardly )?depends "))


def test_two_updates_of_a_film_are_compared_and_undone(film):
    slider = film.get_by_role("slider", name="Update", exact=True)
    slider.fill("5")
    button(film, "Pin").click()
    slider.press("End")
    expect(film.locator(".qs-pinned-bar")).to_have_count(4)
    button(film, "Undo").click()
    expect(film.locator(".qs-count")).to_contain_text("update 5 of 30")
    button(film, "Pin").click()
    expect(film.locator(".qs-pinned-bar")).to_have_count(0)


def test_a_lecturer_needs_the_keys_only(film):
    "While the page is presented: Space plays what the switch says, an arrow lets the next word pass, or looks at the step before."
    button(film, "Present").click()
    # a key that comes while the screen is still being given or taken finds a page between the two
    film.page.wait_for_function("() => document.fullscreenElement")
    film.page.keyboard.press("Escape")
    film.page.wait_for_function("() => !document.fullscreenElement")
    film.page.keyboard.press("f")
    film.page.wait_for_function("() => document.fullscreenElement")
    to_words(film)
    film.evaluate("root => root.focus()")
    expect(film.locator(".qs-word")).to_contain_text(f"step {STEP - 1}: ")
    film.page.keyboard.press("ArrowRight")
    expect(film.locator(".qs-status")).to_have_text("playing")
    film.page.keyboard.press("ArrowRight")
    expect(line(film)).to_contain_text("has passed")
    expect(film.locator(".qs-word")).to_contain_text(f"step {STEP - 1}: ")
    film.page.keyboard.press(" ")
    expect(film.locator(".qs-status")).to_have_text("playing")
    # as Play does: one word after the other
    for step in STEP, STEP + 1: expect(film.locator(".qs-word")).to_contain_text(f"step {step}: ")
    film.page.keyboard.press(" ")
    expect(film.locator(".qs-status")).to_have_text("paused")
    expect(line(film)).not_to_contain_text("has passed")


ASK_SLOWLY = """root => {
    const own = root.requestFullscreen.bind(root);
    root.requestFullscreen = () => new Promise((given) => {
        window.give = () => { const screen = own(); given(screen); return screen; };
    });
}"""


def test_a_screen_that_comes_late_is_still_the_one_asked_for(film):
    "The browser tells of a screen that was left when the next may have been asked for, and gives one when it may be unwanted."
    film.evaluate("root => root.focus()")
    film.evaluate(ASK_SLOWLY)
    film.page.keyboard.press("f")
    film.evaluate("root => root.dispatchEvent(new Event('fullscreenchange'))")
    expect(film).to_have_class(re.compile("qs-presented"))
    film.page.evaluate("() => give()")
    film.page.wait_for_function("() => document.fullscreenElement")
    expect(film).to_have_class(re.compile("qs-presented"))
    film.page.keyboard.press("f")
    film.page.wait_for_function("() => !document.fullscreenElement")
    film.page.keyboard.press("f")
    film.page.keyboard.press("f")
    expect(film).not_to_have_class(re.compile("qs-presented"))
    film.page.evaluate("() => give()")
    film.page.wait_for_function("() => !document.fullscreenElement")
    expect(film).not_to_have_class(re.compile("qs-presented"))


def test_a_wrong_answer_has_a_cross(saved):
    widget = trained(updates=0)
    film = saved(widget).locator(".qrnn-film")
    best, answers = widget.predict()[widget.watched.at].argmax(1), widget.watched.answers[0].numpy()
    wrong = int((best != answers).sum())
    assert wrong, "the test needs a wrong answer"
    expect(film.locator(".qs-strip .qs-cross").filter(visible=True)).to_have_count(wrong)


def test_a_large_cell_says_so_and_shows_its_stages(host, monkeypatch):
    monkeypatch.setattr(widgets_stepper, "_LIVE", 10)
    root = host.show(trained(2))
    reason = "A cell of 2 in/out and 2 workspace lanes is too large to compute in a page: only its stages are shown."
    expect(line(root)).to_have_text(reason)
    expect(way(root)).to_be_hidden()
    root.locator("summary", has_text="Further views").click()
    expect(root.get_by_role("img", name=re.compile("^Hidden state at step 4"))).to_be_visible()
    expect(root.locator(".qs-hanging")).to_contain_text("too large to compute in a page")
    to_words(root)
    expect(root.locator(".qs-word")).to_contain_text("step 3: ")
    button(root, "Word").click()
    expect(root.locator(".qs-word")).to_contain_text("step 4: ")


def test_words_run_while_python_makes_the_updates(host):
    "After the last word comes an update, and the first word again."
    widget = TrainingStepper(SMALL_CELL, SHORT_XOR, seed=3)
    root = host.show(widget)
    widget.look(4)
    expect(root.locator(".qs-word")).to_contain_text("step 4: ")
    to_words(root)
    root.get_by_label("gates a second").select_option("50")
    button(root, "Play").click()
    expect(root.locator(".qs-count")).to_contain_text("update 1 ")
    button(root, "Pause").click()
    expect(button(root, "Play")).to_have_attribute("aria-disabled", "false")
    assert host.python(lambda: widget.trainer.index) == 1


@pytest.fixture
def stepper(host):
    widget = trained(10)
    host.show(widget, width=1200)
    return Stepper(host.page, widget, host)


def test_a_pinned_training_stands_pale_behind(host, stepper):
    root = stepper.root
    stepper.button("Pin").click()
    expect(stepper.button("Pin")).to_have_attribute("aria-pressed", "true")
    root.get_by_text("Set up").click()
    root.get_by_label("seed").fill("8")
    stepper.button("Start anew").click()
    expect(root.locator(".qs-count")).to_contain_text("update 0")
    stepper.unfold_more()
    expect(root.locator(".qs-pinned-line")).to_have_count(3)
    expect(root.get_by_text("pinned: Elman XOR, order 1, adam, rate 0.02, seed 3, update 10").first).to_be_visible()
    root.get_by_role("slider", name="Step to look at").press("Home")
    expect(root.locator(".qs-pinned-bar")).to_have_count(4)
    stepper.button("Pin").click()
    expect(root.locator(".qs-pinned-line, .qs-pinned-bar")).to_have_count(0)
    assert host.python(lambda: stepper.widget.pinned) is None


def test_what_is_chosen_looks_chosen_and_can_be_undone(host, stepper):
    root = stepper.root
    root.get_by_text("Set up").click()
    expect(root.locator(".qs-pending")).to_have_count(0)
    root.get_by_label("seed").fill("8")
    expect(root.locator(".qs-pending")).to_have_count(2)  # the field, and the button that applies it
    expect(root.get_by_text("dashed: applies with Start anew")).to_be_visible()
    stepper.button("Start anew").click()
    expect(root.locator(".qs-pending")).to_have_count(0)
    expect(root.locator(".qs-count")).to_contain_text("update 0")
    stepper.button("Undo").click()
    expect(root.locator(".qs-count")).to_contain_text("update 10 ")
    expect(root.get_by_label("seed")).to_have_value("3")
    assert host.python(lambda: len(stepper.widget.history)) == 10


def test_the_curve_says_what_a_click_will_do(stepper):
    curve = stepper.root.get_by_role("slider", name="Update to go to")
    tip, box = curve.locator(".qs-tip"), curve.bounding_box()
    curve.hover(position={"x": box["width"] / 2, "y": 60})
    back = r"^update \d+: [\d.]+; click: go back to update \d+; what came later stays until a new choice is made$"
    expect(tip).to_have_text(re.compile(back))
    curve.click(position={"x": box["width"] / 2, "y": 60})
    curve.hover(position={"x": box["width"] - 20, "y": 60})
    expect(tip).to_have_text(re.compile(r"^update 10: [\d.]+; click: go on to update 10, which was made before$"))


def test_arrows_of_a_presented_training_go_back_and_on(host, stepper):
    "And behind the last update they make another."
    stepper.button("Present").click()
    host.page.wait_for_function("() => document.fullscreenElement")
    stepper.root.evaluate("root => root.focus()")
    for key, told in ("ArrowLeft", "update 9 of 10 made"), ("ArrowRight", "update 10 "), ("ArrowRight", "update 11 "):
        host.page.keyboard.press(key)
        expect(stepper.root.locator(".qs-count")).to_contain_text(told)
    stepper.becomes(lambda: stepper.widget.trainer.index, 11)


def test_no_arrow_is_lost_while_python_still_goes_to_the_last_update(host, stepper):
    stepper.root.evaluate("root => root.focus()")
    stepper.button("Present").click()
    host.page.wait_for_function("() => document.fullscreenElement")
    for key in ("ArrowLeft", "ArrowLeft", *["ArrowRight"] * 4): host.page.keyboard.press(key)
    expect(stepper.root.locator(".qs-count")).to_contain_text("update 12 ")


def test_the_speed_of_updates_is_set(host, stepper):
    stepper.root.get_by_label("updates a second").select_option("2")
    stepper.becomes(lambda: stepper.widget.speed, 2)
    stepper.root.get_by_label("updates a second").select_option("fastest")
    stepper.becomes(lambda: stepper.widget.speed, None)


@pytest.fixture
def late(monkeypatch):
    "Python takes its time to look at a step."
    for name in "look", "step_word":
        method = getattr(TrainingStepper, name)

        def slow(self, *arguments, method=method):
            time.sleep(0.4)
            return method(self, *arguments)

        monkeypatch.setattr(TrainingStepper, name, slow)


def test_the_first_word_of_a_pair_runs_though_python_is_late(host, stepper, late):
    to_words(stepper.root)
    button(stepper.root, "Word").click()
    told = stepper.root.locator(".qs-word")
    expect(told).to_contain_text(f"step {STEP - 1}: ")
    expect(button(stepper.root, "Play")).to_be_visible()
    expect(line(stepper.root)).to_contain_text("has passed")
    expect(told).to_contain_text(f"step {STEP - 1}: ")


def test_nothing_runs_by_itself_behind_keys_that_python_answers_late(host, stepper, late):
    "On and back at once: the word that was asked for is not wanted any more."
    to_words(stepper.root)
    told = stepper.root.locator(".qs-word")
    expect(told).to_contain_text(f"step {STEP - 1}: ")
    stepper.button("Present").click()
    host.page.wait_for_function("() => document.fullscreenElement")
    stepper.root.evaluate("root => root.focus()")
    for key in "ArrowRight", "ArrowRight": host.page.keyboard.press(key)
    expect(line(stepper.root)).to_contain_text("has passed")
    for key in "ArrowRight", "ArrowLeft": host.page.keyboard.press(key)
    expect(told).to_contain_text(f"step {STEP - 2}: ")
    expect(button(stepper.root, "Play")).to_be_visible()
    expect(line(stepper.root)).to_contain_text("has passed")


def test_a_word_that_was_left_on_its_way_has_not_passed(film):
    "It is the next one again."
    way(film).press("Home")
    strip = film.get_by_role("slider", name="Step to look at")
    strip.press("ArrowRight")
    strip.press("ArrowLeft")
    to_words(film)
    button(film, "Word").click()
    expect(film.locator(".qs-word")).to_contain_text(f"step {STEP - 1}: ")


def test_a_cell_that_is_not_there_has_no_key_in_a_lecture_hall(host, monkeypatch):
    monkeypatch.setattr(widgets_stepper, "_LIVE", 10)
    root = host.show(trained(2))
    to_words(root)
    button(root, "Present").click()
    host.page.wait_for_function("() => document.fullscreenElement")
    expect(line(root)).to_contain_text("too large to compute in a page")
    expect(root.locator(".qs-brief-key")).to_be_hidden()
