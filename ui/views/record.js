// fal's billing record: reading it, stopping, and the question of jobs logged by hand.

import * as api from '../api.js';
import { byId, onPress, part, show, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountRecord(page) {
  const text = byId('record-text', HTMLElement);
  const fetch = byId('record-fetch', HTMLButtonElement);
  const stop = byId('record-stop', HTMLButtonElement);
  const question = byId('record-question', HTMLElement);

  sendOnPress(page, fetch, api.fetchRecord);
  sendOnPress(page, stop, api.stopRecord);
  sendOnPress(page, byId('record-keep', HTMLButtonElement), api.keepBesideRecord);
  mountReplace(page);

  page.state.subscribe(({ snapshot }) => {
    const record = snapshot?.live?.record;
    show(text, record?.text);
    question.hidden = !record?.question;
    write(part(question, '[data-text]'), record?.question ?? '');
    fetch.hidden = Boolean(record?.following);
    write(fetch, record?.text ? say('page-record-go-on') : say('page-record-fetch'));
    stop.hidden = !record?.following;
  });
}

/**
 * Sends a command on each press of a button.
 * @param {import('../main.js').Page} page
 * @param {HTMLButtonElement} button
 * @param {() => Promise<api.Snapshot>} command
 */
function sendOnPress(page, button, command) {
  onPress(button, () => page.attempt(async () => page.state.shown(await command())));
}

/** @param {import('../main.js').Page} page */
function mountReplace(page) {
  onPress(byId('record-replace', HTMLButtonElement), () =>
    page.attempt(async () => {
      const { change } = await api.replaceByRecord();
      page.toasts.success(say('page-gave-way'), page.undoAction(change));
    }),
  );
}
