// Joins the page: state, navigation, and the program behind them. What is not in sight is loaded
// when it is needed.

import * as api from './api.js';
import { onOpenLink } from './dom.js';
import { say } from './language.js';
import { once } from './load.js';
import { createState, phase } from './state.js';
import { mountFigure } from './views/figure.js';
import { Navigation } from './views/navigation.js';
import { mountToasts } from './views/toasts.js';

const state = createState();
const toasts = mountToasts();

/** Runs a command and shows its failure as a toast. @param {() => Promise<unknown>} command */
async function attempt(command) {
  try {
    await command();
  } catch (failure) {
    toasts.failure(failure);
  }
}

/** Undoes a change, by default the last one, and says what was undone. @param {number} [change] */
const undo = (change) =>
  attempt(async () => {
    const { undone } = await api.undo(change);
    toasts.success(say('page-undone', { what: undone.what }));
  });

/**
 * Makes the action of a toast that undoes a change; `undefined` if nothing changed.
 * @param {number | null} change
 */
const undoAction = (change) =>
  change === null ? undefined : { label: say('page-undo'), act: () => undo(change) };

/** Makes the action of a toast that undoes what was just saved. */
const undoLast = () => ({ label: say('page-undo'), act: () => undo() });

/**
 * Makes the action of a toast that undoes by a command: of a choice that is no change of the
 * ledger.
 * @param {() => Promise<unknown>} command
 */
const undoBy = (command) => ({
  label: say('page-undo'),
  act: () =>
    attempt(async () => {
      await command();
      toasts.success(say('page-undone-choice'));
    }),
});

/** @param {() => Promise<api.Snapshot>} read */
async function show(read) {
  try {
    state.shown(await read());
  } catch (failure) {
    state.failed(/** @type {api.Failure} */ (failure));
  }
}

const refresh = () => show(api.refresh);

/** @param {import('./types').NoticeView} notice */
function notify({ good, message }) {
  if (good) toasts.success(message);
  else toasts.failure(message);
}

/**
 * Opens a view, at one of its sections if named.
 * @typedef {(name: import('./views/navigation.js').Name, section?: string) => Promise<void>} Go
 */

/** @typedef {{label: string, act: () => void}} Action of a toast */

/**
 * Dialogs, each loaded at its first opening.
 * @typedef {{
 *   job: () => Promise<{open: (job: import('./types').JobView) => void}>,
 *   import: () => Promise<{choose: () => Promise<void>, progress: (thousandths: number) => void}>,
 *   erase: () => Promise<{open: () => void}>,
 *   quitNotice: () => Promise<{show: () => Promise<void>}>,
 * }} Dialogs
 */

/**
 * @typedef {{
 *   state: ReturnType<typeof createState>, toasts: ReturnType<typeof mountToasts>,
 *   refresh: () => Promise<void>, attempt: typeof attempt, undo: typeof undo,
 *   undoAction: typeof undoAction, undoLast: typeof undoLast, undoBy: typeof undoBy,
 *   dialogs: Dialogs, go: Go,
 * }} Page
 */

/** @type {Dialogs} */
const dialogs = {
  job: once(async () => (await import('./views/job-detail.js')).mount(page)),
  import: once(async () => (await import('./views/import.js')).mount(page)),
  erase: once(async () => (await import('./views/erase.js')).mount(page)),
  quitNotice: once(async () => (await import('./views/quit-notice.js')).mount(page)),
};

/** @type {Page} */
const page = {
  state,
  toasts,
  refresh,
  attempt,
  undo,
  undoAction,
  undoLast,
  undoBy,
  dialogs,
  go,
};

const navigation = new Navigation(page);

/** @type {Go} */
async function go(name, section) {
  await navigation.open(name, section);
}

mountFigure(page);
// Links to fal.ai's pages, wherever they stand.
onOpenLink(async (name) => (await import('./views/links.js')).open(page, name));

await api.listen({
  snapshot: state.shown,
  syncError: state.failed,
  notice: notify,
  importProgress: async (thousandths) => (await dialogs.import()).progress(thousandths),
  openSettings: () => go('settings'),
  quitNotice: async () => (await dialogs.quitNotice()).show(),
});
// The tray asks this way for a new window with the settings open, and so does another language.
const [, place, section] = location.hash.match(/^#(settings)-?(\w*)$/) ?? [];

// The overview is wired while the figures are read; keys and the way back of the focus after them.
await Promise.all([navigation.load('overview'), show(api.getSnapshot)]);
navigation.mount('overview');
const [{ mountShortcuts }, { mountFocus }] = await Promise.all([
  import('./views/shortcuts.js'),
  import('./views/focus.js'),
  // The tray and a first start lead there: it is at hand, but not in the page.
  attempt(() => navigation.load('settings')),
]);
mountShortcuts(page, navigation);
mountFocus();
if (place) await attempt(() => go('settings', section || undefined));
state.subscribe((now) => (document.body.dataset.phase = phase(now)));
