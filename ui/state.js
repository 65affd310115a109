// What the page knows. Views subscribe and render it; nothing else holds figures.

/** @typedef {import('./types').Snapshot} Snapshot */
/** @typedef {{message: string, code: string}} Trouble */
/** @typedef {{snapshot: Snapshot | null, trouble: Trouble | null}} State */

/**
 * Keeps the newest snapshot, and what is wrong. A good figure outlives the trouble that follows it.
 * @returns {{get: () => State, subscribe: (render: (state: State) => void) => void,
 *            shown: (snapshot: Snapshot) => void, failed: (trouble: Trouble) => void}}
 */
export function createState() {
  /** @type {State} */
  let state = { snapshot: null, trouble: null };
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
      // The answer to a command can be overtaken by the news of what happened after it.
      if (!state.snapshot || snapshot.revision >= state.snapshot.revision)
        set({ snapshot, trouble: null });
    },
    failed: (trouble) => set({ snapshot: state.snapshot, trouble }),
  };
}

/**
 * Where the page stands: nothing known yet, unable to know, or knowing.
 * @param {State} state @returns {'loading' | 'problem' | 'ready'}
 */
export function phase({ snapshot, trouble }) {
  if (snapshot) return 'ready';
  return trouble ? 'problem' : 'loading';
}

/**
 * What a screen reader hears: a change of level, and nothing else.
 * @param {Snapshot | null} before @param {Snapshot | null} now @returns {string | null}
 */
export function announcement(before, now) {
  if (!before || !now || before.budget.level === now.budget.level) return null;
  const { header, status } = now.budget.display;
  return status ? `${header}, ${status}` : header;
}
