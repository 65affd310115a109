// The newest jobs, older ones on request, and undo.

import * as api from '../api.js';
import { busy, byId, element, write } from '../dom.js';
import { say } from '../language.js';
import { loggedAgain, stateOf } from './words.js';

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
    if (button?.dataset.repeat) repeat(Number(button.dataset.repeat));
    else if (button) undoJob(Number(button.dataset.change), Number(button.dataset.id));
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

  /** Undoes a job with its batch; one that was restored after that alone. @param {number} change @param {number} id */
  async function undoJob(change, id) {
    try {
      const { undone } = await api.undo(change);
      page.toasts.success(say('page-undone', { what: undone.what }));
    } catch (thrown) {
      const failure = /** @type {api.Failure} */ (thrown);
      if (failure.code !== 'nothing_to_undo') page.toasts.failure(failure);
      else await api.voidJob(id).then(() => page.toasts.success(say('page-voided-job')), page.toasts.failure);
    }
  }

  /** @param {number} id */
  async function repeat(id) {
    try {
      const { jobs, totalShown, change } = await api.repeatJob(id);
      page.toasts.success(loggedAgain(jobs[0]?.title ?? '', totalShown), { label: say('page-undo'), act: () => page.undo(change) });
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { jobs, lastChange } = snapshot;
    undo.hidden = !lastChange;
    write(undo, lastChange ? say('page-undo-that', { what: lastChange.what }) : '');
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
  const tag = job.tag ? [element('span', { class: 'tag' }, job.tag), ' '] : [];
  const basis = element('span', { class: 'tag', title: job.priceShown ?? '' }, stateOf(job));
  const details = element('small', {}, `${job.time} · `, ...tag, basis, origin(job.origin));
  const repeat = element('button', { type: 'button', class: 'link quiet', 'data-repeat': String(job.id), 'aria-label': say('page-repeat-that', { what: job.title }) }, say('page-repeat'));
  const undo = element('button', { type: 'button', class: 'link quiet', 'data-change': String(job.change), 'data-id': String(job.id), 'aria-label': say('page-undo-that', { what: job.title }) }, say('page-undo'));
  return element('li', {}, element('b', {}, job.title), cost, details, element('span', { class: 'choices' }, ...(job.byHand ? [undo] : []), ...(job.basis === 'correction' ? [] : [repeat])));
}

/** Where it came from, where that is not this window. @param {import('../types').Origin} origin */
function origin(origin) {
  switch (origin) {
    case 'terminal': return ` · ${say('page-from-terminal')}`;
    case 'api': return ` · ${say('page-through-api')}`;
    case 'fal': return ` · ${say('page-from-fal')}`;
    case 'import': return ` · ${say('page-imported')}`;
    case 'gateway': return ` · ${say('page-through-gateway')}`;
    default: return '';
  }
}
