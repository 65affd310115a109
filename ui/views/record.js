// fal's billing record: reading it, stopping, and what becomes of jobs logged by hand.

import * as api from '../api.js';
import { busy, byId, part, show, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountRecord(page) {
  const text = byId('record-text', HTMLElement);
  const fetch = byId('record-fetch', HTMLButtonElement);
  const stop = byId('record-stop', HTMLButtonElement);
  const question = byId('record-question', HTMLElement);
  const replace = byId('record-replace', HTMLButtonElement);
  const keep = byId('record-keep', HTMLButtonElement);

  /** @param {HTMLButtonElement} button @param {() => Promise<api.Snapshot>} work */
  function act(button, work) {
    button.addEventListener('click', () =>
      busy(button, async () => {
        try {
          page.state.shown(await work());
        } catch (failure) {
          page.toasts.failure(failure);
        }
      }),
    );
  }

  act(fetch, api.fetchRecord);
  act(stop, api.stopRecord);
  act(keep, api.keepBesideRecord);
  replace.addEventListener('click', () =>
    busy(replace, async () => {
      try {
        const { change } = await api.replaceByRecord();
        page.toasts.success(
          say('page-gave-way'),
          change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) },
        );
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );

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
