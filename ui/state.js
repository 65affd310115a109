// The state of the page. Views subscribe and render it; nothing else holds figures.

/** @typedef {import('./types').Snapshot} Snapshot */
/** @typedef {{message: string, code: string}} SyncError */
/** @typedef {{snapshot: Snapshot | null, error: SyncError | null}} State */

/**
 * Keeps the newest snapshot and the newest error. A good figure outlives the error that follows it.
 * @returns {{get: () => State, subscribe: (render: (state: State) => void) => void,
 *            shown: (snapshot: Snapshot) => void, failed: (error: SyncError) => void}}
 */
export function createState() {
  /** @type {State} */
  let state = { snapshot: null, error: null };
  /** @type {((state: State) => void)[]} */
  const views = [];

  /** @param {State} next */
  function set(next) {
    state = next;
    for (const render of views) render(state);
  }

  return {
    get: () => state,
    subscribe(render) {
      views.push(render);
      render(state);
    },
    shown(snapshot) {
      // The answer to a command can be overtaken by the snapshot of what happened after it.
      if (!state.snapshot || snapshot.revision >= state.snapshot.revision)
        set({ snapshot, error: null });
    },
    failed: (error) => set({ snapshot: state.snapshot, error }),
  };
}

/**
 * Phase of the page: nothing known yet, unable to know, or knowing.
 * @param {State} state @returns {'loading' | 'problem' | 'ready'}
 */
export function phase({ snapshot, error }) {
  if (snapshot) return 'ready';
  return error ? 'problem' : 'loading';
}

/**
 * Sentence for a screen reader: a change of level, and nothing else.
 * @param {Snapshot | null} before @param {Snapshot | null} now @returns {string | null}
 */
export function announcement(before, now) {
  if (!before || !now || before.budget.level === now.budget.level) return null;
  const { header, status } = now.budget.display;
  return status ? `${header}, ${status}` : header;
}
