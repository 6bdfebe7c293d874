"""The film of a training, saved as a page: it computes what Python computes, it is scrubbed, played and looked into."""

import json
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from helpers import SMALL_CELL
from pages import Part, exported, fills_screen
from playwright.sync_api import expect

from qrnn_nb import QRNN, Amplification, Topology
from qrnn_nb.cell import SILENT
from qrnn_nb.tasks import DNA, ElmanXOR, Memorise
from qrnn_nb.widgets import TrainingStepper
from qrnn_nb.widgets.stepping import _stages

# Probabilities of the strip, and squares of amplitudes with their signs, as they are drawn.
DRAWN = """() => {
    const shades = (name) => [...document.querySelectorAll(name)].map((box) => Number(box.getAttribute('fill-opacity')));
    const signs = [...document.querySelectorAll('.qs-state title')].map((title) => title.textContent.includes('−') ? -1 : 1);
    return { belief: shades('.qs-strip .qs-cell'), squares: shades('.qs-state'), signs };
}"""

CELLS = {
    "plain": (SMALL_CELL, ElmanXOR(length=12)),
    "amplified": (Topology.paper(inputs=2, workspace=2, stages=1, order=1, degree=2, amplification=Amplification(3)), ElmanXOR(length=8)),
    "two stages": (Topology.paper(inputs=3, workspace=3, stages=2, order=2, degree=2), Memorise()),
}


class Film(Part):
    "A saved page and its parts."
    kind = "film"

    def __init__(self, page):
        super().__init__(page)
        self.slider = self.root.get_by_role("slider", name="Update", exact=True)
        self.strip = self.root.get_by_role("slider", name="Step to look at")
        self.curve = self.root.get_by_role("slider", name="Update to go to")
        self.count = self.root.locator(".qs-count")

    def is_at(self, update): expect(self.count).to_contain_text(f"update {update} of ")

    def state(self):
        return json.loads(exported(self.page, self.root, "json").path().read_text())


def trained(topology=SMALL_CELL, task=None, updates=20):
    widget = TrainingStepper(topology, task or ElmanXOR(length=12), seed=3)
    for _ in range(updates): widget.update()
    return widget


@pytest.fixture
def film(saved):
    "At its end, and no step is looked at."
    path = trained().save(saved.folder / "film.html")
    return Film(saved.open(f'{path.as_uri()}#{{"update":20,"step":null}}'))


def networks(film, topology):
    "The network of each frame, in double precision, from the angles that the film holds."
    low, part = np.frombuffer(film["ranges"]).reshape(2, -1)
    levels = np.frombuffer(film["levels"], np.uint16).reshape(-1, low.size)
    network = QRNN(topology, seed=0, dtype=torch.float64)
    for frame in levels:
        with torch.no_grad(): network.angles.copy_(torch.tensor(low + part * frame))
        yield network


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("how", ["forced", "measured", "silent"])
def test_every_frame_is_what_python_has(saved, name, how):
    "Distributions and hidden states to 1e-9, all signs, the words put out, and the network by itself."
    topology, task = CELLS[name]
    widget = trained(topology, task)
    if how != "forced": widget.watched.forced[:, 1::2] = -1 if how == "measured" else SILENT
    film, step, watched = widget.alone(), 3, widget.watched
    page = Film(saved(widget))
    page.unfold_more()
    page.strip.press("Home")
    for _ in range(step): page.keys.press("ArrowRight")
    for frame, network in enumerate(networks(film, topology)):
        if frame % 5: continue
        page.slider.fill(str(frame))
        page.is_at(frame)
        page.drawn()
        drawn = page.page.evaluate(DRAWN)
        taken = np.frombuffer(film["taken"], np.int32).reshape(-1, watched.inputs.shape[1])
        words = torch.tensor(taken[frame if how == "measured" else 0].astype(np.int64))
        trace = network.trace(watched.inputs, words[None])
        np.testing.assert_allclose(drawn["belief"], trace.probabilities[0].ravel(), atol=1e-9)
        with torch.no_grad(): amplitudes = torch.cat([*_stages(network, trace, step).values()])
        np.testing.assert_allclose(drawn["squares"], amplitudes.abs().square(), atol=1e-9)
        clear = amplitudes.real.abs() > 1e-3
        assert (torch.tensor(drawn["signs"])[clear] == amplitudes.real[clear].sign()).all()
        line = page.root.locator(".qs-word")
        expect(line).to_contain_text(f"step 3: reads {task.symbol(watched.inputs[0, 3].item())}; ")
        symbol = "" if how == "silent" else task.symbol(words[3].item())
        fixed = f"training fixes {symbol}" if widget.strip["targets"][3] >= 0 else f"thrown away, “{symbol}” put in its place"
        out = {"forced": fixed, "measured": f"measured: {symbol}", "silent": "silent: nothing comes out"}[how]
        expect(line).to_contain_text(out)
        expect(page.root.locator(".qs-sampled")).to_contain_text(film["facts"]["sampled"][frame])


def test_the_last_frame_is_the_live_picture(saved):
    "What the film shows of the present update differs from the exact numbers by less than a shade: 1e-4."
    widget = trained()
    film = Film(saved(widget))
    film.slider.press("End")
    film.is_at(20)
    drawn = film.page.evaluate(DRAWN)
    assert np.abs(drawn["belief"] - widget.predict().ravel()).max() < 1e-4


def test_training_is_scrubbed_by_pointer_and_keys(film):
    expect(film.slider).to_have_value("20")
    expect(film.slider).to_have_attribute("aria-valuetext", re.compile(r"^update 20 of 20 · loss [\d.]+$"))
    film.slider.focus()
    for key, update in [("ArrowLeft", 19), ("Home", 0), ("ArrowRight", 1), ("End", 20)]:
        film.keys.press(key)
        film.is_at(update)
    film.curve.focus()
    for key, update in [("ArrowLeft", 19), ("PageDown", 9), ("Home", 0), ("End", 20), ("ArrowDown", 19)]:
        film.keys.press(key)
        film.is_at(update)
        expect(film.curve).to_have_attribute("aria-valuenow", str(update))
        expect(film.slider).to_have_value(str(update))
    box = film.curve.bounding_box()
    film.curve.click(position={"x": box["width"] / 2, "y": 50})
    expect(film.count).to_have_text(re.compile("^update (9|10|11|12) of 20"))
    expect(film.root.locator(".qs-afterwards")).to_have_count(1)


def test_steps_are_looked_at_by_pointer_and_keys(film):
    line = film.root.locator(".qs-word")
    expect(line).to_be_empty()
    box = film.strip.bounding_box()
    film.strip.locator(".qs-cell").nth(4 * 3).click(force=True)
    expect(line).to_contain_text("step 3: reads ")
    for key, step in [("ArrowRight", 4), ("Home", 0), ("End", 10), ("ArrowLeft", 9)]:
        film.keys.press(key)
        expect(line).to_contain_text(f"step {step}: reads ")
        expect(film.strip).to_have_attribute("aria-valuenow", str(step))
    film.unfold_more()
    expect(film.root.get_by_role("img", name="Hidden state at step 9: 4 stages, 4 basis states")).to_be_visible()
    assert box["width"] > 300 and film.state()["step"] == 9


def test_the_pointer_tells_values_and_lights_up_what_belongs_together(film):
    film.strip.press("Home")
    expect(film.root.locator(".qs-word")).to_contain_text("step 0: reads ")
    tip, cells = film.strip.locator(".qs-tip"), film.strip.locator(".qs-cell")
    expect(tip).to_be_hidden()
    for step, word in (0, 1), (5, 0):
        cell = cells.nth(4 * step + word)
        cell.hover(force=True)
        p = float(cell.get_attribute("fill-opacity"))
        expect(tip).to_contain_text(re.compile(f"^step {step} reads [01]; next word: p\\({word}\\)\\s[=<>]\\s"))
        assert float(re.search(r"=\s([\d.]+)", tip.inner_text())[1]) == pytest.approx(p, rel=0.006)
        # the bar of the word, if this is the step that is looked at
        expect(film.root.locator(".qs-cell.qs-lit")).to_have_count(1 if step == 0 else 0)
    film.root.get_by_role("img", name=re.compile("^Distribution")).hover(position={"x": 84 + 48 * 1.5, "y": 30})
    expect(film.strip.locator("rect.qs-lit")).to_have_attribute("visibility", "visible")
    expect(film.root.locator(".qs-cell.qs-lit title")).to_have_text(re.compile("^1: "))
    expect(tip).to_be_hidden()
    film.unfold_more()
    film.root.get_by_role("img", name=re.compile("^Gradient norm")).hover()
    expect(film.root.locator(".qs-needle")).to_have_count(3)


def test_it_plays_to_the_end_and_begins_again(film):
    film.root.get_by_role("combobox", name="frames a second").select_option("50")
    expect(film.button("Pause")).to_have_count(0)
    film.button("Play").click()
    expect(film.root.locator(".qs-status")).to_have_text("playing")
    film.rests()
    film.is_at(20)
    film.root.get_by_role("combobox", name="frames a second").select_option("1")
    film.press("Play")
    film.is_at(0)
    film.is_at(1)
    film.press("Pause")
    film.rests()
    film.button("Play").click()
    film.slider.focus()
    film.keys.press("End")
    film.rests()
    film.is_at(20)


def test_reduced_motion_draws_twice_a_second(film):
    film.page.emulate_media(reduced_motion="reduce")
    film.root.get_by_role("combobox", name="frames a second").select_option("10")
    film.slider.fill("0")
    film.button("Play").click()
    expect(film.root.locator(".qs-status")).to_have_text("playing")
    film.is_calm(".qs-count")
    film.rests()
    film.is_at(20)


def test_a_link_shows_the_nearest_frame(saved, monkeypatch):
    monkeypatch.setattr("qrnn_nb.widgets.stepping._FRAMES", 5)
    page = Film(saved(trained()))
    expect(page.root.locator(".qs-trained")).to_have_text(re.compile("; 4 frames of 20 updates$"))
    page.page.goto(page.page.url + '#{"update":9,"step":2,"speed":20}')
    page.is_at(8)
    expect(page.root.locator(".qs-word")).to_contain_text("step 2: ")
    for state, reason in ('{"update":21}', "update must be a whole number from 0 to 20, got 21"), ('{"step":11}', "from 0 to 10, got 11"):
        page.page.goto(page.page.url.split("#")[0] + "#" + state)
        expect(page.root.get_by_role("alert")).to_contain_text(reason)
        page.is_at(8)


def test_an_untrained_network_is_a_film_of_one_frame(saved):
    page = Film(saved(trained(updates=0)))
    page.is_at(0)
    expect(page.button("Play")).to_have_attribute("aria-disabled", "true")
    expect(page.root.get_by_role("img", name="Loss curve: no update yet")).to_be_visible()
    page.curve.click()
    page.curve.press("End")
    page.is_at(0)


@pytest.mark.parametrize("width", [300, 400, 1400])
def test_nothing_is_cut(film, width):
    film.strip.press("End")
    film.page.set_viewport_size({"width": width, "height": 900})
    film.page.wait_for_function("""() => {
        const [strip, root] = ['.qs-strip > svg', '.qrnn-film'].map((name) => document.querySelector(name).clientWidth);
        return strip <= root;
    }""")
    cut = film.root.evaluate("""(root) => {
        const far = root.getBoundingClientRect();
        const out = (box) => box.width > 0 && (box.right > far.right + 1 || box.left < far.left - 1);
        return [...root.querySelectorAll("text, button, select, input, div")]
            .filter((part) => !part.closest(".qs-scroll") && out(part.getBoundingClientRect()))
            .map((part) => part.outerHTML.slice(0, 90));
    }""")
    assert not cut
    assert film.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_saved_picture_has_the_marks_and_words_of_the_page(film):
    "A cross where the page has one, and no other; nothing touches the edge."
    film.strip.press("Home")
    expect(film.root.locator(".qs-word")).to_contain_text("step 0: ")
    root, parse = film.root, "text => new DOMParser().parseFromString(text, 'image/svg+xml')"
    crosses = root.locator(".qs-strip .qs-cross").filter(visible=True).count()
    score, read = root.locator(".qs-score").text_content(), root.locator(".qs-word").text_content()
    sheet = exported(film.page, root, "svg").path().read_text()
    arms = film.page.evaluate(f"text => ({parse})(text).querySelectorAll('g > path[stroke-width=\"2.5px\"]').length", sheet)
    assert arms == crosses
    lines = film.page.evaluate(f"text => [...({parse})(text).querySelectorAll('svg > text')].map(line => line.textContent)", sheet)
    assert score in lines and read.replace("\xa0", " ") in " ".join(lines) and "update 20 of 20" in " ".join(lines)
    parts = f"text => [...({parse})(text).documentElement.children].slice(1)"
    edges = film.page.evaluate(f"text => ({parts})(text).map(part => Number(part.getAttribute('x')))", sheet)
    assert min(edges) >= 12


def test_what_is_pinned_is_said_and_marked(film):
    root = film.root
    film.strip.press("Home")
    film.page.get_by_role("button", name="Pin", exact=True).click()
    film.slider.press("Home")
    expect(root.get_by_text("dashed: pinned, update 20", exact=True)).to_be_visible()
    expect(root.locator(".qs-score")).to_have_text(re.compile(r" right \(pinned: \d+\)$"))
    film.unfold_more()
    expect(root.locator(".qs-cornered").get_by_text("pinned: update 20")).to_have_count(3)
    expect(film.count).to_have_text("update 0 of 20 · not trained yet")
    expect(root.locator(".qs-end")).to_have_count(3)


def test_the_name_of_what_is_pinned_first_is_not_on_the_curve(film):
    "The loss is high there, so it stands below."
    film.slider.press("Home")
    film.button("Pin").click()
    name, plot = film.root.get_by_text("pinned: update 0"), film.root.get_by_role("img", name=re.compile("^Loss"))
    expect(name).to_have_count(1)
    box = plot.bounding_box()
    assert name.bounding_box()["y"] > box["y"] + 0.4 * box["height"]


HATCHED = """root => {
    const cells = [...root.querySelectorAll(".qs-strip .qs-cell")].map((cell) => cell.getBoundingClientRect());
    const hatch = root.querySelector(".qs-strip .qs-hatch"), far = hatch.getTotalLength(), over = new Set();
    const place = root.querySelector(".qs-strip > svg").getBoundingClientRect();
    for (let way = 0.25; way < far; way += 1.5) {
        const x = place.left + hatch.getPointAtLength(way).x;
        over.add(Math.floor((x - cells[0].left) / cells[0].width));
    }
    return [...over].sort((a, b) => a - b);
}"""


def test_columns_in_which_nothing_is_asked_are_hatched_not_paled(saved):
    "A shade says a probability and nothing else; the legend says what the hatching is, presented too."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    widget = trained()
    film = Film(saved(widget))
    unasked = [step for step, word in enumerate(widget.strip["targets"]) if word < 0]
    assert film.root.evaluate(HATCHED) == unasked
    paled = "cells => cells.filter((cell) => getComputedStyle(cell).opacity !== '1').length"
    assert film.strip.locator("svg *").evaluate_all(paled) == 0
    legend = film.root.get_by_text("hatched: not asked")
    expect(legend).to_be_visible()
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    expect(legend).to_be_in_viewport(ratio=1)


def test_nothing_moves_in_a_lecture_hall_when_it_plays(saved):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained()))
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    status = film.root.locator(".qs-status")
    for mode in "Updates", "Words":
        places = {}
        film.button(mode).click()
        for button, shown in ("Play", "playing"), ("Pause", re.compile("^(paused|Press|It has passed)")):
            film.button(button).click()
            expect(status).to_have_text(shown)
            places[button] = film.strip.bounding_box()["y"]
        assert len({*places.values()}) == 1, (mode, places)


def test_the_cell_takes_the_width_until_a_step_is_looked_at(film):
    cell, hint = film.root.get_by_role("region", name="The cell"), film.root.get_by_text("point at a prediction")
    wide = film.root.bounding_box()["width"]
    expect(hint).to_be_visible()
    assert cell.bounding_box()["width"] > 0.95 * wide
    film.strip.press("Home")
    expect(hint).to_be_hidden()
    expect(film.root.get_by_role("region", name="The step")).to_be_visible()
    assert cell.bounding_box()["width"] < 0.65 * wide


def test_meters_are_empty_until_the_word_is_measured(film):
    film.strip.press("Home")
    full = film.root.locator('[data-key="measure"] .qs-fill:not([height="0"])')
    expect(full).to_have_count(2)
    film.root.locator('[data-key="output.1"]').first.click(force=True)
    expect(full).to_have_count(0)
    film.root.locator('[data-key="measure"]').first.click(force=True)
    expect(full).to_have_count(2)


@pytest.mark.parametrize("curve", [0, 1, 2])
def test_a_click_on_any_curve_goes_to_its_update(film, curve):
    film.unfold_more()
    box = film.root.locator(".qs-cornered .qs-strip").nth(curve)
    wide = box.bounding_box()["width"]
    box.click(position={"x": 66, "y": 60})
    expect(film.root.locator(".qs-count")).to_have_text(re.compile("^update 1 "))
    box.click(position={"x": wide - 16, "y": 60})
    expect(film.root.locator(".qs-count")).to_have_text(re.compile("^update 20 "))


LARGE = Topology.paper(inputs=3, workspace=7, stages=2, order=1, degree=1)


@pytest.mark.parametrize("is_pinned", [False, True])
@pytest.mark.parametrize("topology, task", [(SMALL_CELL, None), (LARGE, DNA(length=12))], ids=["small", "27 columns"])
def test_what_plays_is_on_one_screen_of_a_lecture_hall(saved, topology, task, is_pinned):
    "Below the strip is the loss while updates play, and the cell while words do; nothing is beyond an edge."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained(topology, task, updates=2)))
    if is_pinned: film.button("Pin").click()
    film.slider.press("End")
    film.button("Present").click()
    fills_screen(film.page)
    cell, loss = film.root.get_by_role("region", name="The cell"), film.root.get_by_role("img", name=re.compile("^Loss"))
    for mode, shown, hidden in ("Updates", loss, cell), ("Words", cell, loss):
        film.button(mode).click()
        expect(shown).to_be_in_viewport(ratio=0.99)
        expect(hidden).to_be_hidden()
        expect(film.root.locator(".qs-score")).to_be_in_viewport(ratio=1)
        film.page.wait_for_function("""() => [...document.querySelectorAll(".qs-presented, .qs-presented .qs-scroll")].every(
            part => part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1)""")


def test_what_runs_has_its_pictures_first(film):
    "Also for who goes from control to control by keyboard."
    film.strip.press("Home")
    loss, cell = film.curve, film.root.get_by_role("region", name="The cell")
    way = film.root.get_by_role("slider", name="Way of the word")
    for mode, first, second in ("Updates", loss, way), ("Words", way, loss), ("Updates", loss, way):
        film.button(mode).click()
        film.drawn()
        upper, lower = (loss, cell) if first is loss else (cell, loss)
        assert upper.bounding_box()["y"] < lower.bounding_box()["y"]
        assert first.evaluate("(one, other) => one.compareDocumentPosition(other) & 4", second.element_handle())


def test_a_word_that_runs_in_a_lecture_hall_shows_what_it_foretells(saved):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    widget = trained()
    widget.look(4)
    film = Film(saved(widget))
    film.button("Present").click()
    fills_screen(film.page)
    film.button("Words").click()
    bars = film.root.get_by_role("img", name=re.compile("^Distribution over the next word: "))
    expect(bars).to_be_in_viewport(ratio=1)


def test_it_says_what_the_sequence_is_and_what_its_symbols_mean(film):
    "A sentence about the task, both symbols that are no bits, and that only asked answers are listed; presented too."
    root = film.root
    learns = "A quantum network learns Elman XOR. After two random bits, foresee the third: their exclusive or."
    expect(root.locator(".qs-learns > :first-child")).to_have_text(learns)
    signs = root.locator(".qs-signs").filter(visible=True)
    expect(signs).to_have_text("“·” no answer, “?” never right")
    expect(root.locator(".qs-sampled")).to_contain_text(re.compile("^its answers, drawn once by chance: "))
    film.strip.press("Home")
    # the loss is not that of the strip, and success not that of the training
    expect(root.locator(".qs-whose")).to_have_text("on the sequences of the training; the one above is another")
    expect(root.get_by_text("no measure of what is learned")).to_be_visible()
    said = "nothing is asked here, and nothing judged: its guess is thrown away, “·” put in its place"
    expect(root.locator(".qs-word")).to_contain_text(said)
    film.page.set_viewport_size({"width": 1280, "height": 720})
    film.button("Present").click()
    column = "Each column: what it expects next, after the word below."
    named = [root.get_by_text(text) for text in (learns, column, "dot: likeliest word", "ring: right answer")]
    for part in signs, *named: expect(part).to_be_in_viewport(ratio=1)


def test_steps_that_belong_together_say_what_is_asked(film):
    "Two bits and their exclusive or have a brace; the words about a step say it where it is asked, and nowhere else."
    widget = trained()
    bits, brace = widget.strip["inputs"][:2], film.strip.get_by_text(re.compile(r"^[01] xor [01] = [01]$"))
    reason = f"{bits[0]} xor {bits[1]} = {bits[0] ^ bits[1]}"
    expect(brace).to_have_count(4)
    expect(brace.first).to_have_text(reason)
    cells = film.strip.locator(".qs-cell")
    words, box = [cells.nth(4 * step).bounding_box() for step in (0, 2)], brace.first.bounding_box()
    assert words[0]["x"] < box["x"] and box["x"] + box["width"] < words[1]["x"] + words[1]["width"]
    line = film.root.locator(".qs-word")
    for key, told in ("Home", None), ("ArrowRight", reason), ("ArrowRight", None):
        film.strip.press(key)
        if told: expect(line).to_contain_text(f"asked: {told}; ")
        else: expect(line).not_to_contain_text("asked: ")


def test_steps_are_numbered(film):
    numbers = film.strip.locator("svg text").evaluate_all("""texts => {
        const top = texts[0].closest("svg").querySelector(".qs-frame").getBoundingClientRect().top;
        return texts.filter((text) => text.getBoundingClientRect().bottom <= top + 2).map((text) => text.textContent);
    }""")
    assert numbers == [*map(str, range(11)), "step"]


@pytest.mark.parametrize("task, signs, told", [
    (Memorise(), "", "the network by itself"), (DNA(length=20), "“(G)” a marked G", "its answers, drawn once by chance"),
])  # fmt: skip
def test_every_task_explains_itself(saved, task, signs, told):
    root = Film(saved(trained(CELLS["two stages"][0], task, updates=1))).root
    expect(root.locator(".qs-learns")).to_contain_text(f"A quantum network learns {task.name}. ")
    expect(root.locator(".qs-legend .qs-signs")).to_have_text(signs)
    expect(root.locator(".qs-sampled")).to_contain_text(f"{told}: ")


def test_a_probability_is_never_rounded_to_nothing_or_to_all(saved):
    film = Film(saved(trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=200)))
    film.slider.press("End")
    film.is_at(200)
    belief = np.array(film.page.evaluate(DRAWN)["belief"]).reshape(-1, 4)
    sure = int(belief.max(1).argmax())
    assert belief[sure].max() > 0.9995 and belief[sure].min() < 5e-4, "there is something to round"
    film.strip.press("Home")
    for _ in range(sure): film.keys.press("ArrowRight")
    line = film.root.locator(".qs-word")
    expect(line).to_contain_text(f"step {sure}: ")
    read = line.inner_text().replace("\xa0", " ")
    told = dict(re.findall(r"p\((.)\) ([=<>] [\d.]+)", read))
    assert len(told) == 4 and not {"= 0", "= 1", "= 1.00"} & {*told.values()}, told
    assert told["01·?"[belief[sure].argmin()]] == "< 0.001"
    labels = film.root.get_by_role("region", name="The cell").locator("svg text").evaluate_all(
        "texts => texts.filter((text) => text.getBBox().x < 0).map((text) => text.textContent)")
    assert not labels, "cut at the left edge"


def test_a_word_moves_nothing_that_one_may_click_next(saved):
    "Words mode has reserved the room of the step and of the state before a word runs."
    saved.options |= {"viewport": {"width": 1400, "height": 900}}
    film = Film(saved(trained()))
    film.button("Words").click()
    loss, cell = film.root.get_by_role("img", name=re.compile("^Loss")), film.root.get_by_role("region", name="The cell")
    film.root.get_by_label("gates a second").select_option("50")
    before = [loss.bounding_box(), cell.bounding_box()]
    film.button("Word").click()
    expect(film.root.locator(".qs-status")).to_have_text("playing")
    assert [loss.bounding_box(), cell.bounding_box()] == before
    film.rests()
    assert [loss.bounding_box(), cell.bounding_box()] == before


def test_one_button_plays_and_pauses_and_keeps_the_focus(film):
    for mode, speed in ("Updates", "frames a second"), ("Words", "gates a second"):
        film.button(mode).click()
        film.root.get_by_label(speed).select_option("1")
        if mode == "Updates": film.slider.fill("0")
        film.press("Play")
        expect(film.button("Pause")).to_be_focused()
        expect(film.button("Play")).to_have_count(0)
        film.press("Pause")
        expect(film.button("Play")).to_be_focused()
        film.rests()


def test_a_lecturer_sets_the_pace_and_sees_what_a_prediction_hangs_on(saved):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    widget = trained()
    film = Film(saved(widget))
    film.slider.press("End")
    film.strip.press("Home")
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    for mode, speed in ("Words", "gates a second"), ("Updates", "frames a second"):
        film.button(mode).click()
        expect(film.root.get_by_label(speed)).to_be_in_viewport(ratio=1)
    heights = film.root.locator(".qs-influence").evaluate_all("bars => bars.map((bar) => Number(bar.getAttribute('height')))")
    highest = film.root.evaluate("""(root) => {
        const [strip, bar] = [".qs-strip > svg", ".qs-influence"].map((name) => root.querySelector(name));
        return strip.height.baseVal.value - bar.y.baseVal.value;
    }""")
    [share] = widget.influence(0)
    assert heights[0] == pytest.approx(share * (highest - 1), rel=0.15) and heights[0] > 0


def test_bars_that_are_seen_in_a_lecture_hall_say_what_they_are(saved):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    widget = trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=100)
    step = next(step for step in range(8) if max(widget.influence(step)) > 0.1)
    widget.look(step)
    film = Film(saved(widget))
    film.button("Present").click()
    fills_screen(film.page)
    name, line = film.root.get_by_text("bars: what it depends on"), film.root.locator(".qs-hung")
    expect(name).to_be_in_viewport(ratio=1)
    [ends, begins] = [line.bounding_box(), name.bounding_box()]
    assert ends["x"] + ends["width"] < begins["x"], "the line from which they hang ends before it"


def test_bars_below_the_last_step_are_named_before_them(saved):
    widget = trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=100)
    last = len(widget.strip["inputs"]) - 1
    first = next(step for step, share in enumerate(widget.influence(last)) if share > 0.1)
    assert first > 6, "there is room before the bars"
    widget.look(last)
    film = Film(saved(widget))
    name = film.root.get_by_text("bars: what it depends on").bounding_box()
    bar = film.root.locator(".qs-influence").nth(first).bounding_box()
    assert name["x"] + name["width"] < bar["x"]


def test_in_a_lecture_hall_the_strip_gets_its_share_beside_the_loss(saved):
    "More than a quarter of the screen; beside the cell, which needs more, it is lower."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained()))
    film.button("Present").click()
    fills_screen(film.page)
    height = """(root, [least, most]) => {
        const { height } = root.querySelector(".qs-strip .qs-frame").getBoundingClientRect();
        return least < height && height < most;
    }"""
    for mode, room in ("Updates", [180, 240]), ("Words", [115, 135]):
        film.button(mode).click()
        film.page.wait_for_function(f"(room) => ({height})(document.querySelector('.qrnn-film'), room)", arg=room)
    film.button("Updates").click()
    expect(film.curve).to_be_in_viewport(ratio=1)


def test_no_line_hangs_where_no_bar_does(saved):
    "Before the first update the prediction depends on nothing; at the end it depends on what was read."
    widget = trained(updates=100)
    widget.look(1)
    assert max(widget.influence(1)) > 0.1
    film = Film(saved(widget))
    for key, drawn in ("End", "^M"), ("Home", "^$"):
        film.slider.press(key)
        expect(film.root.locator(".qs-hung")).to_have_attribute("d", re.compile(drawn))


def test_what_steps_are_asked_is_said_on_a_phone(saved):
    "The braces are too short for it: it stands below them in two lines, and covers nothing, the last one that is shorter, too."
    saved.options |= {"viewport": {"width": 400, "height": 750}}
    widget = trained(task=ElmanXOR(length=18), updates=2)
    film = Film(saved(widget))
    asked = film.strip.get_by_text(re.compile(r"^[01] xor$"))
    said = [says for *_, says in widget.strip["groups"]]
    expect(asked).to_have_text([says[:5] for says in said])
    results = film.strip.get_by_text(re.compile(r"^[01] = [01]$"))
    expect(results).to_have_text([says[6:] for says in said])
    tops = [part.first.bounding_box()["y"] for part in (asked, results, film.strip.get_by_text("word read"))]
    assert tops == sorted(tops) and min(np.diff(tops)) > 12, "line below line"
    lefts = [(box["x"], box["x"] + box["width"]) for box in (text.bounding_box() for text in asked.all())]
    assert all(one[1] < other[0] for one, other in pairwise(lefts))


def test_the_loss_is_explained_in_a_lecture_hall(saved):
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained(updates=2)))
    film.button("Present").click()
    fills_screen(film.page)
    film.root.locator(".qs-row").get_by_role("button", name="What is: loss?").click()
    expect(film.root.get_by_text("0 is certainty", exact=False)).to_be_in_viewport(ratio=1)


def test_the_data_of_a_film_is_written_by_its_page(saved):
    "All losses, and the probabilities of the update that is looked at."
    widget = trained(updates=6)
    film = Film(saved(widget))
    film.slider.press("Home")
    film.root.get_by_role("button", name="More", exact=True).click()
    with film.page.expect_download() as download: film.root.get_by_role("button", name="data (CSV)", exact=True).click()
    table = pd.read_csv(download.value.path())
    losses = table[table.panel == "loss"]
    np.testing.assert_allclose(losses.value, widget.history.losses, rtol=1e-6)
    assert [*losses["update"]] == [*range(1, 7)]
    shown = table[table.panel == "probability"]
    np.testing.assert_allclose(shown.value, film.page.evaluate(DRAWN)["belief"], atol=1e-9)
    assert {*shown["update"]} == {0} and len(shown) == 4 * len(widget.strip["inputs"])
    assert shown.right.sum() == sum(word >= 0 for word in widget.strip["targets"])


def test_a_film_opens_where_it_begins_and_says_what_to_press(saved):
    "The cell is filled by the first step that is asked, so that nothing moves when words run; a state in the address wins."
    saved.options |= {"viewport": {"width": 1400, "height": 900}}
    widget = trained()
    film = Film(saved(widget))
    asked = next(step for step, word in enumerate(widget.strip["targets"]) if word >= 0)
    film.is_at(0)
    expect(film.root.locator(".qs-status")).to_have_text("Press Play: it learns")
    expect(film.root.locator(".qs-word")).to_contain_text(f"step {asked}: reads ")
    expect(film.root.get_by_role("region", name="The cell")).to_contain_text("has passed; training fixes the right answer")
    before = film.strip.bounding_box()
    film.button("Words").click()
    expect(film.root.locator(".qs-status")).to_have_text("Press Word: watch it pass below")
    assert film.strip.bounding_box() == before
    expect(film.root.get_by_text("word read; above: the prediction after it")).to_be_visible()
    # in a lecture hall too, until it is played
    film.button("Updates").click()
    film.page.set_viewport_size({"width": 1280, "height": 720})
    film.button("Present").click()
    fills_screen(film.page)
    expect(film.root.get_by_text("Press Play: it learns", exact=True)).to_be_in_viewport(ratio=1)
    place = film.strip.bounding_box()
    film.slider.fill("7")
    film.is_at(7)
    expect(film.root.locator(".qs-advised")).to_have_count(0)
    assert film.root.locator(".qs-status").bounding_box()["width"] < 2
    assert film.strip.bounding_box() == place
    Film(saved.open(film.page.url.split("#")[0] + '#{"update":7}')).is_at(7)
    widget.look(2)
    again = Film(saved(widget))
    again.is_at(20)
    expect(again.root.locator(".qs-word")).to_contain_text("step 2: ")


def ends(film, told):
    "The page says this at its end, and nothing has moved for it."
    before = film.strip.bounding_box()
    film.slider.press("End")
    expect(film.root.locator(".qs-status")).to_have_text(told)
    assert film.strip.bounding_box() == before


@pytest.mark.parametrize("updates, told", [
    (2, r"^[0-3] of 4 right at the end\. Now press Words\.$"), (200, r"^All 4 right\. Now press Words\.$"),
])  # fmt: skip
def test_at_its_end_a_film_says_what_one_has_seen_and_what_comes_next(saved, updates, told):
    film = Film(saved(trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=updates)))
    ends(film, re.compile(told))
    film.slider.press("Home")
    film.page.set_viewport_size({"width": 1280, "height": 720})
    film.button("Present").click()
    fills_screen(film.page)
    ends(film, re.compile(told))
    expect(film.root.locator(".qs-status")).to_be_in_viewport(ratio=1)


def test_when_a_word_has_passed_the_page_says_what_comes_next(film):
    status = film.root.locator(".qs-status")
    film.button("Words").click()
    film.root.get_by_label("gates a second").select_option("50")
    expect(status).to_have_text("Press Word: watch it pass below")
    film.button("Word").click()
    expect(status).to_have_text("It has passed. Press Word again.")
    film.strip.press("End")
    expect(status).to_have_text("All passed. Try another update.")
    # with other parameters none has passed yet
    film.slider.press("Home")
    expect(status).to_have_text("Press Word: watch it pass below")


def test_a_newcomer_sees_the_loss_and_unfolds_the_rest(film):
    "What is unfolded is kept in the address."
    rest = film.root.get_by_role("img", name=re.compile("^(Gradient norm|Least probability|Hidden state)"))
    film.strip.press("Home")
    expect(film.root.get_by_role("img", name=re.compile("^Loss"))).to_be_visible()
    expect(rest).to_have_count(0)
    film.unfold_more()
    expect(rest).to_have_count(3)
    expect(film.root.get_by_text("hidden state at step 0")).to_be_visible()
    film.page.wait_for_function("() => decodeURIComponent(location.hash).includes('Further views: ')")
    again = Film(film.page)
    film.page.reload()
    expect(again.root.get_by_role("img", name=re.compile("^Gradient norm"))).to_be_visible()


def test_what_played_is_taken_back_in_one_step(film):
    "Also where it began anew at the end; and what played before it is a step of its own."
    film.root.get_by_role("combobox", name="frames a second").select_option("50")
    for _ in range(2):
        film.button("Play").click()
        expect(film.root.locator(".qs-status")).to_have_text("playing")
        film.rests()
        film.is_at(20)
    film.slider.fill("3")
    film.button("Play").click()
    expect(film.root.locator(".qs-status")).to_have_text("playing")
    film.rests()
    for update in 3, 20:
        film.button("Undo").click()
        film.is_at(update)


@pytest.mark.parametrize("clicked", ["Play", "Pin", "strip", "loss", "slider"])
def test_a_remote_goes_on_whatever_was_clicked_last(saved, clicked):
    "Its keys are Page Down and Page Up; a keyboard's arrow and space say the same."
    film = Film(saved(trained(Topology.paper(2, 2, stages=1, order=1, degree=1), ElmanXOR(length=12))))
    film.slider.press("Home")
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    if clicked == "Play":
        film.button("Play").click()
        film.button("Pause").click()
    elif clicked == "Pin": film.button("Pin").click()
    elif clicked == "strip": film.root.locator(".qs-strip .qs-cell").nth(9).click(force=True)
    elif clicked == "loss": film.root.get_by_role("slider", name="Update to go to").click()
    else: film.slider.click()
    # the picture shows a click in its next frame
    if clicked in ("loss", "slider"): expect(film.slider).not_to_have_value("0")
    film.drawn()
    for key, by in {"PageDown": 1, "ArrowRight": 1, "PageUp": -1, "ArrowLeft": -1}.items():
        before = int(film.slider.input_value())
        film.page.keyboard.press(key)
        expect(film.slider).to_have_value(str(before + by))
    film.page.keyboard.press(" ")
    expect(film.button("Pause")).to_be_visible()


def test_arrows_of_a_presented_film_go_on_in_what_the_switch_says(saved):
    film = Film(saved(trained()))
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    film.root.evaluate("root => root.focus()")
    word = film.root.locator(".qs-word")
    step = int(re.match(r"step (\d+)", word.text_content())[1])
    for key, update in ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1):
        film.keys.press(key)
        film.is_at(update)
    assert word.text_content().startswith(f"step {step}: ")
    film.button("Words").click()
    film.root.evaluate("root => root.focus()")
    expect(word).to_contain_text(f"step {step - 1}: ")  # the first of its pair
    line = film.root.locator(".qs-passing")
    for at in step - 1, step:
        film.keys.press("ArrowRight")
        expect(film.root.locator(".qs-status")).to_have_text("playing")
        film.keys.press("ArrowRight")
        expect(line).to_contain_text("has passed")
        expect(word).to_contain_text(f"step {at}: ")
    film.keys.press("ArrowLeft")
    expect(word).to_contain_text(f"step {step - 1}: ")
    film.is_at(1)


def test_a_speed_alone_has_its_unit(film):
    for mode, speed in ("Updates", "10"), ("Words", "5"):
        film.button(mode).click()
        chosen = film.root.locator(".qs-run select").filter(visible=True).locator("option:checked")
        expect(chosen).to_have_text(speed)
        film.button("Present").click()
        expect(chosen).to_have_text(f"{speed}/s")
        film.button("Present").click()


def test_the_line_of_a_word_that_has_passed_is_about_the_state_below_it(film):
    "What was forced may have had no chance before."
    film.strip.press("Home")
    belief = film.page.evaluate(DRAWN)["belief"][:4]
    line = film.root.locator(".qs-passing")
    end = r"not asked here: its guess is thrown away, “·” put in its place \(it had ([<>]\s)?[\d.]+\s%\)"
    expect(line).to_have_text(re.compile(f"^the word [01] has passed; {end}$"))
    told = float(re.search(r"([\d.]+)\s%", line.inner_text())[1])
    assert told == pytest.approx(100 * belief[2], abs=0.6)
    expect(film.root.get_by_role("slider", name="Way of the word")).to_have_attribute("aria-valuetext", line.inner_text())
    state = film.root.get_by_role("region", name="The state").get_by_role("img", name=re.compile("^Amplitudes"))
    expect(state).to_have_attribute("aria-label", re.compile(r"in/out lanes: word 10 with 1$"))


def test_curves_have_titles_and_values_where_no_curve_is(film):
    "The title is beside its question mark, above the plot; what one reads there hides no curve."
    film.unfold_more()
    film.root.get_by_role("img", name=re.compile("^Gradient norm")).hover()
    values = film.root.locator(".qs-curve-value")
    assert [bool(text) for text in values.all_text_contents()] == [True, False, True], "where one points, the tip says it"
    expect(values.first).to_have_text(re.compile(r"^update \d+: [\d.]+$"))
    tip = film.root.locator(".qs-cornered .qs-tip").filter(visible=True)
    expect(tip).to_have_text(re.compile(r"^update \d+: [\d.]+; click: go to update \d+$"))
    for n in range(3):
        cornered = film.root.locator(".qs-cornered").nth(n)
        plot, title = cornered.locator("svg").first.bounding_box(), cornered.locator(".qs-curve-title")
        for part in title, title.locator(".qs-help"):
            box = part.bounding_box()
            assert box["y"] + box["height"] <= plot["y"] + 1
    film.slider.press("Home")
    expect(film.curve).to_have_attribute("aria-valuetext", "update 0 · not trained yet")
    film.slider.press("End")
    expect(film.curve).to_have_attribute("aria-valuetext", re.compile(r"^update 20 · loss [\d.]+$"))


def test_no_words_about_the_state_are_cut_in_a_lecture_hall(saved):
    "At any station of any word, also where more words are likely than there is room for."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained(Topology.paper(inputs=3, workspace=2, stages=1, order=1, degree=1), DNA(length=12))))
    film.slider.press("End")
    film.button("Present").click()
    film.page.wait_for_function("() => document.fullscreenElement")
    film.button("Words").click()
    way, more = film.root.get_by_role("slider", name="Way of the word"), False
    way.press("Home")
    for _ in range(int(way.get_attribute("aria-valuemax")) + 1):
        film.drawn()
        texts = film.root.locator(".qs-held-part > svg text").filter(visible=True)
        lowest = texts.evaluate_all("texts => Math.max(...texts.map((text) => text.getBoundingClientRect().bottom))")
        assert lowest <= 720
        more = more or any(re.fullmatch(r"\d of \d shown", text) for text in texts.all_text_contents())
        way.press("ArrowRight")
    assert more, "the test needs a station with several words"


def test_a_key_that_goes_on_closes_what_is_open_over_the_page(film):
    "An explanation that stays would hide what the lecturer goes on to."
    film.slider.press("Home")
    film.button("Present").click()
    fills_screen(film.page)
    film.button("What is: loss?").click()
    box = film.root.get_by_role("note", name="loss")
    expect(box).to_be_visible()
    film.keys.press("PageDown")
    expect(box).to_be_hidden()
    film.is_at(1)


def test_hatching_ends_where_something_is_asked(saved):
    widget = trained(task=ElmanXOR(length=18), updates=2)
    film = Film(saved(widget))
    band = film.root.locator(".qs-strip .qs-hatch-halo").get_attribute("d")
    across = np.array([float(x) for x, _ in re.findall(r"(-?[\d.]+) (-?[\d.]+)", band)])
    place = "cells => cells.map(({ x, width }) => [x.baseVal.value, width.baseVal.value])"
    cells = film.root.locator(".qs-strip .qs-cell").evaluate_all(place)
    for step, word in enumerate(widget.strip["targets"]):
        left, width = cells[4 * step]
        is_inside = (across > left + 0.1) & (across < left + width - 0.1)
        assert is_inside.any() == (word < 0), step


def test_a_pinned_prediction_is_compared_with_a_word_that_has_passed(film):
    "While one runs there is nothing to compare, and no note that there were."
    film.strip.press("Home")
    film.slider.press("End")
    film.button("Pin").click()
    film.slider.press("Home")
    note = film.root.get_by_text(re.compile("^dashed: pinned"))
    expect(note).to_be_visible()
    way = film.root.get_by_role("slider", name="Way of the word")
    way.press("Home")
    expect(note).to_be_hidden()
    way.press("End")
    expect(note).to_be_visible()


def test_no_gate_that_is_pointed_at_or_clicked_moves_a_presented_cell(saved):
    "What is said of it has one line, and the keys then go from gate to gate, but those of a remote control from word to word."
    saved.options |= {"viewport": {"width": 1280, "height": 720}}
    film = Film(saved(trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=2)))
    film.button("Words").click()
    film.button("Present").click()
    fills_screen(film.page)
    cell, way = film.root.locator(".qs-grid-box"), film.root.get_by_role("slider", name="Way of the word")
    before = cell.bounding_box()
    for gate in "input.0", "stage.0.1", "output.1":
        lane = film.root.locator(f".qs-grid-box [data-key='{gate}'][data-lane='1']")
        for act in (lane.hover, lane.click):
            act(force=True)
            film.drawn()
            assert cell.bounding_box() == before, gate
    at = int(way.get_attribute("aria-valuenow"))
    film.keys.press("ArrowLeft")
    expect(way).to_have_attribute("aria-valuenow", str(at - 1))
    film.root.locator(".qs-learns").hover()
    film.keys.press("PageDown")
    expect(film.root.locator(".qs-passing")).to_contain_text("has passed")


def test_space_plays_a_presented_film_from_its_slider_too(film):
    film.button("Present").click()
    fills_screen(film.page)
    film.slider.press("End")
    film.slider.press(" ")
    expect(film.button("Pause")).to_be_visible()


def test_a_remote_control_goes_from_the_last_update_to_the_words_and_back(film):
    film.slider.press("End")
    film.button("Present").click()
    fills_screen(film.page)
    film.root.evaluate("root => root.focus()")
    film.keys.press("PageDown")
    expect(film.button("Words")).to_have_attribute("aria-pressed", "true")
    expect(film.root.locator(".qs-word")).to_contain_text("step 0: ")
    for _ in range(3): film.keys.press("PageDown")  # the first word begins, has passed, and the next one begins
    expect(film.root.locator(".qs-word")).to_contain_text("step 1: ")
    for _ in range(2): film.keys.press("PageUp")
    expect(film.button("Updates")).to_have_attribute("aria-pressed", "true")
    film.is_at(20)


@pytest.mark.parametrize("height", [720, 960])
def test_a_presented_cell_is_as_large_as_its_screen_lets_it(saved, height):
    "Where the screen is low the state stands beside it, else below it; nothing lies over another, and all is on the screen."
    saved.options |= {"viewport": {"width": 1280, "height": height}}
    film = Film(saved(trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=2)))
    film.button("Words").click()
    film.button("Present").click()
    fills_screen(film.page)
    cell, state, bars = (film.root.locator(part) for part in (".qs-grid-box", ".qs-held-part > svg", ".qs-step-part > svg"))
    boxes = {name: part.bounding_box() for name, part in {"cell": cell, "state": state, "bars": bars}.items()}
    for box in boxes.values(): assert box["y"] + box["height"] <= height + 1
    below = [name for name in ("state", "bars") if boxes[name]["y"] >= boxes["cell"]["y"] + boxes["cell"]["height"] - 1]
    assert below == ([] if height == 720 else ["state"])
    assert boxes["cell"]["x"] + boxes["cell"]["width"] <= boxes["bars"]["x"]
    box = film.root.locator(".qs-grid-box .qs-box").first.bounding_box()
    assert box["height"] >= 30, "of a box, in pixels of the screen"


def max_shade(film):
    "Of the first column."
    return max(float(cell.get_attribute("fill-opacity")) for cell in film.root.locator(".qs-strip .qs-cell").all()[:4])


def test_a_column_whose_word_is_on_its_way_is_no_prediction(film):
    "Pale with a dashed edge, as its bars are, until it is measured; and whoever hears it is not told the end."
    film.slider.press("End")
    film.strip.press("Home")
    way = film.root.get_by_role("slider", name="Way of the word")
    way.press("End")
    whole = max_shade(film)
    expect(film.strip).to_have_attribute("aria-valuetext", re.compile("next word: p"))
    way.press("ArrowLeft")
    expect(film.root.locator(".qs-strip .qs-forming")).not_to_have_count(0)
    expect(film.strip).to_have_attribute("aria-valuetext", re.compile("^step 0: reads [01]; on its way"))
    assert max_shade(film) == pytest.approx(0.4 * whole, rel=0.01)
    way.press("ArrowRight")
    expect(film.root.locator(".qs-strip .qs-forming")).to_have_count(0)


@pytest.mark.parametrize("width, height", [(400, 800), (800, 400)])
def test_words_can_be_presented_on_a_phone(saved, width, height):
    "Nothing has a size below nothing, and nothing lies beside the page."
    saved.options |= {"viewport": {"width": width, "height": height}}
    film = Film(saved(trained(Topology.paper(inputs=2, workspace=3, stages=1, order=2, degree=2), updates=2)))
    film.button("Words").click()
    film.button("Pin").click()
    film.button("Present").click()
    fills_screen(film.page)
    assert film.root.evaluate("root => root.scrollWidth <= root.clientWidth")
    expect(film.root.get_by_role("region", name="The cell")).to_be_visible()


def test_the_pointer_does_not_tell_what_a_word_on_its_way_comes_to(film):
    film.strip.press("Home")
    way = film.root.get_by_role("slider", name="Way of the word")
    tip, cells = film.strip.locator(".qs-tip"), film.root.locator(".qs-strip .qs-cell")
    cells.nth(0).hover(force=True)
    expect(tip).to_be_visible()
    way.press("Home")
    expect(film.root.locator(".qs-passing")).to_contain_text("write: ")
    cells.nth(1).hover(force=True)
    expect(tip).to_be_hidden()
    cells.nth(4).hover(force=True)
    expect(tip).to_be_visible()
