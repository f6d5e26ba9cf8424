'use strict';
/* Picks a name by letters of any word or of its short form. Without this file the browser lists the names. */
{
  const MOST = 8;
  const box = document.createElement('ul');
  box.id = 'picker';
  box.className = 'picker';
  box.setAttribute('role', 'listbox');
  box.hidden = true;
  let input = null;
  let chosen = -1;

  const folded = text => text.normalize('NFC').toLocaleLowerCase().split(/\s+/).join(' ').trim();
  const offers = () => [...(document.getElementById(input.dataset.list)?.options || [])].filter(one => !one.disabled);
  /* Short form, beginning, a word, any part. */
  const rank = (option, typed) => {
    const [name, short] = [folded(option.value), folded(option.label === option.value ? '' : option.label)];
    if (short.startsWith(typed)) { return 0; }
    if (name.startsWith(typed)) { return 1; }
    if (` ${name} ${short}`.includes(` ${typed}`)) { return 2; }
    return name.includes(typed) ? 3 : -1;
  };
  const found = () => {
    const typed = folded(input.value);
    if (!typed) { return []; }
    const ranked = offers().map(option => [rank(option, typed), option]).filter(one => one[0] >= 0);
    return ranked.sort((a, b) => a[0] - b[0]).map(one => one[1]);
  };
  const isSettled = all => {
    const typed = folded(input.value);
    return all.filter(one => [one.value, one.label].map(folded).includes(typed)).length === 1;
  };

  const mark = index => {
    const all = [...box.children];
    chosen = all.length ? (index + all.length) % all.length : -1;
    all.forEach((one, at) => one.setAttribute('aria-selected', String(at === chosen)));
    if (chosen < 0) { input?.removeAttribute('aria-activedescendant'); return; }
    input.setAttribute('aria-activedescendant', all[chosen].id);
    all[chosen].scrollIntoView({ block: 'nearest' });
  };
  const close = () => {
    box.hidden = true;
    box.replaceChildren();
    if (input) { input.setAttribute('aria-expanded', 'false'); mark(-1); }
  };
  /* Tab stops at the link that adds a name only where an unknown one was typed. */
  const offerToAdd = settled => {
    const link = input.parentElement.querySelector('.add-party');
    if (link) { link.tabIndex = input.value && !settled ? 0 : -1; }
  };
  const open = () => {
    const all = found();
    const settled = isSettled(all);
    offerToAdd(settled);
    if (!all.length || settled) { close(); return; }
    box.replaceChildren(...all.slice(0, MOST).map((option, at) => {
      const line = document.createElement('li');
      line.id = `picker-${at}`;
      line.setAttribute('role', 'option');
      line.dataset.value = option.value;
      line.textContent = option.value;
      if (option.label && option.label !== option.value) {
        line.append(Object.assign(document.createElement('small'), { textContent: option.label }));
      }
      return line;
    }));
    box.dataset.all = all.length;
    input.after(box);
    box.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark(0);
  };
  const take = line => {
    input.value = line.dataset.value;
    close();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  };

  document.addEventListener('focusin', event => {
    const place = event.target;
    if (place.matches('input[list^="ministries-"], input[list^="officials-"]')) {
      place.dataset.list = place.getAttribute('list');
      place.removeAttribute('list');
      Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': box.id, 'aria-autocomplete': 'list' })
        .forEach(([name, value]) => place.setAttribute(name, value));
    }
    if (place !== input) {
      close();
      input = place.matches('[data-list]') ? place : null;
      if (input) { offerToAdd(isSettled(offers())); }
    }
  });
  document.addEventListener('input', event => { if (event.target === input) { open(); } });
  document.addEventListener('focusout', event => { if (event.target === input) { close(); } });
  document.addEventListener('pointerdown', event => {
    const line = event.target.closest('.picker [data-value]');
    if (line) { event.preventDefault(); take(line); }
  });
  /* Before all others: these keys are the open list's. */
  document.addEventListener('keydown', event => {
    if (event.target !== input || box.hidden || event.isComposing || event.ctrlKey || event.metaKey) { return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { mark(chosen + step); }
    else if (event.key === 'Enter') { take(box.children[chosen]); }
    else if (event.key === 'Escape') { close(); }
    else {
      /* Tab takes the only one; else the words stay. */
      if (event.key === 'Tab' && box.dataset.all === '1') { take(box.children[0]); }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
