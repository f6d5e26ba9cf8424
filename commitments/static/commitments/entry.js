'use strict';
/* Fast entry: Enter ends an outcome, and what its line says is filled in. Else by hand. */
{
  const form = document.getElementById('meeting_form');
  const PAUSE_MS = 250;
  const READ = { row: ['kind', 'spoken_by', 'strength'], item: ['lead_ours', 'lead_theirs', 'wording'] };
  const rows = () => [...form.querySelectorAll('.outcome-row')];
  const clauseOf = row => row.querySelector('textarea[name$="-clause"]');
  const prefixOf = row => clauseOf(row).name.replace(/-clause$/, '');
  const isNew = row => !form.elements[`${prefixOf(row)}-id`].value;
  const places = row => [
    ...READ.row.map(name => [form.elements[`${prefixOf(row)}-${name}`], 'row', name]),
    ...READ.item.map(name => [form.elements[`${prefixOf(row)}-items-0-${name}`], 'item', name]),
  ].filter(([place]) => place);

  let isFilling = false;
  const usual = place => (place.options ? [...place.options].find(one => one.defaultSelected)?.value || place.options[0].value : '');
  /* What somebody chose stays. */
  const fill = (row, told) => {
    isFilling = true;
    places(row).forEach(([place, part, name]) => {
      const value = told[part][name];
      if ('own' in place.dataset || (!value && !('read' in place.dataset))) { return; }
      const wanted = value || usual(place);
      if (value) { place.dataset.read = ''; } else { delete place.dataset.read; }
      if (place.value === wanted) { return; }
      place.value = wanted;
      place.dispatchEvent(new Event(place.options ? 'change' : 'input', { bubbles: true }));
    });
    isFilling = false;
  };
  const part = (label, value, field) => {
    const words = document.createElement('span');
    words.append(`${label} `, Object.assign(document.createElement('strong'), { textContent: value }));
    if (field) { words.dataset.until = field; }
    return words;
  };
  const say = (row, { said, needs }) => {
    const open = needs.filter(([field]) => !places(row).some(([place, , name]) => name === field && 'own' in place.dataset));
    row.querySelector('[data-read-line]').replaceChildren(
      ...said.map(([label, value]) => part(label, value)), ...open.map(([field, label, value]) => part(label, value, field)),
    );
  };
  /* What the officer has settled needs no input any more. */
  const own = (row, place) => {
    place.dataset.own = '';
    row.querySelectorAll('[data-until]').forEach(words => {
      if (place.value && place.name.endsWith(`-${words.dataset.until}`)) { words.remove(); }
    });
  };

  const timers = new Map();
  const under = new Map();
  const read = async row => {
    clearTimeout(timers.get(row));
    timers.delete(row);
    const line = clauseOf(row).value;
    const body = new FormData(form);
    [...body.keys()].filter(name => !/^csrf|country|-who/.test(name)).forEach(name => body.delete(name));
    if (form.dataset.partner) { body.set('country', form.dataset.partner); }
    body.set('line', line);
    try {
      const answer = await fetch(form.dataset.line, { method: 'POST', body });
      if (!answer.ok || clauseOf(row).value !== line) { return; }
      const told = await answer.json();
      row.dataset.clause = told.clause || line;
      fill(row, told);
      say(row, told);
    } catch { /* offline */ }
  };
  const start = row => {
    const reading = read(row).finally(() => { if (under.get(row) === reading) { under.delete(row); } });
    under.set(row, reading);
    return reading;
  };
  const soon = row => {
    clearTimeout(timers.get(row));
    timers.set(row, setTimeout(() => start(row), PAUSE_MS));
  };
  const done = row => (timers.has(row) ? start(row) : under.get(row) || Promise.resolve());

  const text = place => (place?.options ? place.selectedOptions[0]?.text : place?.value) || '';
  const fold = row => {
    const [line] = row.querySelectorAll(':scope > [data-folded]');
    if (!line || row.querySelector('.errors, .errorlist') || row.contains(document.activeElement)) { return; }
    const prefix = prefixOf(row);
    if (!form.elements[`${prefix}-spoken_by`].value) { return; }
    const shown = name => text(form.elements[`${prefix}-${name}`]);
    line.querySelector('[data-meta]').textContent = ['kind', 'spoken_by', 'strength'].map(shown).join(' · ');
    line.querySelector('[data-words]').textContent = clauseOf(row).value;
    line.querySelector('[data-owed]').replaceChildren(...[...row.querySelectorAll('.item-row')].map(item => {
      const value = name => text(item.querySelector(`[name$="-${name}"]`));
      const parts = [value('title'), value('lead_ours'), value('lead_theirs'), value('wording'), item.querySelector('[data-preview]').textContent];
      return Object.assign(document.createElement('span'), { textContent: parts.filter(Boolean).join(' · ') });
    }).filter(one => one.textContent));
    line.hidden = false;
    row.classList.add('is-folded');
  };
  const unfold = row => {
    row.classList.remove('is-folded');
    row.querySelector(':scope > [data-folded]').hidden = true;
    clauseOf(row).focus();
  };
  const finish = async row => {
    await done(row);
    const clause = clauseOf(row);
    /* The code is no part of the words. */
    if (row.dataset.clause && clause.value.trim().endsWith(row.dataset.clause)) { clause.value = row.dataset.clause; }
    fold(row);
  };
  const next = row => {
    if (!clauseOf(row).value.trim()) { return; }
    const open = rows().filter(one => isNew(one) && !one.hidden && !clauseOf(one).value.trim());
    if (open.length) { clauseOf(open[0]).focus(); }
    else { form.querySelector('button[name="_more"][value="outcomes"]').click(); }
    finish(row);
  };

  const rowOf = target => {
    const row = target.closest?.('.outcome-row');
    return row && isNew(row) ? row : null;
  };
  form.addEventListener('input', event => {
    const row = rowOf(event.target);
    if (!row || isFilling) { return; }
    if (event.target === clauseOf(row)) { delete row.dataset.clause; soon(row); } else { own(row, event.target); }
  });
  form.addEventListener('change', event => {
    const row = rowOf(event.target);
    if (row && !isFilling && event.target.name) { own(row, event.target); }
  });
  form.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    const row = rowOf(event.target);
    const isWords = event.target.matches('textarea, input:not([type="checkbox"], [type="radio"])');
    if (row && isWords) { event.preventDefault(); next(row); return; }
    /* So are seats; an empty one ends it. */
    const seat = event.target.closest('.seat');
    if (seat && isWords && event.target.value.trim()) {
      event.preventDefault();
      form.querySelector(`button[name="_more"][value="${seat.parentElement.dataset.rows}"]`).click();
    }
  });
  form.addEventListener('click', event => {
    const button = event.target.closest('[data-unfold]');
    if (button) { unfold(button.closest('.outcome-row')); }
  });
  /* So that what is saved is what is shown. */
  form.addEventListener('submit', event => {
    const waiting = [...new Set([...timers.keys(), ...under.keys()])];
    if (!waiting.length) { return; }
    event.preventDefault();
    event.stopPropagation();
    const { submitter } = event;
    Promise.all(waiting.map(done)).then(() => form.requestSubmit(submitter));
  });

  form.querySelectorAll('[data-entry-hint]').forEach(hint => { hint.hidden = false; });
  /* What a refused save gives back was chosen already. */
  rows().filter(row => isNew(row) && clauseOf(row).value).forEach(row => {
    places(row).forEach(([place]) => { place.dataset.own = ''; });
    fold(row);
  });
}
