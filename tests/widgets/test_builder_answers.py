"""What the builder's page answers: to the pointer and the focus, to a word that runs, to a cell that is pinned, to fingers."""

import json
import math
import re

import pytest
from pages import Builder
from playwright.sync_api import expect
from saved import DRAWN

from qrnn_nb import Neuron, Stage, Topology
from qrnn_nb.presets import PRESETS
from qrnn_nb.widgets import CellBuilder

SMALL = Topology(
    2, 2,
    (Neuron(2, (0, 1), 1, 2), Neuron(3, (2,), 2, 1)),
    (Stage((Neuron(3, (0, 2), 2, 2),), (2,)),),
    (Neuron(0, (2, 3), 1, 1), Neuron(1, (0, 3), 1, 2)),
)  # fmt: skip
GATES = ["write", "input.0", "input.1", "stage.0.rotations", "stage.0.0", "erase", "output.0", "output.1", "measure"]
FULL = """root => Object.fromEntries([...root.querySelectorAll('[data-key]')].map(place => {
    const fill = place.querySelector('.qs-fill');
    return [`${place.dataset.key}/${place.dataset.lane}`, fill ? fill.getAttribute('height') / fill.getAttribute('width') : 0];
}).filter(([place, share]) => share > 0))"""  # how far each box is filled


@pytest.fixture
def builder(host):
    widget = CellBuilder(SMALL, word=2)
    host.show(widget)
    return Builder(host.page, widget, host)


def frame_is_on(builder, kind, key):
    "Wait until a frame stands around a column."
    expect(builder.root.locator(kind)).to_have_attribute("visibility", "visible")
    builder.page.wait_for_function("""([kind, key]) => {
        const [frame, place] = [kind, `[data-key="${key}"] .qs-hit`].map(name => document.querySelector(name).getBoundingClientRect());
        return frame.left >= place.left - 3 && frame.right <= place.right + 3;
    }""", arg=[kind, key])


def test_a_word_runs_gate_by_gate(host, builder):
    "Each step frames the next gate, fills the boxes up to it and shows the state after it."
    running, walked = builder.root.locator(".qs-running"), host.python(builder.widget.walked)
    expect(running).to_have_attribute("visibility", "hidden")
    for at, gate in enumerate(GATES):
        builder.button("Step").click()
        frame_is_on(builder, ".qs-running", gate)
        full = builder.root.evaluate(FULL)
        passed = {place.rsplit("/", 1)[0] for place in full}
        assert passed <= set(GATES[: at + 1]) and ("measure" in passed) == (gate == "measure")
        if gate in walked.excited:
            target = dict(SMALL.keys)[gate].target
            assert full[f"{gate}/{target}"] == pytest.approx(walked.excited[gate], abs=1e-6)
            expect(builder.root.locator(".qs-after")).to_contain_text("State after " + gate[:5])
            expect(builder.root.locator(".qs-heard")).to_contain_text(re.compile("its target is 1 with \\d+%"))
    expect(builder.root.locator(".qs-heard")).to_contain_text("measured: bit 0 is 1 with")
    builder.button("Step").click()
    frame_is_on(builder, ".qs-running", "write")
    host.page.keyboard.press("Escape")
    expect(running).to_have_attribute("visibility", "hidden")


def test_a_word_plays_halts_and_ends_with_an_edit(host, builder):
    "The button says what a press does: beside two bars it is no longer Word."
    word, pause = builder.button("Word"), builder.button("Pause")
    builder.root.get_by_role("combobox", name="Speed").select_option("4 ×")
    word.click()
    expect(pause).to_have_text("Pause")
    frame_is_on(builder, ".qs-running", "measure")
    expect(word).to_have_text("Word")
    builder.root.get_by_role("combobox", name="Speed").select_option("¼ ×")
    word.click()
    frame_is_on(builder, ".qs-running", "write")
    pause.click()
    expect(word).to_be_visible()
    builder.cell("input.1", 0).click()
    expect(builder.root.locator(".qs-running")).to_have_attribute("visibility", "hidden")
    assert len(builder.root.evaluate(FULL)) == 8, "all boxes are filled again"


def test_a_cell_that_is_too_large_runs_no_word(host, builder):
    host.python(lambda: setattr(builder.widget, "topology", Topology.paper(2, 40)))
    expect(builder.button("Word")).to_have_attribute("aria-disabled", "true")
    expect(builder.button("Word")).to_have_attribute("title", re.compile("the state is not computed"))


def test_the_pointer_lights_a_neuron_everywhere(host, builder):
    builder.cell("stage.0.0", 3).hover()
    frame_is_on(builder, ".qs-lit-column", "stage.0.0")
    expect(builder.root.locator(".qs-lit-name")).to_have_text("workspace 3")
    expect(builder.root.locator(".qs-lit-link")).to_have_count(1)
    expect(builder.root.locator(".qs-after")).to_contain_text("State after stage 0 neuron 0")
    tip, walked = builder.root.locator(".qs-tip"), host.python(builder.widget.walked)
    expect(tip).to_contain_text(f"order 2, degree 2; success {walked.success['stage.0.0']:.0%}")
    expect(tip).to_contain_text(re.compile(r"P\(1\) on workspace 3: [\d.]+ → [\d.]+\s*θ "))
    own = builder.root.locator(".qs-share")
    expect(own).to_contain_text(f"stage 0 neuron 0 alone: 2 ancillas, {SMALL.stages[0].neurons[0].parameters} parameters")
    host.page.mouse.move(1, 1)
    expect(tip).to_be_hidden()
    expect(builder.root.locator(".qs-lit-column")).to_have_attribute("visibility", "hidden")
    expect(builder.root.locator(".qs-after")).to_contain_text("State after input neuron 0")
    assert host.python(lambda: builder.widget.selected) == "input.0", "a pointer chooses nothing"


def test_the_name_of_a_lane_lights_it_through(host, builder):
    builder.root.locator(".qs-labels text", has_text="workspace 2").hover()
    expect(builder.root.locator(".qs-lit-lane").first).to_have_attribute("visibility", "visible")
    expect(builder.root.locator(".qs-tip")).to_have_text(re.compile("workspace 2\\s*turned by input neuron 0\\s*controls 3 of 5 neurons"))


def test_an_amplitude_is_named_under_the_pointer(host, builder):
    box = builder.root.get_by_role("img", name=re.compile("^Amplitudes")).bounding_box()
    host.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    expect(builder.root.locator(".qs-tip")).to_have_text(re.compile(r"\|10⟩\|00⟩: amplitude [\d.]+, probability [\d.]+"))


def test_a_bit_of_the_word_is_flipped_in_the_grid(host, builder):
    builder.root.locator('[data-key="write"][data-lane="1"]').click()
    builder.becomes(lambda: builder.widget.word, 3)
    expect(builder.root.get_by_role("button", name="input bit on lane 1")).to_have_attribute("aria-pressed", "true")


def test_an_edit_is_heard(host, builder):
    "Who cannot see the costs hears what has become of them."
    builder.cell("input.0", 1).press("Enter")
    builder.becomes(lambda: builder.widget.topology.input[0].controls, (0,))
    parameters = host.python(lambda: builder.widget.topology.parameters)
    expect(builder.root.locator(".qs-heard")).to_have_text(re.compile(f"qubits, {parameters} parameters, success [\\d.e-]+"))


KEPT = """count => {
    const fills = [...document.querySelectorAll("[data-key='write'] .qs-fill")];
    return fills.filter((fill) => fill.getAttribute("height") > 1).length === count;
}"""


def test_the_next_word_is_read_in_the_workspace_of_the_last(saved):
    "The cell that counts: what it holds goes on, is in the address, and can be taken back; a cell that is changed reads all words again."
    counter = PRESETS["counts ones"]
    page = saved(CellBuilder(counter.topology, own=counter.angles, word=1))
    said, heard = page.locator(".qs-read"), page.locator(".qs-told")
    page.locator("[data-key='output.0'][data-lane='0']").focus()
    page.get_by_role("combobox", name="Speed").select_option("4 ×")
    expect(said).to_have_text("input word")
    state = page.locator(".qs-after")
    expect(state).to_contain_text("the workspace holds 01")
    for number, read in enumerate(("1", "1 1", "1 1 1")):
        page.get_by_role("button", name="Next word").click()
        expect(said).to_have_text(f"read {read}, now")
        expect(heard).to_contain_text("measured: ")
        page.wait_for_function(KEPT, arg=(1, 1, 2)[number])
        expect(state).to_contain_text(f"the workspace holds {('10', '11', '00')[number]}")
    expect(page.locator(".qs-share")).to_contain_text("Came out before: 1 0 1, each time the likeliest word.")
    page.wait_for_function("() => decodeURIComponent(location.hash).includes('\"before\":[1,1,1]')")
    page.locator("[data-key='input.1'][data-lane='0']").click()
    expect(said).to_have_text("read 1 1 1, now")
    expect(page.locator(".qs-share")).to_contain_text("Came out before: 0 0 0")
    for read in ("read 1 1 1, now", "read 1 1, now"):
        page.get_by_role("button", name="Undo").click()
        expect(said).to_have_text(read)
    page.get_by_role("button", name="Start again").click()
    expect(said).to_have_text("input word")
    expect(page.get_by_role("button", name="Start again")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(said).to_have_text("read 1 1, now")


def test_python_has_the_words_and_the_angles_of_the_page(host, builder):
    builder.button("Next word").click()
    builder.becomes(lambda: builder.widget.before, (2,))
    builder.unfold("Angles")
    field = builder.root.get_by_label("θ, radians", exact=True)
    field.fill("pi/3")
    field.press("Enter")
    builder.becomes(lambda: builder.widget.own, {"input.0.theta": [math.pi / 3]})
    expect(builder.root.locator(".qs-angles-told")).to_contain_text("set by hand")
    walked = host.python(builder.widget.walked)
    expect(builder.root.locator(".qs-after")).to_contain_text(f"its target is 1 with probability {walked.excited['input.0']:.3g}")
    expect(builder.root.locator("[data-name='success'] > b")).to_contain_text(f"{walked.total:.3g}"[:5])
    field.fill("much")
    field.press("Enter")
    expect(builder.root.get_by_role("alert")).to_contain_text("an angle (radians) must be a finite number")
    slider = builder.root.get_by_label("θ, slider", exact=True)
    slider.press("ArrowRight")
    expect(field).not_to_have_value("π/3")
    for own in {"input.0.theta": [math.pi / 3]}, {}:
        builder.button("Undo").click()
        builder.becomes(lambda: builder.widget.own, own)
    host.python(lambda: builder.widget.read(1, (3, 3)))
    expect(builder.root.locator(".qs-read")).to_have_text("read 11 11, now")


def test_a_page_keeps_no_more_words_than_it_reads_at_once(saved):
    page = saved(CellBuilder(SMALL, before=(1,) * 32))
    expect(page.get_by_role("button", name="Next word")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Next word")).to_have_attribute("title", "a page keeps 32 words: start again")


def test_a_pinned_cell_stands_pale_behind(host, builder):
    pale = builder.root.locator(".qs-fill-was:not([height='0'])")
    expect(pale).to_have_count(0)
    builder.button("Pin").click()
    expect(pale).not_to_have_count(0)
    builder.cell("input.0", 1).click()
    expect(builder.cell("input.0", 1).locator(".qs-was")).to_have_count(1)
    expect(builder.root.locator("[data-name='parameters'] .qs-than")).to_have_text(f"pinned {SMALL.parameters}")
    expect(builder.root.locator("[data-name='neurons'] .qs-than")).to_be_hidden()
    expect(builder.root.locator(".qs-up.q-pinned")).not_to_have_count(0)
    builder.button("Undo").click()
    expect(builder.root.locator("[data-name='parameters'] .qs-than")).to_be_hidden()
    builder.button("Pin").click()
    expect(pale).to_have_count(0)


def test_a_pinned_cell_of_other_lanes_compares_only_costs(host, builder):
    builder.button("Pin").click()
    host.python(lambda: setattr(builder.widget, "topology", Topology.paper(1, 3)))
    expect(builder.root.locator("[data-name='parameters'] .qs-than")).to_be_visible()
    expect(builder.root.locator(".q-pinned:not([height='0'])")).to_have_count(0)


@pytest.mark.parametrize("width", [400, 1400])
def test_nothing_to_hit_is_smaller_than_24_pixels(host, width):
    builder = CellBuilder(PRESETS["MNIST {0,1} pixels (H8 S2 d2)"].topology)
    root = host.show(builder, width=width)
    small = root.evaluate("""root => [
        ...root.querySelectorAll('button, input, select, summary, [role=gridcell] > .qs-hit')
    ].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && (box.width < 24 || box.height < 24);
    }).map(part => part.outerHTML)""")
    assert not small
    fits = host.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth + 1")
    assert fits or width > 1280, "the page does not scroll sideways"


def test_a_large_cell_takes_the_room(host):
    builder = CellBuilder(PRESETS["Elman XOR"].topology)
    root = host.show(builder, width=1200)
    grid = root.get_by_role("grid").bounding_box()
    assert grid["width"] > 0.6 * 1200
    assert root.evaluate("root => root.querySelector('[role=grid]').getBoundingClientRect().top - root.getBoundingClientRect().top") < 120


def test_the_saved_picture_has_the_names_of_the_page(saved):
    page = saved(CellBuilder(SMALL, word=2))
    page.get_by_role("button", name="Pin", exact=True).click()
    page.locator("[data-key='input.0'][data-lane='1']").click()
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download: page.get_by_role("button", name="SVG", exact=True).click()
    picture = download.value.path().read_text()
    for name in "in/out 0", "workspace 2", "ρ", "write", "erase", "measure", "|10⟩": assert f">{name}<" in picture
    assert "State after input neuron 0: its ancillas all give 0 with probability" in picture
    assert picture.count("stroke-dasharray=\"3px, 2px\"") > 4, "what is pinned is dashed"
    assert "pinned" in json.loads(page.evaluate("() => decodeURIComponent(location.hash.slice(1)) || '{\"pinned\": 0}'"))


def test_a_saved_picture_is_not_scrolled(saved):
    "On a narrow page the grid scrolls below the names of its lanes; the file shows all of it beside them."
    page = saved(CellBuilder(PRESETS["MNIST {0,1} pixels (H8 S2 d2)"].topology))
    page.set_viewport_size({"width": 400, "height": 900})
    page.locator("[data-key='output.1'][data-lane='1']").focus()
    page.wait_for_function("() => document.querySelector('.qs-scroll').scrollLeft > 100")
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download: page.get_by_role("button", name="SVG", exact=True).click()
    names, grid = re.findall(r'<svg [^>]*?width="([\d.]+)"[^>]*? x="(\d+)"', download.value.path().read_text())[:2]
    assert int(grid[1]) >= int(names[1]) + float(names[0]) - 1


def test_a_page_of_a_few_pixels_draws_nothing_wrong(saved):
    "While a page around is laid out the builder may have no room; the fixture demands that nothing goes wrong there."
    page = saved(CellBuilder(SMALL))
    for width in 10, 60, 400:
        page.evaluate("width => { document.querySelector('main').style.width = `${width}px`; }", width)
        page.wait_for_function("width => document.querySelector('.qrnn-builder').clientWidth <= width", arg=width)
        page.evaluate(DRAWN)
    expect(page.get_by_role("grid")).to_be_visible()


def test_a_counter_that_is_changed_keeps_its_task_and_says_what_it_counts_now(saved):
    "The words are those that it holds when one reads on."
    counter = PRESETS["counts ones"]
    page = saved(CellBuilder(counter.topology, own=counter.angles, word=1))
    task, state = page.locator(".qs-task"), page.locator(".qs-after")
    expect(task).to_contain_text("It counts ones on its workspace lanes")
    expect(task).not_to_contain_text("Changed")
    page.locator("[data-key='input.0'][data-lane='0']").click()
    expect(page.locator(".qs-preset option:checked")).to_have_text("counts ones, changed")
    expect(task).to_have_text(re.compile(r"It counts ones .* Changed: four ones now make [01]{2}(, [01]{2}){3}\.$"), use_inner_text=True)
    page.locator("[data-key='output.0'][data-lane='0']").focus()
    told = re.findall("[01]{2}(?=[,.])", task.inner_text().split("Changed")[1])
    for held in told:
        expect(state).to_contain_text(f"the workspace holds {held}")
        page.get_by_role("button", name="Next word").click()
    page.get_by_role("combobox", name="Presets").select_option("counts ones")
    # what it puts out is another thing
    page.locator("[data-key='output.0'][data-lane='1']").click()
    expect(task).to_contain_text("Changed: four ones still make 01, 10, 11, 00.")


@pytest.mark.parametrize("angle, told", [
    ("0", "1, every try"), ("0.01", "> 0.9999, nearly every try"), ("0.09", "0.996, nearly every try"),
])  # fmt: skip
def test_a_success_that_is_not_certain_is_not_called_so(saved, angle, told):
    "Nor is one try in 1.005 a try in 1."
    page = saved(CellBuilder(Topology(1, 1, (Neuron(1, (), 1, 1),), (), (Neuron(0, (), 1, 1),), bias=0.0), own={"output.0.theta": [0.0]}))
    page.locator("summary", has_text="Angles").click()
    field = page.get_by_label("θ, radians", exact=True)
    field.fill(angle)
    field.press("Enter")
    expect(page.locator("[data-name=success] > b")).to_have_text(told)


def test_no_name_of_a_strip_is_cut(saved):
    "Also the longest: a probability that is nearly 1."
    page = saved(CellBuilder(PRESETS["counts ones"].topology))
    page.get_by_role("combobox", name="Presets").select_option("counts ones")
    page.locator("summary", has_text="Angles").click()
    angle = page.get_by_label("θ, radians", exact=True)
    angle.fill("0.1")
    angle.press("Enter")
    longest = page.locator(".qs-state-part svg text").filter(has_text="P > 0.9999")
    expect(longest).to_be_visible()
    assert longest.evaluate("text => text.getBBox().x") >= 0
