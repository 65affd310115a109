// The only door between the page and the program.

/** @typedef {import('./types').Snapshot} Snapshot */
/** @typedef {import('./types').BudgetView} BudgetView */
/** @typedef {BudgetView & {change: number | null}} Changed */
/** @typedef {{images: string, videos: string, at?: string}} JobCounts */

/** A refusal or failure: `code` for the page to act on, `message` for the person. */
export class Failure extends Error {
  /** @param {unknown} thrown what the program sent, or a plain text from Tauri itself */
  constructor(thrown) {
    const sent = /** @type {{code?: string, message?: string}} */ (typeof thrown === 'object' && thrown ? thrown : {});
    super(sent.message ?? 'The program did not answer. Close the window and start it again.');
    this.code = sent.code ?? 'internal';
  }
}

/**
 * @param {string} command
 * @param {Record<string, unknown>} [args]
 */
async function call(command, args) {
  try {
    return await window.__TAURI__.core.invoke(command, args);
  } catch (thrown) {
    throw new Failure(thrown);
  }
}

/** @returns {Promise<Snapshot>} */
export const getSnapshot = () => call('get_snapshot');

/** @param {string} typed @returns {Promise<Changed>} */
export const setBudget = (typed) => call('set_budget', { budget: typed });

/** @returns {Promise<Changed>} */
export const clearBudget = () => call('set_budget', { budget: null });

/** @returns {Promise<Changed>} */
export const markAsFull = () => call('mark_as_full');

/** @returns {Promise<import('./types').EntryView[]>} */
export const listEntries = () => call('list_entries');

/** @param {JobCounts} counts @returns {Promise<import('./types').EstimateView>} */
export const estimateCost = (counts) => call('estimate_cost', { ...counts });

/** @param {JobCounts} counts @returns {Promise<import('./types').LoggedView & {budget: BudgetView}>} */
export const logJob = (counts) => call('log_job', { ...counts });

/** @param {number} limit @param {{at: string, id: number}} after @returns {Promise<import('./types').JobsView>} */
export const listJobs = (limit, after) => call('list_jobs', { limit, after: { at: after.at, id: after.id } });

/** @param {number} [change] the last one where missing
 *  @returns {Promise<{undone: import('./types').ChangeView, budget: BudgetView}>} */
export const undo = (change) => call('undo', change === undefined ? {} : { change });

/** @param {Record<string, string | null>} changes @returns {Promise<import('./types').SettingsView>} */
export const saveSettings = (changes) => call('save_settings', changes);

/** @param {'dashboard' | 'billing'} page @returns {Promise<string>} the address that was opened */
export const openPage = (page) => call(page === 'billing' ? 'open_billing' : 'open_dashboard');

/** @returns {Promise<string>} */
export const getDiagnostics = () => call('get_diagnostics');

/** @returns {Promise<Snapshot>} */
export const tryAgain = () => call('try_again');

/** Remembers that the person knows what closing does. @returns {Promise<void>} */
export const closingQuitsWasTold = () => call('closing_quits_was_told');

/** @returns {Promise<void>} */
export const quit = () => call('quit');

/**
 * Hears what the program tells without being asked.
 * @param {{snapshot: (snapshot: Snapshot) => void, trouble: (failure: Failure) => void,
 *          openSettings: () => void, closingQuits: () => void}} on
 */
export function listen(on) {
  const { listen } = window.__TAURI__.event;
  return Promise.all([
    listen('snapshot', (event) => on.snapshot(event.payload)),
    listen('trouble', (event) => on.trouble(new Failure(event.payload))),
    listen('open-settings', on.openSettings),
    listen('closing-quits', on.closingQuits),
  ]);
}
