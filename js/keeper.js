// How a page outlives its kernel in a saved notebook.

// JupyterLab draws a saved widget only if its state is in the notebook, which it leaves out, and says "model not found" instead. So whenever
// a notebook is saved, our pages leave their states there, in the hands of a keeper that gives them back when the notebook is opened.
// They do not stand where JupyterLab itself would put them: nbconvert would find them there, and fetch what draws them from the network
// instead of taking the picture.
const KEEPER = `export default {
  initialize({ model }) {
    const manager = model.widget_manager;
    for (const [model_id, { state, buffers = [], ...kind }] of model.get("kept")) {
      if (manager.has_model(model_id)) continue;
      for (const { path, data } of buffers) state[path[0]] = new DataView(Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)).buffer);
      manager.new_model({ model_id, ...kind }, state); // known from now on, whereas set_state would first ask the kernel
    }
    // an output waits two seconds for its model and then gives up, which may have been a moment ago
    setTimeout(async () => {
      for (const cell of manager.context.model.cells) for (let at = 0; at < (cell.outputs?.length ?? 0); at++) {
        const output = cell.outputs.get(at), id = output.data["application/vnd.jupyter.widget-view+json"]?.model_id;
        if (!id || !manager.has_model(id)) continue;
        const page = await manager.get_model(id);
        if (!Object.keys(page.views ?? {}).length) cell.outputs.set(at, output.toJSON());
      }
    }, 2500);
  },
};`;
const WIDGETS = "application/vnd.jupyter.widget-state+json";

/** @param {any} manager  of JupyterLab's widgets; pages elsewhere have none of its kind */
export function keepOnSave(manager) {
  const context = manager?.context;
  if (manager?.keepsPages || !context?.saveState || !manager.get_state_sync) return;
  manager.keepsPages = true;
  context.saveState.connect((/** @type {any} */ _, /** @type {string} */ phase) => {
    if (phase === "started") keep(manager, context.model);
  });
}

/**
 * @param {any} manager
 * @param {any} notebook  the model of the notebook that is saved
 */
function keep(manager, notebook) {
  const { state, ...version } = manager.get_state_sync({ drop_defaults: true });
  const pages = Object.keys(state).filter((id) => state[id].state._anywidget_id?.startsWith("qrnn_nb."));
  const layouts = pages.map((id) => state[id].state.layout?.slice("IPY_MODEL_".length)).filter((id) => id in state);
  const kept = [...layouts, ...pages].map((id) => [id, state[id]]);
  const others = notebook.getMetadata("widgets")?.[WIDGETS]?.state ?? {};
  if (!pages.length) return;
  const { model_name, model_module, model_module_version } = state[pages[0]];
  const keeper = { model_name, model_module, model_module_version, state: { _esm: KEEPER, _anywidget_id: "keeper", kept } };
  notebook.setMetadata("widgets", { [WIDGETS]: { ...version, state: { ...others, qrnn_nb: keeper } } });
}
