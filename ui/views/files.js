// Files: exporting jobs, entries and prices; copies of the database.

import * as api from '../api.js';
import { byId, element, onPress, onSubmit, part, show } from '../dom.js';
import { say } from '../language.js';
import { writtenSentence } from './labels.js';

/** @param {import('../main.js').Page} page */
export function mountFiles(page) {
  mountExport(page);
  mountBackUp(page);
  mountRestore(page);
  byId('import-choose', HTMLButtonElement).addEventListener('click', () =>
    byId('import-file', HTMLInputElement).click(),
  );
  byId('import-file', HTMLInputElement).addEventListener('change', async () =>
    (await page.dialogs.import()).choose(),
  );
  return { read: readBackupDays };
}

/** @param {import('../main.js').Page} page */
function mountExport(page) {
  const what = byId('export-what', HTMLSelectElement);
  const format = byId('export-form-of', HTMLSelectElement);
  const of = byId('export-of', HTMLElement);
  const field = (/** @type {string} */ id) => byId(id, HTMLInputElement).value;
  const done = byId('export-done', HTMLElement);

  what.addEventListener('change', () => {
    const isOfJobs = what.value === 'jobs';
    of.hidden = !isOfJobs;
    for (const option of format.options)
      if ('jobs' in option.dataset) option.disabled = option.hidden = !isOfJobs;
    if (format.selectedOptions[0]?.disabled) format.value = 'csv';
  });
  onSubmit(byId('export-form', HTMLFormElement), byId('export', HTMLButtonElement), async () => {
    const period = { from: field('export-from'), to: field('export-to') };
    const tag = field('export-tag').replace(/^\s*#/, '');
    const some = what.value === 'jobs' ? { ...period, tag } : {};
    try {
      const choice = { what: what.value, form: format.value, ...some };
      show(done, writtenSentence(await api.exportFile(choice)));
      page.toasts.success(say('page-exported'));
    } catch (failure) {
      show(done, null);
      page.toasts.failure(failure);
    }
  });
}

/** @param {import('../main.js').Page} page */
function mountBackUp(page) {
  const done = byId('export-done', HTMLElement);
  onPress(byId('back-up', HTMLButtonElement), () =>
    page.attempt(async () => {
      show(done, say('page-copied-to', { file: await api.backUp() }));
      page.toasts.success(say('page-copied'));
    }),
  );
}

/** @param {import('../main.js').Page} page */
function mountRestore(page) {
  const days = byId('backup-day', HTMLSelectElement);
  const question = byId('restore-question', HTMLElement);
  const yes = byId('restore-yes', HTMLButtonElement);

  byId('backup-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    part(question, '[data-text]').textContent = say('page-restore-question', { day: days.value });
    question.hidden = false;
    yes.focus();
  });
  byId('restore-no', HTMLButtonElement).addEventListener('click', () => {
    question.hidden = true;
    byId('restore-backup', HTMLButtonElement).focus();
  });
  onPress(yes, () =>
    page.attempt(async () => {
      page.state.shown(await api.restoreBackup(days.value));
      question.hidden = true;
      page.toasts.success(say('page-copy-is-back', { day: days.value }));
    }),
  );
}

/** Lists the days of the copies. */
async function readBackupDays() {
  const days = byId('backup-day', HTMLSelectElement);
  const copies = await api.listBackups().catch(() => []);
  const none = element('option', { value: '' }, say('page-no-copies'));
  const options = copies.map(({ day }) => element('option', { value: day }, day));
  days.replaceChildren(...(copies.length ? options : [none]));
  byId('restore-backup', HTMLButtonElement).disabled = days.disabled = copies.length === 0;
}
