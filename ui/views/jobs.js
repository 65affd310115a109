// The newest jobs, a line each that opens its detail; and undo.

import { byId, element, write } from '../dom.js';
import { say } from '../language.js';
import { progressLabel } from './labels.js';

/** @typedef {import('../types').JobView} JobView */

/** @param {import('../main.js').Page} page */
export function mountJobs(page) {
  mountUndo(page);
  const list = byId('jobs', HTMLUListElement);
  const empty = byId('jobs-empty', HTMLElement);
  /** Jobs as drawn, so that an unchanged list keeps its focus and scroll. */
  let drawn = '';

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const now = JSON.stringify(snapshot.jobs);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...snapshot.jobs.map((job) => row(page, job)));
    empty.hidden = snapshot.jobs.length > 0;
  });
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

/** @param {import('../main.js').Page} page @param {JobView} job */
function row(page, job) {
  const cost = job.costShown;
  const open = element(
    'button',
    { type: 'button', title: [job.title, job.priceShown, job.note].filter(Boolean).join('\n') },
    element('b', {}, job.title),
    ...(job.tag ? [element('span', { class: 'tag' }, job.tag)] : []),
    element('small', {}, [progressLabel(job), origin(job.origin)].filter(Boolean).join(' · ')),
    element('time', {}, job.time),
    element('span', { class: 'num', title: cost?.full ?? '' }, cost?.text ?? '—'),
  );
  open.addEventListener('click', async () => (await page.dialogs.job()).open(job));
  return element('li', {}, open);
}

/**
 * Names the origin of a job; empty if that is this window.
 * @param {import('../types').JobOrigin} origin
 */
function origin(origin) {
  switch (origin) {
    case 'terminal':
      return say('page-from-terminal');
    case 'api':
      return say('page-through-api');
    case 'fal':
      return say('page-from-fal');
    case 'import':
      return say('page-imported');
    case 'gateway':
      return say('page-through-gateway');
    default:
      return '';
  }
}
