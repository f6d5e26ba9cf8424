'use strict';
/* The meeting's page: rows added without leaving it, and only the inputs that matter shown.
   Without this file every row and input is there, and "Add another" is a button of the form. */
{
  const form = document.getElementById('meeting_form');
  const counter = name => form.querySelector(`[name="${CSS.escape(name)}-TOTAL_FORMS"]`);
  const list = name => form.querySelector(`[data-rows="${CSS.escape(name)}"]`);
  const rowsOf = box => [...box.children].filter(child => child.hasAttribute('data-row'));

  const show = (element, wanted) => { element.hidden = !wanted; };
  const matches = (element, value) => element.dataset.for.split(' ').includes(value);

  /* What an outcome's kind makes of the inputs below it; deadlines have a file of their own. */
  const arrange = row => {
    if (row.classList.contains('outcome-row')) {
      const kind = row.querySelector('select[name$="-kind"]').value;
      row.querySelectorAll(':scope > [data-for], :scope > .form-grid > [data-for]').forEach(part => {
        show(part, matches(part, kind) || hasWords(part));
      });
    }
  };
  const hasWords = part => part.classList.contains('items-part')
    && [...part.querySelectorAll('input[type="text"]')].some(input => input.value);
  const number = box => rowsOf(box).filter(row => !row.hidden).forEach((row, index) => {
    const place = row.querySelector(':scope > .n');
    if (place) { place.textContent = index + 1; }
  });

  const add = name => {
    const box = list(name);
    const template = box.querySelector(`:scope > [data-template="${CSS.escape(name)}"]`);
    const total = counter(name);
    const index = total.value;
    const token = name.endsWith('-items') ? /__row__/g : /__prefix__/g;
    const holder = document.createElement('template');
    holder.innerHTML = template.innerHTML.replace(token, index);
    const row = holder.content.firstElementChild;
    box.insertBefore(row, template);
    total.value = Number(index) + 1;
    arrange(row);
    [row, ...row.querySelectorAll('[data-entry]')].filter(one => one.hasAttribute('data-entry')).forEach(entry => {
      entry.dispatchEvent(new CustomEvent('entry:added', { bubbles: true }));
    });
    number(box);
    row.querySelector('textarea, input:not([type="hidden"]):not([type="checkbox"])').focus();
  };

  /* A row on record is ticked for removal; a new one, too, and both leave the sight. */
  const remove = box => {
    const row = box.closest('[data-row]');
    row.hidden = box.checked;
    number(row.parentElement);
  };

  /* Empty rows that are there for pages without script: one of each is enough. */
  const isEmpty = row => !row.querySelector('.errors, .errorlist, a.ref')
    && [...row.querySelectorAll('input[type="text"], input[type="date"], input[type="number"], textarea')].every(input => !input.value);
  const trim = name => {
    const box = list(name);
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
  /* A text filed on this page is offered to the outcomes under its title. */
  const retitle = input => {
    const index = input.name.split('-')[1];
    form.querySelectorAll(`option[value="new-${index}"]`).forEach(option => { option.textContent = input.value; });
  };

  form.addEventListener('input', event => {
    if (/^statements-\d+-title$/.test(event.target.name) && event.target.value) { retitle(event.target); }
  });

  ['ours', 'theirs', 'statements', 'outcomes'].forEach(trim);
  form.querySelectorAll('.outcome-row').forEach(arrange);
  form.querySelectorAll('[name$="-DELETE"]:checked').forEach(remove);
  form.querySelectorAll('.seats').forEach(number);
}
