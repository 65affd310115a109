// What stands in place of the figures where they cannot be read at all.

import * as api from '../api.js';
import { busy, byId, show, write } from '../dom.js';
import { say } from '../language.js';
import { phase } from '../state.js';

/** @param {import('../main.js').Page} page */
export function mountProblem(page) {
  const problem = byId('problem', HTMLElement);
  const message = byId('problem-message', HTMLElement);
  const again = byId('try-again', HTMLButtonElement);

  again.addEventListener('click', () =>
    busy(again, async () => {
      try {
        page.state.shown(await api.tryAgain());
      } catch (failure) {
        page.state.failed(/** @type {api.Failure} */ (failure));
        page.toasts.failure(failure);
      }
    }),
  );

  const restore = byId('problem-restore', HTMLButtonElement);
  /** The day of the newest copy. @type {string | undefined} */
  let newest;

  restore.addEventListener('click', () =>
    busy(restore, async () => {
      try {
        page.state.shown(await api.restoreBackup(newest ?? ''));
        page.toasts.success(say('page-copy-is-back-damaged', { day: newest ?? '' }));
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );

  const rescue = byId('problem-export', HTMLButtonElement);
  const rescued = byId('problem-exported', HTMLElement);
  rescue.addEventListener('click', () =>
    busy(rescue, async () => {
      try {
        show(rescued, await api.exportReadable());
      } catch (failure) {
        show(rescued, null);
        page.toasts.failure(failure);
      }
    }),
  );

  /** Offers the newest copy where the database is of no use. @param {string | undefined} code */
  async function offer(code) {
    const isLost = ['database_damaged', 'database_foreign'].includes(code ?? '');
    newest = isLost ? (await api.listBackups().catch(() => []))[0]?.day : undefined;
    restore.hidden = !newest;
    rescue.hidden = code !== 'database_damaged';
    write(restore, say('page-put-copy-back', { day: newest ?? '' }));
  }

  page.state.subscribe((state) => {
    offer(phase(state) === 'problem' ? state.trouble?.code : undefined);
    problem.hidden = phase(state) !== 'problem';
    write(message, state.trouble?.message ?? '');
    problem.dataset.code = state.trouble?.code ?? '';
  });
}
