// Importing jobs from a file: choosing it, previewing its rows, mapping its columns, importing it.

import * as api from '../api.js';
import { byId, element, onPress, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { markup, style } from '../load.js';
import { mountDialog } from './dialog.js';

/** @typedef {import('../types').ImportView} ImportView */

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await Promise.all([style('forms'), style('list')]);
  document.body.append(await markup('import'));
  const dialog = new ImportDialog(page);
  dialog.listen();
  return {
    /** Begins with the file that was chosen. */
    choose: () => dialog.choose(),
    /** Shows the progress that the program reports. @param {number} thousandths */
    progress: (thousandths) => dialog.progress(thousandths / 1000),
  };
}

class ImportDialog {
  dialog = byId('import', HTMLDialogElement);
  file = byId('import-file', HTMLInputElement);
  title = byId('import-title', HTMLElement);
  text = byId('import-text', HTMLElement);
  bar = byId('import-progress', HTMLProgressElement);
  error = byId('import-error', HTMLElement);
  columns = byId('import-columns', HTMLDetailsElement);
  fields = byId('import-fields', HTMLElement);
  unread = byId('import-unread', HTMLElement);
  verdicts = byId('import-verdicts', HTMLFieldSetElement);
  rows = byId('import-rows', HTMLUListElement);
  go = byId('import-go', HTMLButtonElement);
  stop = byId('import-stop', HTMLButtonElement);
  asked = byId('import-asked', HTMLElement);
  choices = byId('import-choices', HTMLElement);
  saved = byId('import-saved', HTMLElement);
  save = byId('import-save-refused', HTMLButtonElement);

  /** Reading of the newest preview. @type {api.Reading} */
  reading = {};
  /** @type {ImportView | null} */
  preview = null;
  isStopped = false;
  /** Number of the work under way; rises from one to the next, also after the window was closed. */
  work = Date.now();

  /** @param {import('../main.js').Page} page */
  constructor(page) {
    this.page = page;
    this.open = mountDialog(page, this.dialog);
  }

  listen() {
    const { dialog, page } = this;
    this.verdicts.addEventListener('change', () => this.renderRows());
    onPress(this.go, () => this.run(say('page-importing'), () => this.import()));
    onPress(this.save, () => this.saveRefused());
    this.stop.addEventListener('click', () => {
      this.isStopped = true;
      page.attempt(() => api.stopImport(this.work));
    });
    // Closing ends what is under way; nothing of it is stored.
    dialog.addEventListener('close', () => page.attempt(() => api.endImport(this.work)));
  }

  /** @param {number} share */
  progress(share) {
    if (!this.bar.hidden) this.bar.value = share;
  }

  /** Begins with the file that was chosen. */
  async choose() {
    const [file] = this.file.files ?? [];
    this.file.value = '';
    if (!file) return;
    this.reading = {};
    this.preview = null;
    this.render();
    write(this.title, say('page-import-from', { file: file.name }));
    this.open();
    this.title.focus();
    await this.run(say('page-reading-file'), async () => {
      await api.uploadImport(file, ++this.work, (share) => this.uploaded(share));
      if (this.dialog.open) await this.loadPreview({});
    });
  }

  /** @param {number} share of the file */
  uploaded(share) {
    if (this.isStopped || !this.dialog.open) throw new Error(say('page-import-stopped'));
    this.bar.value = share;
  }

  /** Loads the preview. The import takes the same reading. @param {api.Reading} reading */
  async loadPreview(reading) {
    const preview = await api.previewImport(reading, ++this.work);
    this.preview = preview;
    this.reading = reading;
    show(this.saved, null);
    if (preview.fields.some((field) => field.needed && field.column === null))
      this.columns.open = true;
    const isNew = preview.new || !preview.known;
    const verdict = preview.refused ? 'refused' : isNew ? 'new' : 'known';
    part(this.verdicts, `[value="${verdict}"]`).click();
  }

  async import() {
    const { change, import: done } = await api.importJobs(this.reading, ++this.work);
    this.dialog.close();
    this.page.toasts.success(done.labels[1], this.page.undoAction(change));
  }

  async saveRefused() {
    try {
      show(this.saved, await api.saveRefused(this.reading, ++this.work));
    } catch (failure) {
      this.fail(/** @type {api.Failure} */ (failure));
    }
  }

  /**
   * Runs one work, showing its progress and its outcome.
   * @param {string} words @param {() => Promise<void>} work
   */
  async run(words, work) {
    show(this.error, null);
    write(this.text, words);
    this.bar.removeAttribute('value');
    this.isStopped = false;
    this.setWorking(true);
    try {
      await work();
    } catch (failure) {
      this.fail(/** @type {api.Failure} */ (failure));
    }
    this.setWorking(false);
    this.render();
  }

  /** @param {api.Failure} failure */
  fail({ code, message }) {
    if (!this.dialog.open) return;
    const canBegin = code === 'stopped' && this.preview;
    show(this.error, canBegin ? say('page-begin-again', { reason: message }) : message);
  }

  /** @param {boolean} isWorking */
  setWorking(isWorking) {
    this.bar.hidden = this.stop.hidden = !isWorking;
    this.go.hidden = isWorking;
    this.fields.inert = this.asked.inert = this.choices.inert = isWorking;
    this.save.disabled = isWorking;
  }

  render() {
    const { preview } = this;
    const choices = preview?.choices ?? [];
    const questions = choices.map(({ question }) => question ?? '');
    const text = preview?.text ?? '';
    write(this.text, [text, ...questions.filter((it) => !text.includes(it))].join(' '));
    this.save.hidden = !preview?.refused;
    write(this.go, preview?.labels[0] ?? say('page-import'));
    this.go.disabled = !(preview && preview.new + preview.settled);
    this.columns.hidden = !preview;
    this.verdicts.hidden = !preview || preview.new + preview.known + preview.refused === 0;
    const notes = [...(preview?.notes ?? []), preview?.unread].filter(Boolean);
    show(this.unread, notes.join(' '));
    this.fields.replaceChildren(...(preview?.fields ?? []).map((field) => this.select(field)));
    // What the file leaves open stands in sight, what is only another choice with the columns.
    const isOpen = ({ name = '' }) => name === 'dates' || name === 'refunds';
    this.asked.replaceChildren(...choices.filter(isOpen).map((it) => this.choice(it)));
    const others = choices.filter((it) => !isOpen(it));
    this.choices.replaceChildren(...others.map((it) => this.choice(it)));
    for (const [nth, label] of this.verdicts.querySelectorAll('span').entries())
      write(label, preview?.counts[nth] ?? '');
    this.renderRows();
  }

  renderRows() {
    const wanted = this.verdicts.querySelector('input:checked')?.getAttribute('value');
    const rows = (this.preview?.rows ?? []).filter(({ verdict }) => verdict === wanted);
    this.rows.replaceChildren(...rows.map(row));
  }

  /** Makes the choice of a field's column. @param {import('../types').FieldView} field */
  select(field) {
    const none = field.needed ? say('page-choose-column') : say('page-no-column');
    const options = (this.preview?.columns ?? []).map((name) => option(name, name));
    const select = /** @type {HTMLSelectElement} */ (
      element('select', { 'data-field': field.name }, option('', none), ...options)
    );
    select.value = field.column ?? '';
    select.addEventListener('change', () => this.map(field.name, select.value || null));
    const place = this.preview?.columns.indexOf(field.column ?? '') ?? -1;
    const values = element('small', { class: 'muted' }, this.preview?.values[place] ?? '');
    return element('label', { class: 'field' }, element('span', {}, field.label), select, values);
  }

  /** Makes a choice of how the file is read. @param {import('../types').ImportChoice} choice */
  choice({ name, label, options, offered, value }) {
    const attributes = { 'data-choice': name };
    const none = value || name === 'encoding' ? [] : [option('', say('page-choose-column'))];
    const control = /** @type {HTMLSelectElement | HTMLInputElement} */ (
      options.length
        ? element('select', attributes, ...none, ...options.map(([word, it]) => option(word, it)))
        : element('input', {
            ...attributes,
            placeholder: say('page-automatic'),
            list: `offered-${name}`,
          })
    );
    const list = element('datalist', { id: `offered-${name}` });
    list.append(...offered.map((word) => option(word, '')));
    control.value = value;
    control.addEventListener('change', () => this.read(name, control.value));
    const parts = [element('span', {}, label), control, ...(offered.length ? [list] : [])];
    return element('label', { class: 'field' }, ...parts);
  }

  /** @param {string} field @param {string | null} column */
  async map(field, column) {
    const columns = { ...this.reading.columns, [field]: column };
    await this.look({ ...this.reading, columns }, `[data-field="${field}"]`);
  }

  /** @param {string} name @param {string} value */
  async read(name, value) {
    // In another encoding the columns have other names.
    const reading = name === 'encoding' ? { ...this.reading, columns: {} } : this.reading;
    await this.look({ ...reading, [name]: value }, `[data-choice="${name}"]`);
  }

  /**
   * Looks again, and goes back to where the person was.
   * @param {api.Reading} reading @param {string} at
   */
  async look(reading, at) {
    await this.run(say('page-looking-again'), () => this.loadPreview(reading));
    part(this.dialog, at).focus();
  }
}

/** @param {string} value @param {string} label */
const option = (value, label) => element('option', { value }, label);

/** @param {import('../types').ImportRow} row */
function row({ row, text, time, cost, verdict }) {
  const amount = verdict === 'refused' ? '' : (cost?.text ?? '—');
  const details = [say('page-row', { row }), ...(time ? [time] : [])];
  return element(
    'li',
    {},
    element('b', {}, text),
    element('span', { class: 'cost', title: cost?.full ?? '' }, amount),
    element('small', {}, details.join(' · ')),
  );
}
