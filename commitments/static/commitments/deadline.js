'use strict';
/* What a typed deadline comes to, and only the inputs its kind needs. Without this file all inputs but
   "Which one?" are there. */
{
  const form = document.querySelector('form[data-deadline]');
  const NAMES = ['when', 'wording', 'which', 'day', 'count', 'capitals', 'review_on'];
  const input = (entry, name) => entry.querySelector(`[name="${name}"], [name$="-${name}"]`);
  const value = (entry, name) => input(entry, name)?.value || '';

  const arrange = entry => entry.querySelectorAll('[data-for]').forEach(part => {
    part.hidden = !part.dataset.for.split(' ').includes(value(entry, 'when')) && !part.classList.contains('errors');
  });

  /* What was chosen stays chosen while it is offered. */
  const offer = (entry, groups) => {
    const select = input(entry, 'which');
    const place = select.closest('.f');
    const chosen = select.value;
    select.querySelectorAll('optgroup').forEach(group => group.remove());
    groups.forEach(([label, offers]) => {
      const group = document.createElement('optgroup');
      group.label = label;
      offers.forEach(([key, said]) => group.append(new Option(said, key)));
      select.append(group);
    });
    select.value = chosen;
    if (select.selectedIndex < 0) { select.selectedIndex = 0; }
    place.hidden = !groups.length && !place.classList.contains('errors');
  };

  const about = entry => {
    const outcome = entry.closest('.outcome-row');
    const page = name => form.querySelector(`[name="${name}"]`)?.value || '';
    const query = new URLSearchParams({
      country: page('country') || form.dataset.partner || '', held_on: page('held_on'), item: form.dataset.item || '',
      classification: page('classification'),
      condition: value(entry, 'condition'),
      owed_by: value(entry, 'owed_by') || (outcome ? value(outcome, 'spoken_by') : ''),
    });
    NAMES.forEach(name => query.set(name, value(entry, name)));
    return query;
  };

  const asked = new WeakMap();
  const preview = async entry => {
    const place = entry.querySelector('[data-preview]');
    const query = about(entry).toString();
    asked.set(entry, query);
    let told = { text: '', which: [] };
    try {
      const answer = await fetch(`${form.dataset.deadline}?${query}`);
      if (answer.ok) { told = await answer.json(); }
    } catch { /* offline */ }
    if (asked.get(entry) !== query) { return; }
    offer(entry, told.which);
    place.textContent = told.text;
    place.classList.toggle('amber', Boolean(told.asks));
  };

  const waiting = new WeakMap();
  const later = entry => {
    clearTimeout(waiting.get(entry));
    waiting.set(entry, setTimeout(() => preview(entry), 250));
  };

  const isTyped = name => /(^|-)(when|wording|which|day|count|capitals|review_on|owed_by|condition)$/.test(name);
  form?.addEventListener('input', event => {
    const entry = event.target.closest('[data-entry]');
    if (!entry || !isTyped(event.target.name)) { return; }
    const when = input(entry, 'when');
    /* Other words may mean another event. */
    if (/(^|-)wording$/.test(event.target.name) && value(entry, 'which') === 'kept') { input(entry, 'which').value = ''; }
    if (/(^|-)(wording|which)$/.test(event.target.name) && when.value === 'keep') { when.value = 'words'; }
    arrange(entry);
    later(entry);
  });
  /* A date that the text mentions: its words go into the field, and nothing else that was typed is lost. */
  form?.addEventListener('click', event => {
    const link = event.target.closest('[data-use]');
    if (!link) { return; }
    event.preventDefault();
    const entry = link.closest('[data-entry]');
    const wording = input(entry, 'wording');
    input(entry, 'when').value = 'words';
    wording.value = link.dataset.use;
    wording.dispatchEvent(new Event('input', { bubbles: true }));
    wording.focus();
  });
  form?.addEventListener('entry:added', event => arrange(event.target));
  form?.querySelectorAll('[data-entry]').forEach(entry => {
    arrange(entry);
    if (value(entry, 'wording') || value(entry, 'day') || value(entry, 'count')) { preview(entry); }
  });
}
