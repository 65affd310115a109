// What stands in place of the figures where they cannot be read at all.

import * as api from '../api.js';
import { busy, byId } from '../dom.js';
import { phase } from '../state.js';

/** @param {import('../main.js').Page} page */
export function mountProblem(page) {
  const problem = byId('problem', HTMLElement);
  const message = byId('problem-message', HTMLElement);
  const again = byId('try-again', HTMLButtonElement);

  again.addEventListener('click', () => busy(again, async () => {
    try {
      page.state.shown(await api.tryAgain());
    } catch (failure) {
      page.state.failed(/** @type {api.Failure} */ (failure));
      page.toasts.failure(failure);
    }
  }));

  page.state.subscribe((state) => {
    problem.hidden = phase(state) !== 'problem';
    message.textContent = state.trouble?.message ?? '';
    problem.dataset.code = state.trouble?.code ?? '';
  });
}
