"""`qrnn-nb` as people type it: the examples of its help, what it leaves on disk, and what it says when something is wrong."""

import csv
import inspect
import io
import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import zipfile
from contextlib import chdir, redirect_stdout
from dataclasses import fields
from pathlib import Path

import nbformat
import pytest
from helpers import forge, own_files
from jupyterlab.labapp import LabApp
from PIL import Image
from voila.app import Voila

from qrnn_nb import QRNN, Topology, Trainer, evaluate, load_checkpoint, save_checkpoint
from qrnn_nb.baselines import Baseline, Network
from qrnn_nb.cli import COMMANDS, main
from qrnn_nb.commands import data, lessons, plot, slides
from qrnn_nb.commands import grade as command_grade
from qrnn_nb.commands.lessons import copy_lessons, notebooks
from qrnn_nb.presets import PRESETS
from qrnn_nb.tasks import ElmanXOR, Task, TextFile
from qrnn_nb.training import Limits
from qrnn_nb.widgets import CellBuilder


def run(line):
    "The exit code of a command line."
    try:
        return main(shlex.split(line))
    except SystemExit as end:
        return end.code


def examples(command, capsys):
    "The command lines that stand in the help of a command."
    assert run(f"{command} --help") == 0
    return re.findall(r"^  qrnn-nb (\S.*?)(?:   .*)?$", capsys.readouterr().out, re.M)


@pytest.fixture
def place(tmp_path, monkeypatch):
    "An empty folder to work in; tasks that a test defines are forgotten after it."
    monkeypatch.setattr(Task, "kinds", dict(Task.kinds))
    with chdir(tmp_path):
        yield tmp_path


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    "A folder with two runs of ten updates, `first` and `second`, which differ in their seed, and one of four, `short`."
    folder = tmp_path_factory.mktemp("runs")
    for seed, name in enumerate(("first", "second")):
        assert run(f"train ElmanXOR --set length=9 --workspace 2 --updates 10 --account --seed {seed} --out {folder / name}") == 0
    assert run(f"train ElmanXOR --set length=9 --workspace 2 --updates 4 --account --seed 2 --out {folder / 'short'}") == 0
    return folder


def test_examples_of_the_help_run(place, capsys, monkeypatch):
    "In the order of the commands: what one example makes, the next may use."
    opened = []
    monkeypatch.setattr(LabApp, "launch_instance", opened.append)
    monkeypatch.setattr(Voila, "launch_instance", lambda arguments, config: None)
    monkeypatch.setattr(slides, "printed", lambda page: b"%PDF")
    monkeypatch.setattr(command_grade.Hall, "run", lambda self, content, student: command_grade._Sitting())
    own_files()
    lines = [line for command in COMMANDS for line in examples(command, capsys)]
    assert len(lines) == 29
    for line in lines:
        assert run(line) == 0, f"{line}: {capsys.readouterr().err}"
    (options,) = opened  # of the four examples of lessons one opens JupyterLab
    assert f"--ServerApp.root_dir={place / 'qrnn-notebooks'}" in options
    (page,) = (option.partition("/lab/tree/")[2] for option in options if "default_url" in option)
    assert (place / "qrnn-notebooks" / page).is_file()


def test_help_names_every_command(capsys):
    assert run("--help") == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"^ +{command}\s", text, re.M) for command in COMMANDS)


@pytest.mark.parametrize("line", ["--help", "train --help", "sweep --help", "completion bash", "train --nothing"])
def test_help_and_completion_load_nothing_heavy(line, root):
    program = "import sys; from qrnn_nb.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\nprint(*sys.modules)"
    command = [sys.executable, "-c", program, *line.split()]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "qrnn_nb.cli" in loaded and not {"torch", "numpy", "pandas", "matplotlib", "numba"} & loaded


def test_tasks_shows_every_task_that_can_be_made_by_name(capsys):
    assert run("tasks") == 0
    text = capsys.readouterr().out
    for name, kind in Task.kinds.items():
        if not kind.__module__.startswith("qrnn_nb."): continue  # made by another test
        by_name = not kind.__module__.startswith("qrnn_nb.tasks.own_")  # those are made of data
        assert bool(re.search(rf"^  {name} ", text, re.M)) == by_name
        assert not by_name or all(f"{field.name}=" in text for field in fields(kind))
    assert all(name in text for name, preset in PRESETS.items() if preset.task)


def test_every_option_of_training_is_one_of_the_command(capsys):
    assert run("train --help") == 0
    text = capsys.readouterr().out
    for kind in Trainer, Limits:
        for name, parameter in inspect.signature(kind).parameters.items():
            if name in ("model", "task") or parameter.kind is parameter.VAR_KEYWORD: continue
            assert re.search(rf"--{name.replace('_', '-')}\b", text), name


def test_the_help_says_how_far_a_forecast_goes(capsys):
    for command in "train", "predict":
        assert run(f"{command} --help") == 0
        assert "--set horizon=7" in capsys.readouterr().out


# Lessons


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    "A fresh copy of the lessons, which tests only read."
    folder = tmp_path_factory.mktemp("lessons") / "course"
    assert copy_lessons(folder) == []
    return folder


def test_a_copy_has_every_lesson_and_no_solution(course, root):
    assert {path.name for path in (course / "lessons").glob("*.ipynb")} == {path.name for path in (root / "nbs/lessons").glob("*.ipynb")}
    assert not [path for path in course.rglob("*") if "solutions" in path.parts]


def links(folder):
    "Relative links of the notebooks in a folder, (notebook, link), by whether they hold."
    found = {True: set(), False: set()}
    for path in folder.rglob("*.ipynb"):
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
        for link in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", text):
            found[(path.parent / link).exists()].add((path.relative_to(folder).as_posix(), link))
    return found


def test_links_that_hold_in_the_checkout_hold_in_a_copy(course, root):
    assert len(links(course)[True]) > 5
    assert not links(course)[False] & links(root / "nbs")[True]


def test_what_has_been_changed_is_kept_and_named(place, capsys):
    copy_lessons("course")
    Path("course/lessons/tour.ipynb").write_text("mine")
    assert run("lessons course --no-lab") == 0
    assert "Kept as you have changed them: lessons/tour.ipynb." in capsys.readouterr().out
    assert Path("course/lessons/tour.ipynb").read_text() == "mine"


def test_a_newer_version_replaces_what_is_untouched_only(place, monkeypatch):
    copy_lessons("course")
    mine, untouched = (Path("course/lessons") / name for name in ("tour.ipynb", "classroom.ipynb"))
    mine.write_text("mine")
    newer = Path("newer")
    newer.write_text("new text")
    monkeypatch.setattr(lessons, "notebooks", lambda: {f"lessons/{path.name}": newer for path in (mine, untouched)})
    for _ in range(2):  # the second time too it must know that one was changed
        assert copy_lessons("course") == ["lessons/tour.ipynb"]
        assert (mine.read_text(), untouched.read_text()) == ("mine", "new text")


@pytest.mark.parametrize("note", ["", "[1, 2]", '{"lessons/tour.ipynb": 3}'])
def test_with_a_damaged_note_whatever_differs_is_kept(place, note):
    copy_lessons("course")
    Path("course", lessons.NOTE).write_text(note)
    Path("course/lessons/tour.ipynb").write_text("mine")
    assert copy_lessons("course") == ["lessons/tour.ipynb"]


def test_notebooks_are_those_of_the_checkout(root):
    names = {path.relative_to(root / "nbs").as_posix() for path in (root / "nbs").rglob("*.ipynb")}
    hidden = {name for name in names if name.startswith("solutions/") or name == "index.ipynb" or ".ipynb_checkpoints" in name}
    assert {name for name in notebooks() if name.endswith(".ipynb")} == names - hidden


def test_solutions_are_copied_for_those_who_ask(place, root, capsys):
    assert run("lessons course --solutions") == 0
    assert "The solutions are in course/solutions." in capsys.readouterr().out
    names = {path.name for path in (root / "nbs/solutions").glob("*.ipynb")}
    assert {path.name for path in Path("course/solutions").glob("*.ipynb")} == names


def test_slides_are_made_of_the_lessons_in_the_folder(place):
    copy_lessons("course")
    for path in Path("course/lessons").glob("[2-7]_*.ipynb"): path.unlink()
    lesson = Path("course/lessons/1_neuron.ipynb")
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("# 1. The quantum neuron", "# Our first lesson"), encoding="utf-8")
    kept = slides.write_slides(Path("course"), ["slides"], with_solutions=False)
    page = Path("course/slides/1_neuron.html")
    assert not kept and "<title>Our first lesson</title>" in page.read_text(encoding="utf-8")
    page.write_text("mine")
    assert slides.write_slides(Path("course"), ["slides"], with_solutions=False) == ["slides/1_neuron.html"]


def test_lessons_come_out_of_a_zip(place, root):
    with zipfile.ZipFile("package.zip", "w") as archive:
        archive.writestr("qrnn_nb/__init__.py", "")
        for name in ("lessons/tour.ipynb", "lessons/digits/model.json", "index.ipynb", "solutions/1.ipynb"):
            archive.writestr(f"qrnn_nb/notebooks/{name}", name)
    spec = zipfile.Path("package.zip", "qrnn_nb/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "files", lambda package: spec)
        assert set(notebooks()) == {"lessons/tour.ipynb", "lessons/digits/model.json"}
        assert copy_lessons("course") == [] and Path("course/lessons/tour.ipynb").read_text() == "lessons/tour.ipynb"


def test_where_there_are_no_lessons_that_is_said(place, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "notebooks", dict)
    assert run("lessons course --no-lab") == 1
    assert "carries no notebooks" in capsys.readouterr().err and not Path("course").exists()


# Training


def test_a_run_is_what_the_command_line_said(runs):
    trainer = load_checkpoint(runs / "second")
    assert trainer.index == 10 and trainer.task == ElmanXOR(length=9)
    assert trainer.model.topology == Topology.paper(inputs=2, workspace=2, stages=1, order=2, degree=3)
    assert trainer.options["seed"] == 1 and trainer.options["optimizer"] == "adam"
    assert trainer.history.losses != load_checkpoint(runs / "first").history.losses


@pytest.mark.parametrize("wrapped", [False, True], ids=["Topology.to_json", "CellBuilder.to_json"])
def test_a_network_of_ones_own(place, wrapped):
    topology = Topology.paper(inputs=2, workspace=1, stages=0, order=1, degree=1, bias=0.5)
    Path("cell.json").write_text(CellBuilder(topology).to_json() if wrapped else topology.to_json())
    assert run("train ElmanXOR --topology cell.json --updates 1 --optimizer sgd --lr 0.1 --batch-size 3 --out run") == 0
    trainer = load_checkpoint("run")
    assert trainer.model.topology == topology
    assert {name: trainer.options[name] for name in ("optimizer", "lr", "batch_size")} == {"optimizer": "sgd", "lr": 0.1, "batch_size": 3}


def test_amplified_neurons(place):
    assert run("train ElmanXOR --workspace 1 --stages 0 --calls 3 --updates 1 --out run") == 0
    assert {neuron.amplification.calls for _, neuron in load_checkpoint("run").model.topology.keys} == {3}


def test_a_preset_names_task_and_network(place):
    assert run("train --preset memorise --updates 1") == 0
    trainer, preset = load_checkpoint("runs/Memorise"), PRESETS["memorise"]
    assert (trainer.model.topology, trainer.task, trainer.index) == (preset.topology, preset.task, 1)


def test_stops_at_a_loss(place, capsys):
    assert run("train Memorise --stop-loss 9 --out run") == 0
    assert "History of 1 updates" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_stores_what_there_is_and_it_goes_on_as_if_nothing_had_been(place, root, number):
    command = "import sys; from qrnn_nb.cli import main; sys.exit(main())"
    settings = "--set length=9 --workspace 2 --validate-every 0"
    near, far = pty.openpty()  # a terminal, for there is no progress bar without, and of some size, for it fills it
    termios.tcsetwinsize(far, (24, 120))
    arguments = shlex.split(f"train ElmanXOR {settings} --updates 1000000 --out stopped")
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-c", command, *arguments], env=environment, stdout=subprocess.PIPE, stderr=far, text=True)
    os.close(far)
    shown = b""
    while not re.search(rb"Elman XOR: .*loss=", shown):
        assert select.select([near], [], [], 60)[0], "no progress is shown"
        shown += os.read(near, 1000)
    process.send_signal(number)
    try: said, _ = process.communicate(timeout=60)
    finally: process.kill()
    os.close(near)
    assert process.returncode == 128 + number
    assert "Interrupted after" in said and "Stored in stopped." in said and "qrnn-nb train --resume stopped" in said
    done = load_checkpoint("stopped").index
    assert 1 <= done < 1_000_000
    assert run(f"train --resume stopped --validate-every 0 --updates {done + 5}") == 0
    assert run(f"train ElmanXOR {settings} --updates {done + 5} --out whole") == 0
    assert load_checkpoint("stopped").history.losses == load_checkpoint("whole").history.losses


def test_a_resumed_run_takes_the_settings_it_was_started_with(place, capsys):
    settings = "train ElmanXOR --set length=9 --workspace 2 --validate-every 3 --lr 0.01"
    assert run(f"{settings} --updates 9 --out whole") == 0
    assert run(f"{settings} --updates 4 --stop-loss 0.0001 --out parts") == 0
    assert run("train --resume parts --updates 9") == 0
    whole, parts = load_checkpoint("whole"), load_checkpoint("parts")
    assert parts.history.losses == whole.history.losses and parts.history.best.index == whole.history.best.index
    assert (parts.limits.updates, parts.limits.stop_loss, parts.limits.validate_every) == (9, 0.0001, 3)
    assert run("train --resume parts") == 1
    told = capsys.readouterr()
    assert "has 9 updates already" in told.err
    assert f"with the best parameters, of update {parts.history.best.index} of 9: loss" in told.out


def test_what_is_reported_is_said_of_the_best_parameters(place, capsys):
    assert run("train ElmanXOR --set length=9 --workspace 2 --updates 8 --validate-every 3 --lr 1 --out run") == 0
    trainer = load_checkpoint("run")
    assert trainer.history.best.index < 8  # at such a rate the last parameters are not the best
    last = evaluate(trainer.model, trainer.task)
    trainer.model.load_state_dict(trainer.history.best.parameters)
    best = evaluate(trainer.model, trainer.task)
    assert f"{best['loss']:.4g}" != f"{last['loss']:.4g}"
    said = re.search(r"On new sequences, with the (.*): loss (\S+) nats, loss of frequencies (\S+) nats", capsys.readouterr().out)
    assert said[1] == f"best parameters, of update {trainer.history.best.index} of 8"
    assert said[2] == f"{best['loss']:.4g}" and said[3] == f"{best['loss of frequencies']:.4g}"


def test_without_validations_the_last_parameters_are_reported(place, capsys):
    assert run("train ElmanXOR --set length=9 --workspace 2 --updates 3 --validate-every 0 --out run") == 0
    assert "with the last parameters, of update 3: loss" in capsys.readouterr().out
    assert run("plot run --figure circuit --format svg") == 0
    assert "The network has the last parameters, of update 3." in capsys.readouterr().out


def test_a_failed_first_try_blocks_nothing(place):
    line = "train TextFile --set path=letters.txt --set length=8 --workspace 1 --updates 2 --out run"
    assert run(line) == 1
    Path("letters.txt").write_text("some letters to be read " * 20)
    assert run(line) == 0 and run(line) == 1 and run(f"{line} --overwrite") == 0


def test_a_run_of_ones_own_text_is_continued_as_the_hints_say(place, capsys):
    Path("letters.txt").write_text("some letters to be read " * 20)
    assert run("train TextFile --set path=letters.txt --set length=8 --workspace 1 --updates 2 --out run") == 0
    hint = re.search(r"Draw it with: qrnn-nb (.*)", capsys.readouterr().out)[1]
    assert hint == "plot run --trust" and run(f"{hint} --figure loss --format svg") == 0
    assert run("train --resume run --updates 3 --trust") == 0


@pytest.mark.parametrize("line", ["--help", "train --help", "plot --help", "lessons --help", "train Größe"])
def test_a_terminal_of_few_letters_is_no_trouble(line, root):
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-c", "import sys; from qrnn_nb.cli import main; sys.exit(main())", *line.split()]
    done = subprocess.run(command, env=environment, capture_output=True)
    assert done.returncode == (0 if "--help" in line else 1) and b"Traceback" not in done.stderr


def test_the_module_is_a_command_as_well(root):
    environment = os.environ | {"PYTHONPATH": str(root)}
    for line, code in (("--version", 0), ("train --zzz", 2), ("plot nothing-here", 1)):
        command = [sys.executable, "-m", "qrnn_nb.cli", *line.split()]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == code
        assert done.stdout.startswith("qrnn_nb ") if code == 0 else "qrnn-nb" in done.stderr


def test_the_streams_of_the_process_are_as_before(capsys):
    before = sys.stdout.errors, sys.stderr.errors
    assert run("train --help") == 0
    assert (sys.stdout.errors, sys.stderr.errors) == before


# Figures


def test_one_run_gets_its_figures_and_their_numbers(runs, tmp_path):
    assert run(f"plot {runs / 'first'} --out {tmp_path / 'figures'}") == 0
    found = {path.name for path in (tmp_path / "figures").iterdir()}
    assert found == {f"{name}.{kind}" for name in ("loss", "predictions", "circuit") for kind in ("pdf", "svg", "png", "csv")}


@pytest.mark.parametrize("name", [*plot.CURVES, *plot.VIEWS])
def test_every_figure_of_one_run(runs, tmp_path, name):
    assert run(f"plot {runs / 'first'} --figure {name} --format png --out {tmp_path}") == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.png", f"{name}.csv"}


@pytest.mark.parametrize("name", plot.CURVES)
def test_curves_are_of_all_runs(runs, tmp_path, name):
    assert run(f"plot {runs / 'first'} {runs / 'second'} --figure {name} --format svg --out {tmp_path}") == 0
    header, *rows = (line.split(",") for line in (tmp_path / f"{name}.csv").read_text().splitlines())
    assert {row[header.index("runs")] for row in rows} == {"2"}


def test_unlike_runs_have_curves_of_their_own(place, runs):
    assert run("train ElmanXOR --set length=9 --workspace 2 --updates 10 --account --lr 0.1 --out faster") == 0
    assert run("train ElmanXOR --set length=9 --workspace 2 --updates 6 --account --stop-loss 9 --out met") == 0
    assert run(f"plot {runs / 'first'} {runs / 'second'} faster met --figure loss --format svg --out figures") == 0
    header, *rows = (line.split(",") for line in Path("figures/loss.csv").read_text().replace('"first, second"', "both").splitlines())
    found = {(row[header.index("group")], row[header.index("runs")]) for row in rows}
    assert found == {("both", "2"), ("faster", "1"), ("met", "1")}


def test_predictions_are_those_of_the_test_sequence(runs, tmp_path):
    assert run(f"plot {runs / 'first'} --figure predictions --seed 3 --format png --out {tmp_path}") == 0
    header, *rows = (line.split(",") for line in (tmp_path / "predictions.csv").read_text().splitlines())
    read = [row[header.index("input")] for row in rows[:: 2**2]]
    task = ElmanXOR(length=9)
    batch = task.batch("test", 1, 3)
    assert read == [task.symbol(word) for word in batch.inputs[0].tolist()]
    right = [row[header.index("target")] for row in rows[:: 2**2]]
    answers = iter(batch.answers[0].tolist())
    assert right == [task.symbol(next(answers)) if step in batch.at else "" for step in range(8)]


@pytest.mark.parametrize("name, options", [("best", ""), ("last", "--last")])
def test_the_network_is_drawn_with_its_best_parameters_or_its_last(place, capsys, name, options):
    assert run("train ElmanXOR --set length=9 --workspace 2 --updates 8 --validate-every 3 --lr 1 --out run") == 0
    trainer = load_checkpoint("run")
    index = 8 if name == "last" else trainer.history.best.index
    if name == "best": trainer.model.load_state_dict(trainer.history.best.parameters)
    assert run(f"plot run --figure predictions --format png {options}") == 0
    assert f"The network has the {name} parameters, of update {index}" in capsys.readouterr().out
    header, *rows = (line.split(",") for line in Path("run/figures/predictions.csv").read_text().splitlines())
    drawn = [float(row[header.index("probability")]) for row in rows]
    batch = trainer.task.batch("test", 1, 0)
    assert drawn == pytest.approx(trainer.model(batch.inputs, batch.forced).flatten().tolist(), abs=1e-5)


def test_the_curve_of_a_run_says_nothing_of_parameters(runs, tmp_path, capsys):
    assert run(f"plot {runs / 'first'} --figure loss --format png --out {tmp_path}") == 0
    assert "parameters" not in capsys.readouterr().out


def test_width_and_theme_by_name(runs, tmp_path):
    widths = []
    for options in ("--venue aps", "--width '246 pt'", "--width '492 pt'", "--width '246 pt' --theme slides"):
        assert run(f"plot {runs / 'first'} --figure loss --format png --out {tmp_path} {options}") == 0
        widths.append(Image.open(tmp_path / "loss.png").width)
    assert widths[0] == widths[1]
    assert widths[2:] == [pytest.approx(2 * widths[0], abs=1), pytest.approx(1.8 * widths[0], abs=1)]


# Mistakes

FAULTS = {
    "nothing": ("", 2, "required"),
    "no such command": ("trian ElmanXOR", 2, "invalid choice: 'trian': did you mean train?"),
    "an option of another library": ("train ElmanXOR --epochs 30", 2, "unknown option --epochs: did you mean --updates?"),
    "an option with a hyphen": ("train ElmanXOR --learning-rate=0.1", 2, "unknown option --learning-rate: did you mean --lr?"),
    "a mistyped option": ("train ElmanXOR --workspce 3", 2, "unknown option --workspce: did you mean --workspace?"),
    "a mistyped option before what is required": ("evaluate --splt test", 2, "unknown option --splt: did you mean --split?"),
    "the beginning of an option": ("train ElmanXOR --updat 3", 2, "unknown option --updat: did you mean --updates?"),
    "a setting as an option": ("train ElmanXOR --horizon 7", 2, "a setting of the task is said as --set horizon=7"),
    "an option that nobody means": ("evaluate RUNS/first --zzz", 2, "unknown option --zzz. See qrnn-nb evaluate --help"),
    "a short option": ("train ElmanXOR -w 3", 2, "qrnn-nb train: unexpected -w 3. See qrnn-nb train --help"),
    "one folder too many": ("evaluate RUNS/first more", 2, "qrnn-nb evaluate: unexpected more"),
    "a choice in capitals": ("train ElmanXOR --model LSTM", 2, "invalid choice: 'LSTM': did you mean lstm?"),
    "a word for a number": ("train ElmanXOR --updates ten", 2, "--updates: expected a whole number, got 'ten'. See qrnn-nb train --help"),
    "a word for a number of the cell": ("train ElmanXOR --workspace ten", 2, "--workspace: expected a whole number, got 'ten'"),
    "a mistyped run": ("plot RUNS/frist", 1, "RUNS/frist: did you mean RUNS/first?"),
    "a run that nobody means": ("evaluate RUNS/zzz", 1, "in RUNS there are first, second, short"),
    "no such task, but one like it": ("train elmanxr", 1, "unknown task 'elmanxr': did you mean ElmanXOR"),
    "no such task": ("train zzz", 1, "unknown task 'zzz': there are Adding, "),
    "a task and a preset": ("train ElmanXOR --preset memorise", 1, "or a run to --resume, not both"),
    "a preset and a network": ("train --preset memorise --stages 2", 1, "leave out --stages"),
    "an unknown preset": ("train --preset XOR", 1, "--preset must be one of "),
    "no task": ("train --updates 3", 1, "name a task or a file to train on, or a --preset, or a run to --resume"),
    "no value": ("train ElmanXOR --set length", 2, "expected NAME=VALUE, got 'length'"),
    "no such setting": ("train ElmanXOR --set lenght=9", 1, "ElmanXOR has an unknown field 'lenght': it may have 'length', 'protocol'"),
    "a setting that does not fit": ("train ElmanXOR --set length=two", 1, "length (words in a sequence) must be a whole number"),
    "a setting of another kind": (
        "train Waveform --set noise=loud", 1, "noise (a standard deviation) must be a finite number at least 0, got 'loud'",
    ),
    "a task of no task": ("train Blinded --set of=3", 1, "of must be a task, or the settings of one, got 3"),
    "a setting is missing": ("train TextFile", 1, "TextFile needs --set path=…"),
    "no such text": ("train TextFile --set path=none.txt --out run", 1, "there is no file none.txt"),
    "a cell that cannot be": ("train ElmanXOR --workspace 0", 1, "workspace (lanes of the hidden state) must be a whole number"),
    "an even number of calls": ("train ElmanXOR --calls 4", 1, "calls must be odd, got 4"),
    "no such file": ("train ElmanXOR --topology none.json", 1, "none.json"),
    "a file of another kind": ("train ElmanXOR --topology text", 1, "text is not JSON"),
    "a cell for other words": ("train Memorise --topology cell.json", 1, "the model has words of 2 bits, Memorise needs 3"),
    "two descriptions of the cell": ("train ElmanXOR --topology cell.json --order 1", 1, "leave out --order"),
    "no such optimiser": ("train ElmanXOR --optimizer magic", 2, "invalid choice: 'magic'"),
    "a learning rate of 0": ("train ElmanXOR --lr 0", 1, "lr (the learning rate) must be a finite number above 0"),
    "no updates": ("train ElmanXOR --updates 0", 1, "updates (in all) must be a whole number from 1"),
    "a run is there": ("train ElmanXOR --out RUNS/first", 1, "continue it with --resume"),
    "a folder that is a file": ("train ElmanXOR --out text/run", 1, "cannot write text/run"),
    "resumed with other settings": ("train --resume RUNS/first --lr 1", 1, "was started with lr 0.02, not 1.0: leave out --lr"),
    "resumed and finished": ("train --resume RUNS/first --updates 10", 1, "has 10 updates already"),
    "resumed from nothing": ("train --resume none", 1, "there is no folder none"),
    "lessons into a file": ("lessons text --no-lab", 1, "cannot write text/"),
    "plot of nothing": ("plot none", 1, "there is no folder none"),
    "plot of a damaged run": ("plot damaged", 1, "is damaged"),
    "plot of half a run": ("plot half", 1, "the checkpoint in half is incomplete"),
    "plot of a run of something else": ("plot foreign", 1, "the checkpoint in foreign is incomplete"),
    "figures of two runs in neither": ("plot RUNS/first RUNS/second", 1, "name a folder with --out"),
    "plot of somebody's file": ("plot elsewhere", 1, "names files outside its folder"),
    "resumed with somebody's file": ("train --resume elsewhere --updates 9", 1, "on the command line --trust"),
    "one of two was interrupted": ("plot RUNS/first RUNS/short --out figures", 1, "/short --updates 10"),
    "nested brackets": ("train ElmanXOR --set length=" + 10**4 * "[", 1, "length"),
    "nested brackets in a file": ("train ElmanXOR --topology nested", 1, "nested must not be nested"),
    "negative updates": ("train ElmanXOR --validate-every -1", 1, "validate_every"),
    "no such figure": ("plot RUNS/first --figure picture", 2, "invalid choice: 'picture'"),
    "no such width": ("plot RUNS/first --width wide", 1, "--width must be 'column', 'page' or a venue's"),
    "a width without room": ("plot RUNS/first --figure unrolled --width 30 --out figures", 1, "do not fit"),
    "one figure of two networks": ("plot RUNS/first RUNS/second --figure state", 1, "the figure 'state' shows one network"),
    "a circuit of a classical network": ("plot classical --figure circuit", 1, "is of a QRNN, and the run in classical is of a Baseline"),
    "figures into a file": ("plot RUNS/first --out text", 1, "text"),
}


@pytest.fixture
def trouble(place, runs):
    "A folder with a text, the JSON of a cell, and runs that are damaged, incomplete, foreign, and of a classical network."
    Path("text").write_text("hello")
    Path("cell.json").write_text(Topology.paper(inputs=2, workspace=1, stages=0).to_json())
    task = ElmanXOR(length=9)
    save_checkpoint(Trainer(Baseline(Network("rnn", task.inputs, hidden=2, embedding=2)), task), "classical")
    for name in "damaged", "half", "foreign":
        save_checkpoint(load_checkpoint(runs / "first"), name)
    (tensors,) = Path("damaged").glob("*.safetensors")
    tensors.write_bytes(tensors.read_bytes()[:-1])
    reader = QRNN(Topology.paper(5, 1, stages=0, order=1, degree=1))
    save_checkpoint(Trainer(reader, TextFile("text")), "elsewhere")
    Path("nested").write_text(10**5 * "[")
    forge("half", lambda record: record["histories"][0].pop("rows"))
    forge("foreign", lambda record: record["histories"][0].update(rows=3))


@pytest.mark.parametrize(("line", "code", "message"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_is_told_in_one_line(trouble, runs, capsys, line, code, message):
    assert run(line.replace("RUNS", str(runs))) == code
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert message.replace("RUNS", str(runs)) in told and told.startswith("qrnn-nb")


def test_lessons_compile_the_engine_before_they_open(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(lessons, "prepare", lambda: done.append("compiled"))
    monkeypatch.setattr(lessons, "_open_lab", lambda folder: done.append("opened"))
    assert run(f"lessons {tmp_path / 'course'}") == 0
    assert done == ["compiled", "opened"]
    assert run(f"lessons {tmp_path / 'other'} --no-lab") == 0
    assert done == ["compiled", "opened"]


# How a command ends


def test_signals_are_handled_while_a_command_runs_and_not_after(monkeypatch):
    numbers = signal.SIGTERM, signal.SIGHUP
    before = [signal.signal(number, handler) for number, handler in zip(numbers, (signal.SIG_DFL, signal.SIG_IGN))]
    seen = []

    def command(arguments):
        seen.extend(signal.getsignal(number) for number in numbers)
        signal.raise_signal(signal.SIGTERM)

    try:
        monkeypatch.setattr(data, "tasks", command)
        assert run("tasks") == 128 + signal.SIGTERM
        assert callable(seen[0]) and seen[1] is signal.SIG_IGN  # as nohup has it
        assert [signal.getsignal(number) for number in numbers] == [signal.SIG_DFL, signal.SIG_IGN]
    finally:
        for number, handler in zip(numbers, before): signal.signal(number, handler)


def test_kills_at_random_moments_lose_nothing(root, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, root / "tests/soak/kill_commands.py", "--kills", "5", "--table", tmp_path / "kills.csv"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0 and "5 kills" in done.stdout and "0 updates lost, 0 runs differ" in done.stdout, done.stdout + done.stderr


def test_the_stored_kills_lost_nothing(root):
    "`tests/soak/kill_commands.py --kills 100 --table tests/soak/kills.csv` made them."
    with open(root / "tests/soak/kills.csv", newline="") as file: rows = list(csv.DictReader(file))
    assert sum(int(row[name]) for row in rows for name in ("SIGTERM", "SIGHUP", "SIGKILL")) >= 100
    assert not any(int(row[name]) for row in rows for name in ("lost", "differs"))


# Completion


COMPLETED = {"qrnn-nb tr": "train", "qrnn-nb train --optimizer ada": "adamw", "qrnn-nb train --work": "--workspace"}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    "What the shells load, by their names."
    folder, paths = tmp_path_factory.mktemp("completion"), {}
    for shell in "bash", "zsh", "fish":
        paths[shell] = folder / shell
        shown = io.StringIO()
        with redirect_stdout(shown): assert run(f"completion {shell}") == 0
        paths[shell].write_text(shown.getvalue())
    return paths


@pytest.mark.parametrize(("typed", "expected"), COMPLETED.items())
def test_bash_completes(scripts, typed, expected):
    words = typed.split()
    program = f"source {scripts['bash']}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _shtab_qrnn_nb; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True, check=True)
    assert expected in done.stdout.split()


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
@pytest.mark.parametrize(("typed", "expected"), COMPLETED.items())
def test_fish_completes(scripts, typed, expected):
    program = f"source {scripts['fish']}; complete -C '{typed}'"
    done = subprocess.run(["fish", "--no-config", "-c", program], capture_output=True, text=True, check=True)
    assert expected in done.stdout.split()


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
def test_zsh_can_read_its_completion(scripts):
    assert subprocess.run(["zsh", "-n", scripts["zsh"]]).returncode == 0
    assert scripts["zsh"].read_text().startswith("#compdef qrnn-nb")
