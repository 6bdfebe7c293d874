"""The diagram of a neuron from the library's circuit, gate by gate: what js/engine/circuit.js must come to by counting alone."""

from dataclasses import replace

from qrnn_nb.amplification import cost
from qrnn_nb.circuits import columns, inscription, neuron_circuit, wires
from qrnn_nb.circuits.export import tracks
from qrnn_nb.topology import Amplification

LONG = 90  # gates that a page still draws


def simplified(neuron, level):
    "Neuron and level that can still be drawn, and what to say of them."
    if level != "gates" or cost(neuron).gates + neuron.postselections <= LONG: return neuron, level, ""
    if neuron.amplification:
        # one call, but with all its ancillas kept, as amplification needs them
        once = replace(neuron, amplification=Amplification(1))
        note = f"one of {neuron.amplification.calls} calls; every second call runs backwards, phases on the ancillas stand between"
        if cost(once).gates <= LONG: return once, level, note
    return neuron, "neurons", "one box stands for all of them, there is no room for each"


BEHIND = {"": "⟨0|", "qubit": "⟨0| |0⟩"}  # a measurement, by what its wire is then


def drawn(gate, behind) -> dict:
    "What the page draws of a gate; behind: what the wires are behind its column."
    label = BEHIND[behind[gate.targets[0]]] if gate.name == "measure" else inscription(gate)
    return {"name": gate.name, "targets": gate.targets, "controls": gate.controls, "label": label}


def diagram(neuron, level) -> dict:
    "What the page draws of a neuron's circuit."
    gates = cost(neuron).gates + neuron.postselections
    neuron, level, note = simplified(neuron, level)
    circuit = neuron_circuit(neuron, [0.0] * len(neuron.subsets), 0.0)
    table = columns(circuit, level)
    boxes = [[drawn(gate, behind) for gate in column.gates] for column, behind in zip(table, tracks(circuit, table))]
    return {"wires": wires(circuit, level), "columns": boxes, "gates": gates, "note": note}
