// Files: exporting jobs, entries and prices; copies of the database.

import * as api from '../api.js';
import { busy, byId, element, part, show } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountFiles(page) {
  mountBackups(page);
  const form = byId('export-form', HTMLFormElement);
  const what = byId('export-what', HTMLSelectElement);
  const as = byId('export-form-of', HTMLSelectElement);
  const button = byId('export', HTMLButtonElement);
  const done = byId('export-done', HTMLElement);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(button, async () => {
      try {
        const file = await api.exportFile(what.value, as.value);
        show(done, say('page-written-to', { file }));
        page.toasts.success(say('page-exported'));
      } catch (failure) {
        show(done, null);
        page.toasts.failure(failure);
      }
    });
  });
}

/** @param {import('../main.js').Page} page */
function mountBackups(page) {
  const form = byId('backup-form', HTMLFormElement);
  const days = byId('backup-day', HTMLSelectElement);
  const restore = byId('restore-backup', HTMLButtonElement);
  const copy = byId('back-up', HTMLButtonElement);
  const done = byId('export-done', HTMLElement);
  const question = byId('restore-question', HTMLElement);
  const yes = byId('restore-yes', HTMLButtonElement);

  async function read() {
    const copies = await api.listBackups().catch(() => []);
    days.replaceChildren(...copies.map(({ day }) => element('option', { value: day }, day)));
    if (copies.length === 0) days.append(element('option', { value: '' }, say('page-no-copies')));
    restore.disabled = days.disabled = copies.length === 0;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    part(question, '[data-text]').textContent = say('page-restore-question', { day: days.value });
    question.hidden = false;
    yes.focus();
  });
  byId('restore-no', HTMLButtonElement).addEventListener('click', () => {
    question.hidden = true;
    restore.focus();
  });
  yes.addEventListener('click', () =>
    busy(yes, async () => {
      try {
        page.state.shown(await api.restoreBackup(days.value));
        question.hidden = true;
        page.toasts.success(say('page-copy-is-back', { day: days.value }));
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );
  copy.addEventListener('click', () =>
    busy(copy, async () => {
      try {
        show(done, say('page-copied-to', { file: await api.backUp() }));
        page.toasts.success(say('page-copied'));
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );
  byId('settings', HTMLDialogElement).addEventListener('opened', read);
}
