// The only module of the page that calls the program.

import { say } from './language.js';

/** @typedef {import('./types').ImportView} ImportView */
/** @typedef {import('./types').Snapshot} Snapshot */
/** @typedef {import('./types').BudgetView} BudgetView */
/** @typedef {BudgetView & {change: number | null}} Changed */
/** @typedef {import('./types').JobRequest} JobRequest */
/** @typedef {Omit<import('./types').FindJobs, 'offset' | 'limit' | 'total'>} JobFilter */

/** Refusal or failure of a command: `code` for the page to act on, `message` for the person. */
export class Failure extends Error {
  /** @param {unknown} thrown what the program sent, or a plain text from Tauri itself */
  constructor(thrown) {
    const sent = /** @type {{code?: string, message?: string}} */ (
      typeof thrown === 'object' && thrown ? thrown : {}
    );
    super(sent.message ?? say('page-no-answer'));
    this.code = sent.code ?? 'internal';
  }
}

/**
 * @param {string} command
 * @param {Record<string, unknown> | Uint8Array} [args]
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

/** Reads the figures anew, from fal.ai too if a key is connected. @returns {Promise<Snapshot>} */
export const refresh = () => call('refresh');

/** @param {string} key @returns {Promise<Snapshot>} */
export const connect = (key) => call('connect', { key });

/** @returns {Promise<Snapshot>} */
export const disconnect = () => call('disconnect');

/** @param {boolean} on @returns {Promise<Snapshot>} */
export const switchAlerts = (on) => call('switch_alerts', { on });

/**
 * @param {string} kind @param {boolean} on
 * @param {string} typed marks of the alert
 * @returns {Promise<Snapshot>}
 */
export const chooseAlert = (kind, on, typed) => call('choose_alert', { kind, on, typed });

/** @param {boolean} on @returns {Promise<Snapshot>} */
export const switchGateway = (on) => call('switch_gateway', { on });

/** @param {string} port @returns {Promise<Snapshot>} */
export const setGatewayPort = (port) => call('set_gateway_port', { port });

/** @param {string} origin @returns {Promise<Snapshot>} */
export const allowOrigin = (origin) => call('allow_origin', { origin });

/** @param {string} origin @returns {Promise<Snapshot>} */
export const forbidOrigin = (origin) => call('forbid_origin', { origin });

/** @param {string} key @returns {Promise<Snapshot>} */
export const setRunKey = (key) => call('set_run_key', { key });

/** @returns {Promise<Snapshot>} */
export const removeRunKey = () => call('remove_run_key');

/** @param {Record<string, unknown>} limits those that change @returns {Promise<Snapshot>} */
export const setGuard = (limits) => call('set_guard', limits);

/**
 * Asks what the guard would do with a call; none is made.
 * @returns {Promise<string>} a sentence
 */
export const testGuard = () => call('test_guard');

/** @returns {Promise<Snapshot>} */
export const pauseGuard = () => call('pause_guard');

/** @returns {Promise<Snapshot>} */
export const resumeGuard = () => call('resume_guard');

/** Admits one call that the guard would refuse. @returns {Promise<Snapshot>} */
export const allowNextCall = () => call('allow_next_call');

/** Dismisses the notice of the newest refusal. @returns {Promise<Snapshot>} */
export const forgetRefusal = () => call('forget_refusal');

/** Takes the account's lock for over. @returns {Promise<Snapshot>} */
export const endLock = () => call('end_lock');

/** @returns {Promise<string>} the token of the local API */
export const getApiToken = () => call('get_api_token');

/** @returns {Promise<string>} */
export const renewApiToken = () => call('renew_api_token');

/**
 * Days of the copies that can be put back, the newest first.
 * @returns {Promise<{day: string}[]>}
 */
export const listBackups = () => call('list_backups');

/** @returns {Promise<string>} path of the copy */
export const backUp = () => call('back_up');

/** @param {string} day @returns {Promise<Snapshot>} */
export const restoreBackup = (day) => call('restore_backup', { day });

/**
 * Writes a file into the downloads. Returns its path and its number of rows.
 * @param {import('./types').ExportArgs} choice @returns {Promise<{file: string, rows: number}>}
 */
export const exportFile = (choice) => call('export_file', { ...choice });

/**
 * Exports the readable part of a damaged database.
 * @returns {Promise<string>} a sentence with the number of rows and the path of the file
 */
export const exportReadable = () => call('export_readable');

/**
 * @param {import('./types').GetSpending} query
 * @returns {Promise<import('./types').SpendingView>}
 */
export const getSpending = (query) => call('get_spending', query);

/**
 * Compares the ledger with the balance that the dashboard states; nothing is stored.
 * @param {string} stated
 * @returns {Promise<import('./types').DiscrepancyView>}
 */
export const findDiscrepancy = (stated) => call('find_discrepancy', { stated });

/** Books the discrepancy. @param {string} stated @returns {Promise<Changed>} */
export const reconcile = (stated) => call('reconcile', { stated });

/** @typedef {import('./types').MapColumns} Reading */

/**
 * Uploads a file to the program, part by part.
 * @param {File} file
 * @param {number} work number of the import
 * @param {(share: number) => void} onProgress receives the share that was sent, 0 to 1
 */
export async function uploadImport(file, work, onProgress) {
  const part = 1 << 21;
  await call('begin_import', { work });
  for (let from = 0; from < file.size; from += part) {
    await call('add_to_import', new Uint8Array(await file.slice(from, from + part).arrayBuffer()));
    onProgress(Math.min(1, (from + part) / file.size));
  }
}

/**
 * Classifies the rows of the file; nothing is stored.
 * @param {Reading} reading @param {number} work
 * @returns {Promise<ImportView>}
 */
export const previewImport = (reading, work) => call('preview_import', { ...reading, work });

/**
 * @param {Reading} reading
 * @param {number} work
 * @returns {Promise<Changed & {import: ImportView}>}
 */
export const importJobs = (reading, work) => call('import_jobs', { ...reading, work });

/**
 * Saves the rows that cannot be read to the downloads.
 * @param {Reading} reading @param {number} work
 * @returns {Promise<string>} a sentence with the path of the file
 */
export const saveRefused = (reading, work) => call('save_refused', { ...reading, work });

/** Stops the preview or import that runs. @param {number} work */
export const stopImport = (work) => call('stop_import', { work });

/** Stops the import and discards the file. @param {number} work */
export const endImport = (work) => call('end_import', { work });

/** Follows fal's billing record, or resumes doing so. @returns {Promise<Snapshot>} */
export const fetchRecord = () => call('fetch_record');

/** @returns {Promise<Snapshot>} */
export const stopRecord = () => call('stop_record');

/** Replaces jobs logged by hand by fal's record. @returns {Promise<Changed>} */
export const replaceByRecord = () => call('replace_by_record');

/** @returns {Promise<Snapshot>} */
export const keepBesideRecord = () => call('keep_beside_record');

/** @param {string} typed @returns {Promise<Changed>} */
export const setBudget = (typed) => call('set_budget', { budget: typed });

/** @returns {Promise<Changed>} */
export const clearBudget = () => call('set_budget', { budget: null });

/** @returns {Promise<Changed>} */
export const markAsFull = () => call('mark_as_full');

/** @returns {Promise<import('./types').EntryView[]>} */
export const listEntries = () => call('list_entries');

/** @param {JobRequest} job @returns {Promise<import('./types').EstimateView>} */
export const estimateCost = (job) => call('estimate_cost', { ...job });

/**
 * @param {JobRequest} job
 * @returns {Promise<import('./types').LoggedView & {budget: BudgetView}>}
 */
export const logJob = (job) => call('log_job', { ...job });

/** @param {number} id @returns {Promise<import('./types').LoggedView>} */
export const repeatJob = (id) => call('repeat_job', { id });

/**
 * @param {import('./types').FindJobs} query
 * @returns {Promise<import('./types').FoundView>}
 */
export const findJobs = (query) => call('find_jobs', { ...query });

/** @returns {Promise<{subjects: string[], tags: string[]}>} */
export const jobFilters = () => call('job_filters');

/** @param {import('./types').CorrectJob} correction @returns {Promise<Changed>} */
export const correctJob = (correction) => call('correct_job', correction);

/** @param {number} id @returns {Promise<Changed>} */
export const voidJob = (id) => call('void_job', { id });

/** Voids jobs as one change. @param {number[]} ids @returns {Promise<Changed>} */
export const voidJobs = (ids) => call('void_jobs', { ids });

/**
 * Tags jobs as one change.
 * @param {number[]} ids @param {string} tag @returns {Promise<Changed>}
 */
export const tagJobs = (ids, tag) => call('tag_jobs', { ids, tag });

/** @param {number} id @returns {Promise<Changed>} */
export const restoreJob = (id) => call('restore_job', { id });

/**
 * Searches the price book by a few letters.
 * @param {string} typed @param {number} [limit]
 * @returns {Promise<import('./types').PriceView[]>}
 */
export const findModels = (typed, limit) =>
  call('find_models', limit === undefined ? { typed } : { typed, limit });

/**
 * @param {string} endpoint @param {string} unit @param {string} price
 * @returns {Promise<import('./types').PriceSetView>}
 */
export const setPrice = (endpoint, unit, price) => call('set_price', { endpoint, unit, price });

/** @param {string} endpoint @returns {Promise<Changed>} */
export const returnToList = (endpoint) => call('return_to_list', { endpoint });

/** @param {string} endpoint @returns {Promise<Changed>} */
export const priceJobs = (endpoint) => call('price_jobs', { endpoint });

/** @returns {Promise<import('./types').RefreshedView>} */
export const refreshPrices = () => call('refresh_prices');

/**
 * @param {number} [change] the last one if absent
 * @returns {Promise<{undone: import('./types').ChangeView, budget: BudgetView}>}
 */
export const undo = (change) => call('undo', change === undefined ? {} : { change });

/**
 * @param {Record<string, string | null>} changes
 * @returns {Promise<import('./types').SettingsView>}
 */
export const saveSettings = (changes) => call('save_settings', changes);

/** Resets all choices to their defaults. @returns {Promise<Changed>} */
export const resetSettings = () => call('reset_settings');

/** @param {boolean} hidden @returns {Promise<Snapshot>} */
export const hideAmounts = (hidden) => call('hide_amounts', { hidden });

/** @returns {Promise<Snapshot>} */
export const welcomeWasSeen = () => call('welcome_was_seen');

/** Fills a ledger that nobody has used with the sample. @returns {Promise<Snapshot>} */
export const beginSample = () => call('begin_sample');

/** Moves the sample aside and begins with an empty ledger. @returns {Promise<Snapshot>} */
export const endSample = () => call('end_sample');

/** @returns {Promise<boolean | null>} `null` if this system has another way to do so */
export const startsAtLogin = () => call('starts_at_login');

/** @param {boolean} on @returns {Promise<void>} */
export const startAtLogin = (on) => call('start_at_login', { on });

/** @returns {Promise<string>} */
export const dataFolder = () => call('data_folder');

/** @returns {Promise<void>} */
export const openDataFolder = () => call('open_data_folder');

/**
 * Erases the database, its copies, the keys and the logs.
 * @param {string} typed the word that confirms it
 * @returns {Promise<Snapshot>}
 */
export const eraseEverything = (typed) => call('erase_everything', { typed });

/** @param {'dashboard' | 'billing'} page @returns {Promise<string>} the address that was opened */
export const openPage = (page) => call(page === 'billing' ? 'open_billing' : 'open_dashboard');

/** @returns {Promise<string>} */
export const getDiagnostics = () => call('get_diagnostics');

/** @returns {Promise<Snapshot>} */
export const tryAgain = () => call('try_again');

/** Remembers that the person was notified of what closing does. @returns {Promise<void>} */
export const quitNoticeWasShown = () => call('quit_notice_was_shown');

/** @returns {Promise<void>} */
export const quit = () => call('quit');

/**
 * Handlers of what the program reports unasked.
 * @typedef {{
 *   snapshot: (snapshot: Snapshot) => void,
 *   syncError: (failure: Failure) => void,
 *   notice: (notice: import('./types').NoticeView) => void,
 *   importProgress: (thousandths: number) => void,
 *   openSettings: () => void,
 *   quitNotice: () => void,
 * }} Handlers
 */

/** Subscribes to the events of the program. @param {Handlers} on */
export function listen(on) {
  const { listen } = window.__TAURI__.event;
  return Promise.all([
    listen('snapshot', (event) => on.snapshot(event.payload)),
    listen('failure', (event) => on.syncError(new Failure(event.payload))),
    listen('notice', (event) => on.notice(event.payload)),
    listen('import', (event) => on.importProgress(event.payload)),
    listen('open-settings', on.openSettings),
    listen('quit-notice', on.quitNotice),
  ]);
}
