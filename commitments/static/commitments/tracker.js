'use strict';
/* Keys, menus that close, and the mark of unsaved changes. Every page works without this file. */
{
  const byId = id => document.getElementById(id);
  const typing = target => target.closest('input, textarea, select, [contenteditable], dialog');
  const areOff = () => localStorage.getItem('keys') === 'off';
  let waiting = '';
  let changed = null;

  const follow = key => {
    const places = document.querySelectorAll('.rail-nav a');
    const place = { d: 0, c: 1, m: 2 }[key];
    if (place !== undefined && places[place]) { places[place].click(); }
  };

  const single = {
    '/': () => byId('goto')?.focus(),
    'n': () => document.querySelector('[data-key="n"]')?.click(),
    '?': () => byId('keys')?.showModal(),
  };

  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      /* The form in which somebody types goes before the first of the page. */
      const place = '[name="_save"], [data-save]';
      const save = event.target.form?.querySelector(place) || document.querySelector(place);
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if (event.key === 'Escape') {
      const open = document.querySelector('details.menu[open], details.facet[open]');
      if (open) { open.open = false; open.querySelector('summary').focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || areOff() || typing(event.target)) { return; }
    if (waiting) { waiting = ''; follow(event.key); return; }
    if (event.key === 'g') { waiting = 'g'; setTimeout(() => { waiting = ''; }, 1500); return; }
    if (single[event.key]) { event.preventDefault(); single[event.key](); }
  });

  document.addEventListener('click', event => {
    document.querySelectorAll('details.menu[open], details.facet[open]').forEach(menu => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
    const disabled = event.target.closest('[aria-disabled="true"]');
    if (disabled) { event.preventDefault(); }
  });

  document.addEventListener('input', event => {
    const mark = event.target.form?.querySelector('.unsaved');
    if (mark) { mark.textContent = mark.dataset.unsaved; changed = event.target.form; }
  });
  /* A step of the page, or a link, would drop what was typed: the browser asks first. */
  document.addEventListener('submit', event => { if (event.target === changed) { changed = null; } });
  window.addEventListener('beforeunload', event => { if (changed) { event.preventDefault(); } });

  /* The list that types ahead is named by its label; by itself it names only what is chosen. */
  const nameLists = () => document.querySelectorAll('select.admin-autocomplete').forEach(list => {
    const shown = list.parentElement.querySelector('.select2-selection');
    const label = list.getAttribute('aria-label') || document.querySelector(`label[for="${list.id}"]`)?.textContent;
    if (shown && label) { shown.setAttribute('aria-label', label.trim()); shown.removeAttribute('aria-labelledby'); }
  });
  window.addEventListener('load', nameLists);
  document.addEventListener('formset:added', nameLists);

  document.addEventListener('DOMContentLoaded', () => {
    const off = byId('keys-off');
    if (off) {
      off.checked = areOff();
      off.addEventListener('change', () => localStorage.setItem('keys', off.checked ? 'off' : 'on'));
    }
  });
}
