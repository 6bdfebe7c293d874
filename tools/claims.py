"""Whether the numbers of the README are those of the stored runs: python tools/claims.py [README.md].

Prints every claim with the file and the value behind it. Fails where a number is not what its file says, to the digits that are
printed, and where a number in a section with results belongs to no claim.

A claim is a piece of the README in which {} stands for each number that a file must give. Numbers that are written out in it say under
which conditions (the length of a sequence, say); its query is made for these.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
RUNS, BENCH, LESSONS = "nbs/experiments/results", "tests/bench/results", "nbs/lessons/results"
SECTIONS = "Fast", "What hardware would pay", "What the experiments found"
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
NAMES = "0 and 1|3 and 6|OpenQASM 3|Lesson 3|gave 0|answer is 0"  # in which a digit says nothing about a result


@dataclass(frozen=True)
class Claim:
    "A piece of text, the file that supports it, and a query from its table to the numbers at {} in turn."
    text: str
    file: str
    query: callable

    @property
    def pattern(self):
        "A regular expression of the piece, with a group for each number."
        return rf"({NUMBER})".join(re.escape(part) for part in unnamed(self.text).split("{}"))

    def values(self): return [float(value) for value in self.query(table(self.file))]


@cache
def table(file):
    "A stored table."
    path = ROOT / file
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, comment="#")


def one(runs, task, model): return runs[(runs.task == task) & (runs.model == model)]


def with_parameters(task, model):
    "Parameters; mean and, of several runs, deviation of the accuracy in percent; mean of the sampled accuracy."
    def query(runs):
        here = one(runs, task, model)
        spread = [100 * here.accuracy.std()] if len(here) > 1 else []
        return [here.parameters.iloc[0], 100 * here.accuracy.mean(), *spread, 100 * here["sampled accuracy"].mean()]
    return query


def pairs(model, *columns):
    "The named columns of both pairs in digits.csv, in percent."
    def query(runs):
        found = []
        for task in "0 and 1", "3 and 6":
            here = 100 * one(runs, task, model)[list(columns)]
            found += [value for column in columns for value in (here[column].mean(), here[column].std())]
        return [value for value in found if value == value]
    return query


def printed_as(text, value):
    "Whether a value is rightly printed so: a count exactly, others to the last digit, or to the last before the zeros of 150."
    digits = text.replace(",", "")
    if "." in digits: step = 10.0 ** -len(digits.split(".")[1])
    elif value == round(value): return int(digits) == value
    else: step = 10.0 ** (len(digits) - len(digits.rstrip("0"))) if int(digits) else 1.0
    return abs(float(digits) - value) <= 0.5 * step * (1 + 1e-9)


def unnamed(text):
    "Text without the names in which there are digits."
    return re.sub(rf"\b({NAMES})\b", "(name)", text)


def sections(readme):
    "The text of the sections with results, on one line: without code, what it prints, and addresses."
    text = re.sub(r"^```.*?^```$", "", readme, flags=re.M | re.S)
    text = re.sub(r"^    .*$", "", text, flags=re.M)
    parts = dict(part.split("\n", 1) for part in re.split(r"^## ", text, flags=re.M)[1:])
    missing = [name for name in SECTIONS if name not in parts]
    if missing: raise SystemExit(f"the README has no section {missing[0]!r}")
    found = "\n".join(parts[name] for name in SECTIONS)
    return unnamed(" ".join(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", found).replace("*", "").split()))


def compared(readme, claims):
    "Rows of claim, file, values; and sentences about what is wrong."
    text, rows, faults, covered = sections(readme), [], [], set()
    for claim in claims:
        found, values = re.search(claim.pattern, text), claim.values()
        rows.append((claim.text, claim.file, values))
        if not found:
            faults.append(f"not in the README: {claim.text}")
            continue
        covered |= set(range(*found.span()))
        if len(values) != len(found.groups()):
            faults.append(f"{len(found.groups())} numbers, but {len(values)} from {claim.file}: {claim.text}")
            continue
        for number, value in zip(found.groups(), values):
            if not printed_as(number, value): faults.append(f"the README says {number}, {claim.file} says {value:.5g}: {found.group()}")
    for number in re.finditer(rf"(?<![\w.]){NUMBER}", text):
        if number.start() in covered: continue
        faults.append(f"no claim covers {number.group()} in: …{text[max(0, number.start() - 50):number.end() + 30]}…")
    return rows, faults


def main():
    readme = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "README.md"
    rows, faults = compared(readme.read_text(encoding="utf-8"), CLAIMS)
    for text, file, values in rows: print(f"{text} | {file} | {', '.join(f'{value:.5g}' for value in values)}")
    for fault in faults: print(f"WRONG: {fault}", file=sys.stderr)
    sys.exit(bool(faults))


MEMORY, BOUNDS = f"{RUNS}/memory.csv", f"{RUNS}/memory_bounds.csv"
ENGINES, AMPLIFIED, DIGITS = f"{BENCH}/engines.csv", f"{LESSONS}/amplified.csv", f"{RUNS}/digits.csv"
PUBLISHED, COPIES, LETTERS = f"{RUNS}/published.csv", f"{RUNS}/duplicates.csv", f"{RUNS}/letters.parquet"
OWN_DATA, TEN = f"{LESSONS}/own_data.csv", f"{RUNS}/ten_digits.csv"
DNA, LENGTHS = f"{RUNS}/dna.parquet", f"{RUNS}/dna_lengths.csv"


def of_model(runs, model): return runs[runs.model == model]


def ten_digits(model):
    "Parameters, argmax with its deviation, the commonest of 100 draws, and a single draw."
    def query(runs):
        here = of_model(runs, model)
        right, *drawn = (100 * here[name] for name in ("test accuracy", "100 shots", "sampled accuracy"))
        return [here.parameters.iloc[0], right.mean(), right.std(), *(shares.mean() for shares in drawn)]
    return query


def longest(runs):
    here = one(runs, "ten digits, longer", "QRNN").iloc[0]
    return here.parameters, 100 * here.accuracy


def engines(runs): return runs[runs.study == "engines"]


def xor(runs): return engines(runs)[engines(runs).configuration == "elman-xor"].iloc[0]


def fastest_and_slowest(runs):
    seconds, ratio = 1000 * engines(runs)["loops seconds"], engines(runs)["gates ratio"]
    return seconds.min(), seconds.max(), ratio.min(), ratio.max()


def published_ratios(runs):
    "Geometric mean, least and largest ratio of the published code to the loops."
    ratios = engines(runs)["published ratio"].dropna()
    return np.exp(np.log(ratios).mean()), ratios.min(), ratios.max()


def study(name, *columns):
    "The named columns of all rows of a study, in turn."
    return lambda runs: runs[runs.study == name][list(columns)].to_numpy().ravel()


def under_load(runs):
    "Largest median and mean step under load as a multiple of the quiet one."
    here = runs[runs.study == "load"]
    return here["times the quiet time"].max(), here["times the quiet mean"].max()


def pixels(runs):
    "Loops on mnist-pixels: how many times the limit they take, and plain operators the loops."
    row = engines(runs).set_index("configuration").loc["mnist-pixels"]
    return row["times the limit"], row["operators ratio"]


def fit_update(runs): return 1000 * study("fit update", "loops seconds")(runs)


def statevectors(runs):
    "Lanes, sequences, seconds and gigabytes of each large workspace."
    here = runs[runs.study == "statevector"]
    gigabytes = here["statevector memory MB"] / 1000
    return here[["H", "batch", "statevector seconds"]].assign(gigabytes=gigabytes).to_numpy().ravel()


def members(runs):
    row = runs[(runs.study == "members") & (runs.configuration == "elman-xor")].set_index("members")["loops seconds"]
    return row.index.max(), row[row.index.max()] / row[1]


def starts(column):
    "Least and largest log10 of the starts of amplified networks on XOR."
    def query(runs):
        here = runs[(runs.task == "Elman XOR") & (runs.kind == "amplified")]
        return here[column].min(), here[column].max()
    return query


def copies(table):
    here = table[table.task == "0 and 1"]
    return [100 * here.copies.sum() / here.images.sum()]


def without_leak(runs):
    "The shortest length at which no run of the published training converges without the leak, nor at any longer one."
    here = runs[(runs["task protocol"] == "leak-free") & (runs.task == "DNA") & (runs.model == "QRNN") & (runs.loss == "published_loss")]
    learnt = here[here.stopped == "loss"]["task length"].max()
    return [here["task length"][here["task length"] > learnt].min()]


def remembering(runs):
    "How many networks, trained by L-BFGS on growing lengths, name at least 98 % at length 1,000, and of how many: LSTMs, and ours."
    found = []
    for model in "lstm", "QRNN":
        here = runs[(runs.model == model) & (runs.training == "L-BFGS") & (runs.length == 1000)]
        found += [(here.accuracy >= 0.98).sum(), len(here)]
    return found


def arms(runs):
    "Largest network, batches of 8, first weights 0: runs by seed, with the published and with the natural loss."
    here = runs[(runs.model == "QRNN") & (runs.workspace == 7) & (runs.batch_size == 8) & runs.spreads.notna()]
    return [here[here.loss == loss].set_index("seed").sort_index() for loss in ("published_loss", "nll")]


def learnt(runs): return [value for arm in arms(runs) for value in ((arm["test argmax accuracy"] >= 0.98).sum(), len(arm))]


def updates(runs):
    one, other = arms(runs)
    both = (one["test argmax accuracy"] >= 0.98) & (other["test argmax accuracy"] >= 0.98)
    return [one.updates[both].median(), other.updates[both].median()]


def lucky(runs):
    one, other = arms(runs)
    return [((arm.stopped == "loss") & (arm["test loss"] > 0.02)).sum() for arm in (one, other)]


def checkpoints(table):
    rows = table[(table.source.str.startswith("recomputed"))].set_index(["task", "quantity"])[["low", "high"]]
    return [value for task in ("0 and 1", "3 and 6") for what in ("argmax", "sampled") for value in rows.loc[task, f"{what} accuracy"]]


def as_printed(table):
    "The paper's own figures: the middle of its range for single networks, then ensembles."
    rows = table[table.quantity == "accuracy"].assign(middle=(table.low + table.high) / 2)
    return rows.set_index("model").middle.loc[["single network", "ensemble"]]


def images_ahead(runs):
    here = runs[runs.task == "3 and 6"].groupby("model").accuracy.mean()
    return [1968 * (here["QRNN"] - here["logistic regression"])]


def embedded(runs):
    here = 100 * runs[runs.task == "embedded"].set_index("model")[["accuracy", "sampled accuracy"]]
    found = []
    for model in "QRNN", "lstm":
        argmax, sampled = here.accuracy[model], here["sampled accuracy"][model]
        found += [argmax.mean(), argmax.std(), sampled.mean()]
    return found


def of_memory(model, size, *columns):
    "Columns of the chosen model of this size on the README's process, counts as they are and shares in percent."
    def query(runs):
        rows = runs[(runs.process == PROCESS) & (runs.model == model) & (runs.memory == size)]
        return [100 * rows[name].iloc[0] if name == "neurons a sequence" else rows[name].iloc[0] for name in columns]
    return query


def bound(name): return lambda rows: rows[(rows.process == PROCESS) & (rows.memory == 2) & (rows.bound == name)].nats


PROCESS, QUBIT, REGRET = "bump 4 ± 1.4", "QRNN, amplified, order 1", ("regret", "low", "high")
BOTH = "accuracy", "sampled accuracy"
def own_data(name, simple):
    "Of each network the median on the test part, the lowest and the highest seed; then a simple method. Accuracies in percent."
    def query(runs):
        rows = runs[runs.data == name].set_index("method")
        scale = 100 if rows["test accuracy"].notna().all() else 1
        rows["median"] = rows["test accuracy"].fillna(rows["test error"])
        found = rows.loc[["QRNN", "LSTM"], ["median", "lowest", "highest"]].to_numpy().ravel()
        return [scale * value for value in (*found, rows["median"][simple])]
    return query


CLAIMS = [
    Claim("compiled loops take {} to {} milliseconds, gate by gate {} to {} times as long", ENGINES, fastest_and_slowest),
    Claim("({} workspace lanes, {} sequences of {} words):", ENGINES, lambda runs: xor(runs)[["H", "batch", "length"]]),
    Claim("| compiled loops | {} ms | | the same operators in plain PyTorch | {} ms | | walking the gates | {} ms |"
          " | the published code | {} ms |", ENGINES,
          lambda runs: 1000 * xor(runs)[[f"{name} seconds" for name in ("loops", "operators", "gates", "published")]]),
    Claim("in PennyLane's gate kernels | {} s, estimated from {} of its {} steps", ENGINES,
          lambda runs: xor(runs)[["PennyLane seconds", "PennyLane measured steps", "steps"]]),
    Claim("is {} times as fast as the published code, at least {} and at most {} times", ENGINES, published_ratios),
    Claim("in batches of 32 takes {} ms", ENGINES, fit_update),
    Claim("{} lanes and {} sequences of 20 words a step takes {} s and {} GB, with {} lanes and {} sequences {} s and {} GB",
          ENGINES, statevectors),
    Claim("waits {} s for its first step, and in every later process {} s", ENGINES, study("first call", "loops seconds")),
    Claim("take {} times as long as the matrix products that it needs, and plain PyTorch {} times as long as the loops",
          ENGINES, pixels),
    Claim("a step took up to {} times its quiet time in the median, and {} times in the mean", ENGINES, under_load),
    Claim("{} networks in one model take {} times the time of one", ENGINES, members),
    Claim("on sequences of 36 words:", AMPLIFIED, lambda runs: []),
    Claim("for {} amplified networks trained on Elman's XOR", AMPLIFIED,
          lambda runs: runs[runs.kind == "amplified"].groupby("task").size()[:1]),
    Claim("the right word, as training needs | 10^{} to 10^{} |", AMPLIFIED, starts("log10 starts")),
    Claim("runs in which all ancillas gave 0 | 10^{} to 10^{} |", AMPLIFIED, starts("log10 starts, neurons")),
    Claim("of 200 starts | two states | {} ({} to {}) |", MEMORY, of_memory("hidden Markov", 2, *REGRET)),
    Claim("one of two states, certified | two states | {} |", BOUNDS, bound("in a state")),
    Claim("Markov models, searched | two states | {} |", BOUNDS, bound("mixture")),
    Claim("amplified, {} angles, ten seeds | one qubit | {} ({} to {}) |", MEMORY, of_memory(QUBIT, 2, "parameters", *REGRET)),
    Claim("ten seeds | one real qubit | {} ({} to {}) |", MEMORY, of_memory("Kraus, real", 2, *REGRET)),
    Claim("of 200 starts | three states | {} ({} to {}) |", MEMORY, of_memory("hidden Markov", 3, *REGRET)),
    Claim("GRU of one unit, {} parameters, ten seeds | one real number | {} ({} to {}) |", MEMORY,
          of_memory("GRU", 1, "parameters", *REGRET)),
    Claim("LSTM of one unit, {} parameters, ten seeds | two real numbers | {} ({} to {}) |", MEMORY,
          of_memory("LSTM", 1, "parameters", *REGRET)),
    Claim("All its neurons succeed in {} % of runs of 80", MEMORY, of_memory(QUBIT, 2, "neurons a sequence")),
    Claim("and its 95 % interval |", MEMORY, lambda runs: []),
    Claim("logistic regression, {} parameters |", DIGITS,
          lambda runs: one(runs, "0 and 1", "logistic regression").parameters),
    Claim("parameters | {} | – | {} | – | | nearest neighbour |", DIGITS, pairs("logistic regression", "accuracy")),
    Claim("nearest neighbour | {} | – | {} | – |", DIGITS, pairs("nearest neighbour", "accuracy")),
    Claim("LSTM, {} parameters |", DIGITS, lambda runs: one(runs, "0 and 1", "lstm").parameters[:1]),
    Claim("parameters | {} ± {} | {} ± {} | {} ± {} | {} ± {} | | this", DIGITS, pairs("lstm", *BOTH)),
    Claim("this network, {} parameters |", DIGITS, lambda runs: one(runs, "0 and 1", "QRNN").parameters[:1]),
    Claim("parameters | {} ± {} | {} ± {} | {} ± {} | {} ± {} | | the", DIGITS, pairs("QRNN", *BOTH)),
    Claim("recomputed | {} to {} | {} to {} | {} to {} | {} to {} |", PUBLISHED, checkpoints),
    Claim("The paper says {} and {} %, and {} and {} % by ensembles.", PUBLISHED, as_printed),
    Claim("Of the test images of 0 and 1, {} % stand pixel for pixel in training.", COPIES, copies),
    Claim("ahead of the regression by {} of 1,968 images", DIGITS, images_ahead),
    Claim("a network of {} angles stopped at {} %.", DIGITS, longest),
    Claim("mean ± standard deviation of five seeds:", TEN, lambda runs: []),
    Claim("a word is a patch of 2×2 pixels", TEN, lambda runs: []),
    Claim("Percent of the 10,000 test images, mean", TEN, lambda runs: []),
    Claim("commonest of 100 draws", TEN, lambda runs: []),
    Claim("LSTM | {} | {} ± {} | {} | {} | | this network, six lanes |", TEN, ten_digits("LSTM, as 6 lanes")),
    Claim("GRU | {} | {} ± {} | {} | {} |", TEN, ten_digits("GRU, as 4 lanes")),
    Claim("nearest neighbours | | {} | – | – |", TEN, lambda runs: 100 * of_model(runs, "nearest neighbours")["test accuracy"]),
    Claim("this network, six lanes | {} | {} ± {} | {} | {} |", TEN, ten_digits("QRNN, 6 lanes")),
    Claim("LSTM | {} | {} ± {} | {} | {} | | this network, six lanes, amplified", TEN, ten_digits("LSTM, as 4 lanes")),
    Claim("six lanes, amplified | {} | {} ± {} | {} | {} |", TEN, ten_digits("QRNN, 6 lanes, amplified")),
    Claim("logistic regression | {} | {} | – | – |", TEN,
          lambda runs: of_model(runs, "logistic regression")[["parameters", "test accuracy"]].to_numpy()[0] * [1, 100]),
    Claim("six lanes, one stage | {} | {} ± {} | {} | {} |", TEN, ten_digits("QRNN, 6 lanes, one stage")),
    Claim("this network, four lanes | {} | {} ± {} | {} | {} |", TEN, ten_digits("QRNN, 4 lanes")),
    Claim("succeed in one run of 10^{},", TEN, lambda runs: [-of_model(runs, "QRNN, 6 lanes")["log10 success"].mean()]),
    Claim("amplified one in {} % of all runs", TEN,
          lambda runs: [100 * 10 ** of_model(runs, "QRNN, 6 lanes, amplified")["log10 success"].mean()]),
    Claim("logistic regression on the codes | {} | – | | look-up table of the codes | {} |", DIGITS,
          lambda runs: [100 * one(runs, "embedded", model).accuracy.iloc[0] for model in ("logistic regression", "look-up table")]),
    Claim("| this network | {} ± {} | {} | | LSTM | {} ± {} | {} |", DIGITS, embedded),
    Claim("the published training fails from length {} on", DNA, without_leak),
    Claim("{} of {} LSTMs remember over 1,000 words, and {} of {} quantum networks", LENGTHS, remembering),
    Claim("runs that learn | {} of {} | {} of {} |", LETTERS, learnt),
    Claim("updates, median of the seeds that learn with both | {} | {} |", LETTERS, updates),
    Claim("more than twice that on new sequences | {} | {} |", LETTERS, lucky),
    *(Claim(f"{label} | {{}}, {{}} to {{}} | {{}}, {{}} to {{}} | {{}}, {simple} |", OWN_DATA, own_data(name, simple))
      for name, simple, label in (
          ("surnames", "logistic regression", "surnames of three languages, %"),
          ("digits", "logistic regression", "ten digits of few pixels, %"),
          ("vowels", "logistic regression", "vowels of nine speakers, %"),
          ("carbon dioxide", "a season ago", "carbon dioxide, error in ppm"),
          ("economy", "linear regression", "unemployment and inflation, scaled error"),
      )),
]  # fmt: skip


if __name__ == "__main__": main()
