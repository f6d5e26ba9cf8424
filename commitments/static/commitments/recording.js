'use strict';
/* The meeting's page: rows added on it, only inputs that matter shown. Without this file all are there. */
{
  const form = document.getElementById('meeting_form');
  const counter = name => form.querySelector(`[name="${CSS.escape(name)}-TOTAL_FORMS"]`);
  const list = name => form.querySelector(`[data-rows="${CSS.escape(name)}"]`);
  const outcomes = () => form.querySelectorAll('.outcome-row');
  const rowsOf = box => [...box.children].filter(child => child.hasAttribute('data-row'));

  const show = (element, wanted) => { element.hidden = !wanted; };
  const matches = (element, value) => element.dataset.for.split(' ').includes(value);

  /* Deadlines have a file of their own. */
  const arrange = row => {
    if (row.classList.contains('outcome-row')) {
      const kind = row.querySelector('select[name$="-kind"]').value;
      row.querySelectorAll(':scope > [data-for], :scope > .form-grid > [data-for]').forEach(part => {
        show(part, matches(part, kind) || hasWords(part));
      });
      ask(row, kind);
    }
  };
  /* What is asked is requested; what else was chosen stays. */
  const ask = (row, kind) => {
    const strength = row.querySelector('select[name$="-strength"]');
    if (kind === 'request' && strength.value === 'not_stated') { strength.value = 'requested'; strength.dataset.proposed = ''; }
    if (kind !== 'request' && strength.value === 'requested' && 'proposed' in strength.dataset) { strength.value = 'not_stated'; }
  };
  const hasWords = part => part.classList.contains('items-part')
    && [...part.querySelectorAll('input[type="text"]')].some(input => input.value);
  const number = box => rowsOf(box).filter(row => !row.hidden).forEach((row, index) => {
    const place = row.querySelector(':scope > .n');
    if (place) { place.textContent = index + 1; }
  });

  const add = name => {
    const box = list(name);
    const isItem = name.endsWith('-items');
    const own = box.querySelector(`:scope > [data-template="${CSS.escape(name)}"]`);
    const template = own || list('outcomes').querySelector(':scope > template').content.querySelector('template');
    const total = counter(name);
    const index = total.value;
    const holder = document.createElement('template');
    holder.innerHTML = template.innerHTML.replace(/__prefix__/g, isItem ? name.split('-')[1] : index);
    if (isItem) { holder.innerHTML = holder.innerHTML.replace(/__row__/g, index); }
    const row = holder.content.firstElementChild;
    box.insertBefore(row, own);
    total.value = Number(index) + 1;
    if (row.classList.contains('outcome-row')) {
      entitle(row);
      texts(row);
      add(row.querySelector('[data-rows]').dataset.rows);
    }
    arrange(row);
    [row, ...row.querySelectorAll('[data-entry]')].filter(one => one.hasAttribute('data-entry')).forEach(entry => {
      entry.dispatchEvent(new CustomEvent('entry:added', { bubbles: true }));
    });
    number(box);
    row.querySelector('textarea, input[type="text"]').focus();
  };

  /* Removed rows leave the sight, new ones too. */
  const remove = box => {
    const row = box.closest('[data-row]');
    row.hidden = box.checked;
    number(row.parentElement);
  };

  /* Of the rows for pages without script one each is enough. */
  const isEmpty = row => !row.querySelector('.errors, .errorlist, a.ref')
    && [...row.querySelectorAll('input[type="text"], input[type="date"], input[type="number"], textarea')].every(input => !input.value);
  const trim = name => {
    const box = list(name);
    /* Nothing was said at a meeting ahead. */
    if (!box) { return; }
    const rows = rowsOf(box);
    const total = counter(name);
    while (rows.length > 1 && isEmpty(rows.at(-1)) && isEmpty(rows.at(-2))) {
      rows.pop().remove();
      total.value = rows.length;
    }
  };

  form.addEventListener('click', event => {
    const button = event.target.closest('button[name="_more"]');
    if (button) { event.preventDefault(); add(button.value); }
  });
  form.addEventListener('change', event => {
    if (event.target.name.endsWith('-DELETE')) { remove(event.target); return; }
    const row = event.target.closest('.outcome-row');
    if (row) { arrange(row); }
  });
  /* A text filed here is offered under its title or kind. */
  const texts = row => {
    const select = row.querySelector('select[name$="-text"]');
    [...select.options].filter(one => one.value.startsWith('new-')).forEach(one => { one.hidden = one.disabled = true; });
    rowsOf(list('statements')).forEach(text => offer(select, text));
  };
  const offer = (select, text) => {
    const kind = text.querySelector('select[name$="-kind"]');
    const title = text.querySelector('[name$="-title"]');
    const value = `new-${title.name.split('-')[1]}`;
    const named = title.value || (kind.value && kind.selectedOptions[0].text);
    const option = [...select.options].find(one => one.value === value) || select.appendChild(new Option('', value));
    option.hidden = option.disabled = !named;
    if (named) { option.textContent = named; }
  };
  /* Words stand in the text of the point before, or in the only one. */
  const settle = row => {
    const select = row.querySelector('select[name$="-text"]');
    const isNew = !row.querySelector('[name$="-id"]').value;
    if (!isNew || 'own' in select.dataset || !row.querySelector('[name$="-clause"]').value) { return; }
    const before = row.previousElementSibling?.querySelector('select[name$="-text"]');
    const offered = [...select.options].filter(one => one.value && !one.disabled);
    if (before?.value) { select.value = before.value; } else if (offered.length === 1) { select.value = offered[0].value; }
  };
  const entitle = row => {
    const legend = row.querySelector(':scope > legend');
    const all = rowsOf(row.parentElement).filter(one => !one.querySelector('[name$="-id"]').value);
    legend.textContent = `${legend.textContent.replace(/\s*\d+$/, '')} ${all.indexOf(row) + 1}`;
  };

  form.addEventListener('input', event => {
    const { name } = event.target;
    if (/^outcomes-\d+-clause$/.test(name)) { settle(event.target.closest('.outcome-row')); }
    if (/^outcomes-\d+-text$/.test(name)) { event.target.dataset.own = ''; }
    if (/^statements-\d+-(title|kind)$/.test(name)) { outcomes().forEach(row => { texts(row); settle(row); }); }
  });

  /* Of a meeting ahead nothing was said yet. */
  const country = form.querySelector('select[name="country"]');
  const partner = () => {
    const name = form.querySelector('[data-partner-name]');
    if (country.value) { name.textContent = country.selectedOptions[0].text; }
    document.querySelectorAll('datalist[id$="-theirs"] option[data-country]').forEach(option => {
      option.disabled = Boolean(country.value) && option.dataset.country !== country.value;
    });
  };
  const ahead = () => {
    const lies = form.querySelector('[name="was_held"]:checked')?.value === 'planned';
    form.querySelectorAll('[data-once-held]').forEach(part => show(part, !lies || part.querySelector('.errorlist')));
    if (lies) { form.querySelector('.about .more-fields').open = true; }
    document.querySelectorAll('[data-planned][data-held]').forEach(part => { part.textContent = lies ? part.dataset.planned : part.dataset.held; });
  };
  form.addEventListener('change', event => {
    if (event.target === country) { partner(); }
    if (event.target.name === 'was_held') { ahead(); }
  });

  ['ours', 'theirs', 'statements', 'outcomes'].forEach(trim);
  outcomes().forEach(row => { arrange(row); texts(row); });
  if (country) { partner(); ahead(); }
  form.querySelectorAll('[name$="-DELETE"]:checked').forEach(remove);
  form.querySelectorAll('.seats').forEach(number);
}
/* Escape leads from the readout to the points. Several lines pasted into the title are a readout. */
{
  const form = document.getElementById('meeting_form');
  const readout = form?.querySelector('[name="readout-text"]');
  if (readout) {
    const { country, title } = form.elements;
    form.querySelector('[data-points] kbd').hidden = false;
    const begin = () => (country.value ? title : country).focus();
    readout.addEventListener('keydown', event => {
      if (event.key === 'Escape' && !event.isComposing) { begin(); }
    });
    form.querySelector('[data-points]').addEventListener('click', event => { event.preventDefault(); begin(); });
    title.addEventListener('paste', event => {
      const words = event.clipboardData.getData('text/plain');
      if (readout.value || !words.trim().includes('\n')) { return; }
      event.preventDefault();
      readout.value = words;
      readout.focus();
      readout.dispatchEvent(new Event('input', { bubbles: true }));
    });
    /* What was proposed is unsaved. */
    if (form.querySelector('[data-proposed]')) { readout.dispatchEvent(new Event('input', { bubbles: true })); }
  }
}
/* A mechanism proposes its next session's number. Without this file it stands beside each, to be typed. */
{
  const form = document.getElementById('meeting_form');
  const mechanism = form?.querySelector('select[name="mechanism"]');
  const number = form?.querySelector('[name="session_number"]');
  const kind = form?.querySelector('select[name="form"]');
  if (mechanism && number) {
    const partner = () => form.querySelector('[name="country"]')?.value || form.dataset.partner || '';
    const narrow = () => {
      [...mechanism.options].forEach(option => {
        const other = option.dataset.country && partner() && option.dataset.country !== partner();
        option.hidden = option.disabled = Boolean(other);
        if (other && option.selected) { mechanism.value = ''; propose(); }
      });
    };
    let proposed = '';
    const propose = () => {
      if (number.value && number.value !== proposed) { return; }
      proposed = mechanism.selectedOptions[0]?.dataset.next || '';
      number.value = proposed;
      if (proposed && kind && !form.dataset.partner) { kind.value = 'session'; }
    };
    mechanism.addEventListener('change', propose);
    form.querySelector('select[name="country"]')?.addEventListener('change', narrow);
    narrow();
  }
}
