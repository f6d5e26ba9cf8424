'use strict';
/* Keys, menus that close, the mark of unsaved changes. Every page works without this file. */
{
  const byId = id => document.getElementById(id);
  const all = selector => [...document.querySelectorAll(selector)];
  const MENUS = 'details.menu[open], details.facet[open]';
  const ROWS = '#result_list tbody th a, .desk-rows .what';
  const typing = target => target.closest('input, textarea, select, [contenteditable], dialog');
  const keysOff = byId('keys-off');
  const unsaved = new Set();
  const sent = new WeakMap();
  const TWICE_MS = 1000;
  const LOOK_MS = 60_000;
  let lookedAt = 0;
  let waiting = '';

  const move = by => {
    const link = byId('walk')?.querySelector(by > 0 ? '[rel="next"][href]' : '[rel="prev"][href]');
    if (link) { link.click(); return; }
    const rows = all(ROWS);
    const at = rows.findIndex(row => row.closest('tr, li').contains(document.activeElement));
    rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  };

  const verbs = {
    go: at => { location.href = at; },
    focus: at => document.querySelector(at)?.focus(),
    click: (at, target) => { const one = document.querySelector(at); typing(target) || one?.focus(); one?.click(); },
    next: () => move(1),
    previous: () => move(-1),
    mark: () => document.activeElement.closest('tr, li')?.querySelector('input[type="checkbox"]')?.click(),
    show: () => byId('keys').showModal(),
    save: (_at, target) => {
      /* The form typed in goes first. */
      const place = '[name="_save"], [data-save]';
      (target.form?.querySelector(place) || document.querySelector(place))?.click();
    },
    close: () => {
      const open = document.querySelector(MENUS);
      if (open) { open.open = false; open.querySelector('summary').focus(); }
    },
  };
  /* The list shown is the list used. */
  const known = new Map(all('#keys [data-keys]').map(line => [line.dataset.keys, line.dataset]));

  document.addEventListener('keydown', event => {
    const { code, target } = event;
    /* In Hangul mode A is ㅁ. */
    const key = event.key > '~' && /^Key/.test(code) ? code[3].toLowerCase() : event.key;
    const held = event.ctrlKey || event.metaKey;
    const isSingle = !held && key !== 'Escape';
    if (event.altKey || (isSingle && (keysOff?.checked || typing(target)))) { return; }
    const pressed = waiting + (key === 'Escape' ? 'Esc' : held ? `Ctrl+${key}` : key);
    waiting = '';
    const line = known.get(pressed);
    if (line) {
      if (pressed !== 'Esc') { event.preventDefault(); }
      /* A key held down decides once. */
      if (event.repeat && line.verb === 'click') { return; }
      verbs[line.verb](line.at, target);
    } else if (isSingle && [...known.keys()].some(name => name.startsWith(`${pressed} `))) {
      waiting = `${pressed} `;
      setTimeout(() => { waiting = ''; }, 1500);
    }
  });

  keysOff?.addEventListener('change', () => {
    fetch(keysOff.form.action, { method: 'POST', body: new FormData(keysOff.form) });
  });

  /* For the way to the next row without going back. */
  document.addEventListener('click', event => {
    if (event.target.closest(ROWS)) {
      sessionStorage.setItem('rows', JSON.stringify(all(ROWS).map(row => row.pathname)));
    }
  });
  const walk = byId('walk');
  const rows = walk ? JSON.parse(sessionStorage.getItem('rows') || '[]') : [];
  const at = rows.indexOf(location.pathname);
  if (at >= 0 && rows.length > 1) {
    const [place, before, after] = walk.children;
    place.textContent = place.dataset.place.replace('{n}', at + 1).replace('{all}', rows.length);
    if (rows[at - 1]) { before.href = rows[at - 1]; }
    if (rows[at + 1]) { after.href = rows[at + 1]; }
    walk.hidden = false;
  }

  document.addEventListener('click', event => {
    all(MENUS).forEach(menu => { if (!menu.contains(event.target)) { menu.open = false; } });
    const disabled = event.target.closest('[aria-disabled="true"]');
    if (disabled) { event.preventDefault(); }
  });

  const keep = form => {
    if (!form?.querySelector('.unsaved, [data-save]')) { return; }
    const mark = form.querySelector('.unsaved');
    if (mark) { mark.textContent = mark.dataset.unsaved; }
    unsaved.add(form);
  };
  document.addEventListener('input', ({ target: { form } }) => keep(form));
  /* Who was signed out would lose the words at the door: after a while it is asked first. Signing in elsewhere
     changes every form's token. */
  const lookFirst = async (form, submitter) => {
    const answer = await fetch(keysOff.form.action, { redirect: 'manual' }).catch(() => null);
    form.querySelector('.signed-out')?.remove();
    if (answer?.type === 'opaqueredirect') {
      form.prepend(byId('signed-out').content.cloneNode(true));
      form.querySelector('.signed-out a').focus();
      return;
    }
    const token = answer && /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await answer.text())?.[1];
    if (token) { all('[name="csrfmiddlewaretoken"]').forEach(input => { input.value = token; }); }
    lookedAt = performance.now();
    form.requestSubmit(submitter);
  };
  /* What came back to be mended is unsaved still. */
  const wrong = document.querySelector('[aria-invalid="true"]:not([type="hidden"])');
  if (wrong) { wrong.focus(); keep(wrong.form); }
  document.addEventListener('focusin', event => {
    event.target.closest('.tabs a, .rail-nav a')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  /* The browser asks before what was typed is dropped. */
  document.addEventListener('submit', event => {
    const { target: form, submitter, timeStamp } = event;
    /* Pressed twice, sent once. */
    if (timeStamp - (sent.get(form) ?? -TWICE_MS) < TWICE_MS) { event.preventDefault(); return; }
    if (unsaved.has(form) && performance.now() - lookedAt > LOOK_MS) {
      event.preventDefault();
      lookFirst(form, submitter);
      return;
    }
    sent.set(form, timeStamp);
    /* What is shown in another tab is not saved. */
    if (!submitter?.formTarget) { unsaved.delete(form); }
  });
  /* A draft gives way only while nobody has changed it. */
  all('[data-drafts]').forEach(way => way.addEventListener('change', () => {
    const drafts = JSON.parse(way.dataset.drafts);
    for (const name of ['text', 'copy']) {
      const field = way.form.elements[name];
      const ready = Object.values(drafts).map(draft => draft[name]);
      if (field && ['', ...ready].includes(field.value.trim())) field.value = drafts[way.value]?.[name] ?? '';
    }
  }));
  /* The passage at hand is seen in its text; words chosen there are those meant. */
  document.querySelector('.passage[aria-current]')?.scrollIntoView({ block: 'nearest' });
  document.querySelector('[autofocus]')?.focus();
  let chosen = '';
  document.addEventListener('selectionchange', () => { chosen = `${getSelection()}`.trim() || chosen; });
  all('[data-selected]').forEach(field => field.addEventListener('focus', () => { field.value ||= chosen; }));
  window.addEventListener('beforeunload', event => { if (unsaved.size) { event.preventDefault(); } });
}
document.addEventListener('allauth.error', () => { document.getElementById('passkey-failed').hidden = false; });
/* Go to, as a combobox (WAI-ARIA 1.2); else the form leads to what is found. */
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
/* The day understood, below its field. */
document.addEventListener('change', async event => {
  const field = event.target;
  if (!field.matches('input[data-day]')) { return; }
  const known = field.parentElement.querySelector(':scope > .understood');
  const place = known || Object.assign(document.createElement('div'), { className: 'help understood', role: 'status' });
  if (!known) { field.after(place); }
  const typed = field.value;
  try {
    const told = typed.trim() ? await (await fetch(`${field.dataset.day}?day=${encodeURIComponent(typed)}`)).json() : { text: '' };
    if (field.value !== typed) { return; }
    place.textContent = told.text;
    place.classList.toggle('amber', Boolean(told.asks));
  } catch { place.textContent = ''; }
});
/* A ministry or an official is added in a small window; else in another tab. */
{
  const WINDOW = 'add-party__1';
  const LAST = /[^;]*$/;
  let field = null;
  const others = window.dismissAddRelatedObjectPopup;

  document.addEventListener('click', event => {
    const link = event.target.closest('a.add-party');
    if (!link) { return; }
    event.preventDefault();
    field = document.getElementById(link.dataset.for);
    const place = new URL(link.href);
    const partner = document.querySelector('#meeting_form select[name="country"]')?.value;
    if (partner && !place.searchParams.has('country')) { place.searchParams.set('country', partner); }
    if (field.dataset.adds === 'ministry' && field.tagName === 'INPUT' && field.value.trim()) {
      place.searchParams.set('name', LAST.exec(field.value)[0].trim());
    }
    place.searchParams.set('_popup', '1');
    window.open(place, WINDOW, 'height=620,width=800');
  });

  window.dismissAddRelatedObjectPopup = (opened, key, name) => {
    if (opened.name !== WINDOW) { others(opened, key, name); return; }
    if (field.tagName === 'SELECT') {
      const known = [...field.options].find(option => option.value === String(key));
      if (known) { known.selected = true; } else { field.add(new Option(name, key, true, true)); }
    } else {
      field.value = field.value.includes(';') ? field.value.replace(LAST, ` ${name}`) : name;
      document.getElementById(field.dataset.list || field.getAttribute('list'))?.append(new Option('', name));
    }
    field.dispatchEvent(new Event('change', { bubbles: true }));
    opened.close();
    field.focus();
  };
}
