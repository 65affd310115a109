// Joins the page: state, views, and the program behind them.

import * as api from './api.js';
import { createState } from './state.js';
import { mountAlerts } from './views/alerts.js';
import { mountBalance } from './views/balance.js';
import { mountClosing } from './views/closing.js';
import { mountCurrency } from './views/currency.js';
import { mountDiagnostics } from './views/diagnostics.js';
import { mountHeader } from './views/header.js';
import { mountJobForm } from './views/job-form.js';
import { mountJobs } from './views/jobs.js';
import { mountLinks } from './views/links.js';
import { mountProblem } from './views/problem.js';
import { mountSettings } from './views/settings.js';
import { mountToasts } from './views/toasts.js';

const state = createState();
const toasts = mountToasts();

/** Undoes a change, says what it undid, and shows the outcome. @param {number} [change] */
async function undo(change) {
  try {
    const { undone } = await api.undo(change);
    toasts.success(`Undone: ${undone.what}`);
  } catch (failure) {
    toasts.failure(failure);
  }
}

async function refresh() {
  try {
    state.shown(await api.getSnapshot());
  } catch (failure) {
    state.failed(/** @type {api.Failure} */ (failure));
  }
}

/** @typedef {{state: typeof state, toasts: typeof toasts, undo: typeof undo, refresh: typeof refresh}} Page */
/** @type {Page} */
const page = { state, toasts, undo, refresh };

const settings = mountSettings(page);
mountHeader(page, settings);
mountAlerts(page);
mountBalance(page, settings);
mountCurrency(page, settings);
mountJobForm(page);
mountJobs(page);
mountLinks(page);
mountProblem(page);
mountDiagnostics(page);
const closing = mountClosing(page);

await api.listen({ snapshot: state.shown, trouble: state.failed, openSettings: settings.open, closingQuits: closing.tell });
await refresh();
// The tray asks for a new window with the settings open this way.
if (location.hash === '#settings') settings.open();
