// Files: exporting jobs, entries and prices; copies of the database.

import * as api from '../api.js';
import { byId, element, onPress, onSubmit, part, show } from '../dom.js';
import { say } from '../language.js';

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
  const done = byId('export-done', HTMLElement);

  onSubmit(byId('export-form', HTMLFormElement), byId('export', HTMLButtonElement), async () => {
    try {
      const file = await api.exportFile(what.value, format.value);
      show(done, say('page-written-to', { file }));
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
