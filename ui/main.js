// Joins the page: state, views, and the program behind them.

import * as api from './api.js';
import { byId } from './dom.js';
import { say } from './language.js';
import { createState } from './state.js';
import { mountAlertSettings } from './views/alert-settings.js';
import { mountAlerts } from './views/alerts.js';
import { mountAllJobs } from './views/all-jobs.js';
import { mountAppearance } from './views/appearance.js';
import { mountBalance } from './views/balance.js';
import { mountCurrency } from './views/currency.js';
import { mountData } from './views/data.js';
import { mountDiagnostics } from './views/diagnostics.js';
import { mountFiles } from './views/files.js';
import { mountFocus } from './views/focus.js';
import { mountGateway } from './views/gateway.js';
import { mountGuard } from './views/guard.js';
import { mountHeader } from './views/header.js';
import { mountImport } from './views/import.js';
import { mountJobForm } from './views/job-form.js';
import { mountJobs } from './views/jobs.js';
import { mountLinks } from './views/links.js';
import { mountLive } from './views/live.js';
import { mountPriceBook } from './views/price-book.js';
import { mountProblem } from './views/problem.js';
import { mountQuitNotice } from './views/quit-notice.js';
import { mountRecord } from './views/record.js';
import { mountSettings } from './views/settings.js';
import { mountShortcuts } from './views/shortcuts.js';
import { mountSpending } from './views/spending.js';
import { mountToasts } from './views/toasts.js';
import { mountWelcome } from './views/welcome.js';

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
 * @typedef {{
 *   state: typeof state, toasts: typeof toasts, refresh: typeof refresh,
 *   attempt: typeof attempt, undo: typeof undo, undoAction: typeof undoAction,
 * }} Page
 */
/** @type {Page} */
const page = { state, toasts, refresh, attempt, undo, undoAction };

const settings = mountSettings(page);
mountHeader(page, settings);
mountFiles(page);
const importing = mountImport(page);
mountAlerts(page, settings);
mountBalance(page, settings);
mountWelcome(page, settings);
mountCurrency(page, settings);
mountAppearance(page);
mountJobForm(page);
mountJobs(page);
mountAllJobs(page);
mountPriceBook(page);
mountSpending(page);
mountShortcuts(page, settings);
mountLinks(page);
mountLive(page);
mountGateway(page);
mountGuard(page);
mountAlertSettings(page);
mountRecord(page);
mountProblem(page);
mountData(page);
mountDiagnostics(page);
const quitNotice = mountQuitNotice(page);
mountFocus();

await api.listen({
  snapshot: state.shown,
  syncError: state.failed,
  notice: notify,
  importProgress: importing.progress,
  openSettings: settings.open,
  quitNotice: quitNotice.show,
});
await show(api.getSnapshot);
// The tray asks this way for a new window with the settings open, and so does another language.
if (location.hash === '#settings') settings.open();
if (location.hash === '#settings-language')
  settings.openAt(byId('settings-language', HTMLSelectElement));
