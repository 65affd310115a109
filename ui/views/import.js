// Importing jobs from a file: choosing it, seeing what it holds, mapping its columns, importing it.

import * as api from '../api.js';
import { busy, byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { mountDialog } from './dialog.js';

/** @typedef {import('../types').ImportView} ImportView */

/** @param {import('../main.js').Page} page */
export function mountImport(page) {
  const dialog = byId('import', HTMLDialogElement);
  const open = mountDialog(page, dialog);
  const file = byId('import-file', HTMLInputElement);
  const title = byId('import-title', HTMLElement);
  const text = byId('import-text', HTMLElement);
  const bar = byId('import-progress', HTMLProgressElement);
  const error = byId('import-error', HTMLElement);
  const columns = byId('import-columns', HTMLDetailsElement);
  const fields = byId('import-fields', HTMLElement);
  const unread = byId('import-unread', HTMLElement);
  const verdicts = byId('import-verdicts', HTMLFieldSetElement);
  const rows = byId('import-rows', HTMLUListElement);
  const go = byId('import-go', HTMLButtonElement);
  const stop = byId('import-stop', HTMLButtonElement);
  /** @type {api.Columns} */
  let mapped = {};
  /** @type {ImportView | null} */
  let seen = null;
  let stopped = false;
  // Each work has a higher number than the one before, also after the window was closed.
  let work = Date.now();

  byId('import-choose', HTMLButtonElement).addEventListener('click', () => file.click());
  file.addEventListener('change', async () => {
    const [one] = file.files ?? [];
    file.value = '';
    if (!one) return;
    mapped = {};
    seen = null;
    render();
    write(title, say('page-import-from', { file: one.name }));
    open();
    title.focus();
    await run(say('page-reading-file'), async () => {
      await api.handOver(one, ++work, (share) => {
        if (stopped || !dialog.open) throw new Error(say('page-import-stopped'));
        bar.value = share;
      });
      if (dialog.open) await look({});
    });
  });

  /** What is imported is what was looked at. @param {api.Columns} wish */
  async function look(wish) {
    seen = await api.lookThrough(wish, ++work);
    mapped = wish;
    if (seen.fields.some((field) => field.needed && field.column === null)) columns.open = true;
    const first = seen.refused ? 'refused' : seen.new || !seen.known ? 'new' : 'known';
    part(verdicts, `[value="${first}"]`).click();
  }

  /** Shows that something is under way, and what came of it. @param {string} words @param {() => Promise<void>} does */
  async function run(words, does) {
    show(error, null);
    write(text, words);
    bar.removeAttribute('value');
    stopped = false;
    set(true);
    try {
      await does();
    } catch (failure) {
      const { code, message } = /** @type {api.Failure} */ (failure);
      if (dialog.open)
        show(
          error,
          code === 'stopped' && seen ? say('page-begin-again', { reason: message }) : message,
        );
    }
    set(false);
    render();
  }

  /** @param {boolean} working */
  function set(working) {
    bar.hidden = stop.hidden = !working;
    go.hidden = working;
    fields.inert = working;
  }

  function render() {
    write(text, seen?.text ?? '');
    write(go, seen?.labels[0] ?? say('page-import'));
    go.disabled = !seen?.new;
    columns.hidden = !seen;
    verdicts.hidden = !seen || seen.new + seen.known + seen.refused === 0;
    show(unread, seen?.unread);
    fields.replaceChildren(...(seen?.fields ?? []).map(select));
    verdicts
      .querySelectorAll('span')
      .forEach((label, nth) => write(label, seen?.counts[nth] ?? ''));
    list();
  }

  function list() {
    const wanted = verdicts.querySelector('input:checked')?.getAttribute('value');
    rows.replaceChildren(...(seen?.rows ?? []).filter((each) => each.verdict === wanted).map(row));
  }

  /** @param {import('../types').FieldView} field */
  function select(field) {
    const none = element(
      'option',
      { value: '' },
      field.needed ? say('page-choose-column') : say('page-no-column'),
    );
    const choice = /** @type {HTMLSelectElement} */ (
      element(
        'select',
        { 'data-field': field.name },
        none,
        ...(seen?.columns ?? []).map((name) => element('option', { value: name }, name)),
      )
    );
    choice.value = field.column ?? '';
    choice.addEventListener('change', async () => {
      const wish = { ...mapped, [field.name]: choice.value || null };
      await run(say('page-looking-again'), () => look(wish));
      part(fields, `[data-field="${field.name}"]`).focus();
    });
    return element('label', { class: 'field' }, element('span', {}, field.label), choice);
  }

  verdicts.addEventListener('change', list);
  go.addEventListener('click', () =>
    busy(go, () =>
      run(say('page-importing'), async () => {
        const { change, import: done } = await api.importJobs(mapped, ++work);
        dialog.close();
        page.toasts.success(
          done.labels[1],
          change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) },
        );
      }),
    ),
  );
  stop.addEventListener('click', () => {
    stopped = true;
    api.stopImport(work).catch(page.toasts.failure);
  });
  // Closing ends what is under way; nothing of it is stored.
  dialog.addEventListener('close', () => {
    api.endImport(work).catch(page.toasts.failure);
  });

  return {
    /** @param {number} thousandths */
    progress(thousandths) {
      if (!bar.hidden) bar.value = thousandths / 1000;
    },
  };
}

/** @param {import('../types').ImportRow} row */
function row({ row, text, time, cost, verdict }) {
  const amount = element(
    'span',
    { class: 'cost', title: cost?.full ?? '' },
    verdict === 'refused' ? '' : (cost?.text ?? '—'),
  );
  return element(
    'li',
    {},
    element('b', {}, text),
    amount,
    element('small', {}, [say('page-row', { row }), ...(time ? [time] : [])].join(' · ')),
  );
}
