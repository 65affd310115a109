// The card in place of the figures when they cannot be read at all.

import * as api from '../api.js';
import { byId, onPress, show, write } from '../dom.js';
import { say } from '../language.js';
import { markup, style } from '../load.js';
import { phase } from '../state.js';
import { copyDiagnostics } from './copy.js';

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await style('forms');
  byId('view-overview', HTMLElement).before(await markup('problem'));
  byId('problem-diagnostics', HTMLButtonElement).addEventListener('click', () =>
    copyDiagnostics(page),
  );
  const card = byId('problem', HTMLElement);
  const message = byId('problem-message', HTMLElement);
  const offerBackup = mountRestore(page);
  mountTryAgain(page);
  mountExport(page);

  page.state.subscribe((state) => {
    const isProblem = phase(state) === 'problem';
    const code = state.error?.code;
    offerBackup(isProblem ? code : undefined);
    card.hidden = !isProblem;
    write(message, state.error?.message ?? '');
    card.dataset.code = code ?? '';
  });
}

/** @param {import('../main.js').Page} page */
function mountTryAgain(page) {
  onPress(byId('try-again', HTMLButtonElement), async () => {
    try {
      page.state.shown(await api.tryAgain());
    } catch (failure) {
      page.state.failed(/** @type {api.Failure} */ (failure));
      page.toasts.failure(failure);
    }
  });
}

/** @param {import('../main.js').Page} page */
function mountRestore(page) {
  const restore = byId('problem-restore', HTMLButtonElement);
  const rescue = byId('problem-export', HTMLButtonElement);
  /** Day of the newest copy. @type {string | undefined} */
  let newest;

  onPress(restore, () =>
    page.attempt(async () => {
      page.state.shown(await api.restoreBackup(newest ?? ''));
      page.toasts.success(say('page-copy-is-back-damaged', { day: newest ?? '' }));
    }),
  );

  /** Offers the newest copy if the database is of no use. @param {string | undefined} code */
  return async (code) => {
    const isLost = ['database_damaged', 'database_foreign'].includes(code ?? '');
    newest = isLost ? (await api.listBackups().catch(() => []))[0]?.day : undefined;
    restore.hidden = !newest;
    rescue.hidden = code !== 'database_damaged';
    write(restore, say('page-put-copy-back', { day: newest ?? '' }));
  };
}

/** @param {import('../main.js').Page} page */
function mountExport(page) {
  const exported = byId('problem-exported', HTMLElement);
  onPress(byId('problem-export', HTMLButtonElement), async () => {
    try {
      show(exported, await api.exportReadable());
    } catch (failure) {
      show(exported, null);
      page.toasts.failure(failure);
    }
  });
}
