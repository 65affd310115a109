// The newest jobs, older ones on request, and undo.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';

/** @typedef {import('../types').JobView} JobView */

/** Jobs fetched at a time. */
const PAGE = 50;

/** @param {import('../main.js').Page} page */
export function mountJobs(page) {
  const list = byId('jobs', HTMLUListElement);
  const empty = byId('jobs-empty', HTMLElement);
  const more = byId('more-jobs', HTMLButtonElement);
  const undo = byId('undo', HTMLButtonElement);
  /** What is drawn, so that an unchanged list keeps its focus and scroll. */
  let drawn = '';
  /** @type {JobView[]} */
  let shown = [];

  undo.addEventListener('click', () => page.undo());
  list.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button) page.undo(Number(button.dataset.change));
  });
  more.addEventListener('click', () => busy(more, async () => {
    const last = shown.at(-1);
    if (!last) return;
    try {
      const older = await api.listJobs(PAGE, last);
      shown = [...shown, ...older.jobs];
      list.append(...older.jobs.map(row));
      more.hidden = !older.more;
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }));

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { jobs, lastChange } = snapshot;
    undo.hidden = !lastChange;
    undo.textContent = lastChange ? `Undo ${lastChange.what}` : '';
    const now = JSON.stringify(jobs);
    if (now === drawn) return;
    const hadFocus = list.contains(document.activeElement);
    drawn = now;
    shown = jobs;
    list.replaceChildren(...jobs.map(row));
    empty.hidden = jobs.length > 0;
    more.hidden = !snapshot.moreJobs;
    if (hadFocus) (undo.hidden ? byId('job-images', HTMLInputElement) : undo).focus();
  });
}

/** @param {JobView} job */
function row(job) {
  const cost = element('span', { class: 'cost', title: job.costShown?.full ?? '' }, job.costShown?.text ?? '—');
  const origin = job.origin === 'terminal' ? ' · from the terminal' : '';
  const details = element('small', {}, `${job.time} · `, element('span', { class: 'tag' }, job.basis === 'unknown' ? 'no price' : job.basis), origin);
  const undo = element('button', { type: 'button', class: 'link quiet', 'data-change': String(job.change), 'aria-label': `Undo ${job.title}` }, 'Undo');
  return element('li', {}, element('b', {}, job.title), cost, details, undo);
}
