// All jobs: searched, filtered, in any order, however many there are.

import * as api from '../api.js';
import { byId, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog } from './dialog.js';
import { mountJobDetail } from './job-detail.js';
import { mountVirtualList } from './virtual-list.js';
import { stateOf } from './labels.js';

/** @typedef {import('../types').JobView} JobView */

/** How long typing rests before it is searched for, in milliseconds. */
const REST = 150;

/** @param {import('../main.js').Page} page */
export function mountAllJobs(page) {
  const dialog = byId('all-jobs', HTMLDialogElement);
  const show = mountDialog(page, dialog);
  const detail = mountJobDetail(page);
  const count = byId('all-jobs-count', HTMLElement);
  const filters = byId('all-jobs-filters', HTMLFormElement);
  const text = byId('find-text', HTMLInputElement);
  const subject = byId('find-subject', HTMLSelectElement);
  const tag = byId('find-tag', HTMLSelectElement);
  const choices = {
    days: byId('find-days', HTMLSelectElement),
    subject,
    tag,
    basis: byId('find-basis', HTMLSelectElement),
    order: byId('find-order', HTMLSelectElement),
  };
  let timer = 0;
  let asked = 0;

  /** @returns {api.JobFilter} */
  const filter = () => ({
    search: text.value.trim(),
    ...Object.fromEntries(
      Object.entries(choices)
        .filter(([name]) => name !== 'days')
        .map(([name, choice]) => [name, choice.value]),
    ),
    ...(choices.days.value ? { days: Number(choices.days.value) } : {}),
  });

  const list = mountVirtualList(
    byId('all-jobs-scroll', HTMLElement),
    byId('all-jobs-list', HTMLElement),
    (job, nth, all) => row(job, nth, all, detail.open),
  );

  /** @param {boolean} anew another list, and not the same after a change */
  async function read(anew) {
    if (!dialog.open) return;
    const question = ++asked;
    const wanted = filter();
    try {
      const { total, text: found } = await api.findJobs({ ...wanted, offset: 0, limit: 0 });
      if (question !== asked) return;
      const fetch = async (/** @type {number} */ offset, /** @type {number} */ limit) =>
        (await api.findJobs({ ...wanted, offset, limit, total })).jobs;
      if (anew) list.reset(total, fetch);
      else await list.refresh(total, fetch);
      count.textContent = found;
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  async function readFilters() {
    const found = await api.jobFilters().catch(() => ({ subjects: [], tags: [] }));
    fill(subject, found.subjects);
    fill(tag, found.tags);
  }

  filters.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => read(true), REST);
  });
  filters.addEventListener('submit', (event) => event.preventDefault());
  byId('open-jobs', HTMLButtonElement).addEventListener('click', async () => {
    show();
    text.focus();
    await readFilters();
    await read(true);
  });
  page.state.subscribe(() => {
    if (dialog.open) readFilters().then(() => read(false));
  });
}

/** @param {HTMLSelectElement} select @param {string[]} values */
function fill(select, values) {
  const chosen = select.value;
  const first = select.options[0];
  select.replaceChildren(
    ...(first ? [first] : []),
    ...values.map((value) => element('option', { value }, value)),
  );
  select.value = values.includes(chosen) ? chosen : '';
}

/** @param {JobView | undefined} job @param {number} nth @param {number} total @param {(job: JobView) => void} open */
function row(job, nth, total, open) {
  const place = { 'aria-setsize': String(total), 'aria-posinset': String(nth + 1) };
  // A button of its own, so that the keyboard does not lose its place while the job is fetched.
  if (!job)
    return element(
      'li',
      { ...place, class: 'line', 'aria-busy': 'true' },
      element('button', { type: 'button' }, '…'),
    );
  const button = element(
    'button',
    { type: 'button', title: job.title },
    element('span', { class: 'when' }, job.time),
    element('b', {}, job.title),
    element(
      'span',
      { class: 'tags' },
      ...[
        job.tag,
        job.replaced ? say('page-replaced') : job.voided ? say('page-voided') : stateOf(job),
      ]
        .filter((tag) => tag !== null)
        .map((tag) => element('span', { class: 'tag' }, tag)),
    ),
    element(
      'span',
      { class: 'cost', title: job.costShown?.full ?? '' },
      job.costShown?.text ?? '—',
    ),
  );
  button.addEventListener('click', () => open(job));
  return element('li', { ...place, class: job.voided ? 'line voided' : 'line' }, button);
}
