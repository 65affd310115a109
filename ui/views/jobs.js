// The newest jobs, older ones on request, and undo.

import * as api from '../api.js';
import { byId, element, onPress, pressedButton, write } from '../dom.js';
import { say } from '../language.js';
import { loggedAgain, progressLabel } from './labels.js';

/** @typedef {import('../types').JobView} JobView */

/** Jobs fetched at a time. */
const PAGE = 50;

/** @param {import('../main.js').Page} page */
export function mountJobs(page) {
  mountUndo(page);
  const list = byId('jobs', HTMLUListElement);
  const more = byId('more-jobs', HTMLButtonElement);
  /** Jobs as drawn, so that an unchanged list keeps its focus and scroll. */
  let drawn = '';
  /** @type {JobView[]} */
  let shown = [];

  list.addEventListener('click', (event) => {
    const button = pressedButton(event);
    if (button?.dataset.repeat) repeat(page, Number(button.dataset.repeat));
    else if (button) undoJob(page, Number(button.dataset.change), Number(button.dataset.id));
  });
  onPress(more, () =>
    page.attempt(async () => {
      const last = shown.at(-1);
      if (!last) return;
      const older = await api.listJobs(PAGE, last);
      shown = [...shown, ...older.jobs];
      list.append(...older.jobs.map(row));
      more.hidden = !older.more;
    }),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const now = JSON.stringify(snapshot.jobs);
    if (now === drawn) return;
    drawn = now;
    shown = snapshot.jobs;
    render(snapshot);
  });
}

/** @param {import('../types').Snapshot} snapshot */
function render({ jobs, moreJobs }) {
  const list = byId('jobs', HTMLUListElement);
  const undo = byId('undo', HTMLButtonElement);
  const hadFocus = list.contains(document.activeElement);
  list.replaceChildren(...jobs.map(row));
  byId('jobs-empty', HTMLElement).hidden = jobs.length > 0;
  byId('more-jobs', HTMLButtonElement).hidden = !moreJobs;
  if (hadFocus) (undo.hidden ? byId('job-images', HTMLInputElement) : undo).focus();
}

/** @param {import('../main.js').Page} page */
function mountUndo(page) {
  const undo = byId('undo', HTMLButtonElement);
  undo.addEventListener('click', () => page.undo());
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { lastChange } = snapshot;
    undo.hidden = !lastChange;
    write(undo, lastChange ? say('page-undo-that', { what: lastChange.what }) : '');
  });
}

/**
 * Undoes a job with its batch; voids it if that was undone and the job restored since.
 * @param {import('../main.js').Page} page @param {number} change @param {number} id
 */
async function undoJob(page, change, id) {
  try {
    const { undone } = await api.undo(change);
    page.toasts.success(say('page-undone', { what: undone.what }));
  } catch (thrown) {
    const failure = /** @type {api.Failure} */ (thrown);
    if (failure.code !== 'nothing_to_undo') page.toasts.failure(failure);
    else await page.attempt(() => voidJob(page, id));
  }
}

/** @param {import('../main.js').Page} page @param {number} id */
async function voidJob(page, id) {
  await api.voidJob(id);
  page.toasts.success(say('page-voided-job'));
}

/** @param {import('../main.js').Page} page @param {number} id */
function repeat(page, id) {
  return page.attempt(async () => {
    const { jobs, totalShown, change } = await api.repeatJob(id);
    page.toasts.success(loggedAgain(jobs[0]?.title ?? '', totalShown), page.undoAction(change));
  });
}

/** @param {JobView} job */
function row(job) {
  const cost = job.costShown;
  const tag = job.tag ? [element('span', { class: 'tag' }, job.tag), ' '] : [];
  const basis = element('span', { class: 'tag', title: job.priceShown ?? '' }, progressLabel(job));
  return element(
    'li',
    {},
    element('b', {}, job.title),
    element('span', { class: 'cost', title: cost?.full ?? '' }, cost?.text ?? '—'),
    element('small', {}, `${job.time} · `, ...tag, basis, originSuffix(job.origin)),
    element('span', { class: 'choices' }, ...choices(job)),
  );
}

/** Makes the buttons of a job. @param {JobView} job */
function choices(job) {
  const undo = link(say('page-undo'), {
    'data-change': String(job.change),
    'data-id': String(job.id),
    'aria-label': say('page-undo-that', { what: job.title }),
  });
  const repeat = link(say('page-repeat'), {
    'data-repeat': String(job.id),
    'aria-label': say('page-repeat-that', { what: job.title }),
  });
  return [...(job.byHand ? [undo] : []), ...(job.basis === 'correction' ? [] : [repeat])];
}

/** @param {string} label @param {Record<string, string>} attributes */
function link(label, attributes) {
  return element('button', { type: 'button', class: 'link quiet', ...attributes }, label);
}

/**
 * Names the origin of a job; empty if that is this window.
 * @param {import('../types').JobOrigin} origin
 */
function originSuffix(origin) {
  switch (origin) {
    case 'terminal':
      return ` · ${say('page-from-terminal')}`;
    case 'api':
      return ` · ${say('page-through-api')}`;
    case 'fal':
      return ` · ${say('page-from-fal')}`;
    case 'import':
      return ` · ${say('page-imported')}`;
    case 'gateway':
      return ` · ${say('page-through-gateway')}`;
    default:
      return '';
  }
}
