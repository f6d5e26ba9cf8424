'use strict';
/* Go to, as a combobox (WAI-ARIA 1.2). Without this file the form leads to what is found. */
{
  const field = document.getElementById('goto');
  const PAUSE_MS = 150;
  const start = () => {
    const { form } = field;
    const box = document.createElement('div');
    const told = document.createElement('span');
    let timer = 0;
    let asking = null;
    let at = -1;
    let before = null;

    const hits = () => [...box.querySelectorAll('[role="option"]')];

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      box.hidden = true;
      at = -1;
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
    };

    const open = () => {
      box.hidden = false;
      const { left, bottom } = field.getBoundingClientRect();
      box.style.left = `${Math.max(10, Math.min(left, innerWidth - box.offsetWidth - 10))}px`;
      box.style.top = `${bottom + 4}px`;
      field.setAttribute('aria-expanded', String(hits().length > 0));
    };

    const choose = place => {
      const all = hits();
      if (!all.length) { return; }
      all[at]?.setAttribute('aria-selected', 'false');
      at = (place + all.length) % all.length;
      all[at].setAttribute('aria-selected', 'true');
      all[at].scrollIntoView({ block: 'nearest' });
      field.setAttribute('aria-activedescendant', all[at].id);
    };

    const ask = async () => {
      const words = field.value.trim();
      asking?.abort();
      /* One letter says nothing; one syllable does. */
      if (!words || /^[\x00-\x7f]$/.test(words)) { close(); return; }
      asking = new AbortController();
      try {
        const query = new URLSearchParams({ q: words, part: 'options' });
        const answer = await fetch(`${form.action}?${query}`, { signal: asking.signal, redirect: 'error' });
        const found = answer.ok ? await answer.text() : '';
        if (!found || document.activeElement !== field) { close(); return; }
        at = -1;
        field.removeAttribute('aria-activedescendant');
        box.innerHTML = found;
        hits().forEach((hit, number) => { hit.id = `goto-${number}`; });
        told.textContent = box.querySelector('.goto-told').textContent;
        open();
      } catch (error) {
        if (error.name !== 'AbortError') { close(); }
      }
    };

    const soon = event => {
      clearTimeout(timer);
      /* A syllable on its way is no word. */
      if (!event.isComposing) { timer = setTimeout(ask, PAUSE_MS); }
    };

    const keys = {
      ArrowDown: () => (box.hidden ? ask() : choose(at + 1)),
      ArrowUp: () => (box.hidden ? ask() : choose(at < 0 ? -1 : at - 1)),
      Escape: () => { close(); if (before?.isConnected) { before.focus(); } else { field.blur(); } },
    };

    box.id = 'goto-found';
    box.className = 'goto-found';
    box.setAttribute('role', 'listbox');
    box.setAttribute('aria-label', form.querySelector('label').textContent);
    box.hidden = true;
    told.className = 'visually-hidden';
    told.setAttribute('role', 'status');
    form.append(box, told);
    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': box.id, 'aria-expanded': 'false' })
      .forEach(([name, value]) => field.setAttribute(name, value));

    field.addEventListener('input', soon);
    field.addEventListener('compositionend', soon);
    field.addEventListener('focus', event => { before = event.relatedTarget; field.select(); });
    field.addEventListener('blur', close);
    field.addEventListener('keydown', event => {
      if (event.isComposing) { return; }
      const act = keys[event.key];
      if (act) { event.preventDefault(); event.stopPropagation(); act(); }
      if (event.key === 'Enter' && at >= 0) { event.preventDefault(); hits()[at].click(); }
    });
    /* A click that took the focus would close the list. */
    box.addEventListener('mousedown', event => event.preventDefault());
    window.addEventListener('resize', close);
  };
  if (field) { start(); }
}
