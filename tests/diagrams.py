"""The diagram of a neuron from the library's circuit, gate by gate: what js/engine/circuit.js must come to by counting alone."""

from dataclasses import replace

from qrnn_nb.amplification import cost
from qrnn_nb.circuits import columns, inscription, neuron_circuit
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


def drawn(gate) -> dict:
    "What the page draws of a gate."
    return {"name": gate.name, "targets": gate.targets, "controls": gate.controls, "label": inscription(gate)}


def diagram(neuron, level) -> dict:
    "What the page draws of a neuron's circuit."
    gates = cost(neuron).gates + neuron.postselections
    neuron, level, note = simplified(neuron, level)
    circuit = neuron_circuit(neuron, [0.0] * len(neuron.subsets), 0.0)
    wires = ["target", *(f"control {place}" for place in neuron.controls)]
    if level == "gates": wires += [f"ancilla {place}" for place in range(1, neuron.ancillas + 1)]
    table = [[drawn(gate) for gate in column.gates] for column in columns(circuit, level)]
    return {"wires": wires, "columns": table, "gates": gates, "note": note}
