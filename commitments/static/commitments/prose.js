'use strict';
/* How much of its limit each text uses, told by the server; emphasis and lists by keys. Without this file
   the counts are those of the page as it was opened. */
{
  const place = document.querySelector('[data-limits]');
  const form = place.closest('form');
  const PAUSE_MS = 400;
  let timer = 0;
  let asking = null;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(place.dataset.limits, { method: 'POST', body: new FormData(form), signal: asking.signal, redirect: 'error' });
      if (!answer.ok) { return; }
      const told = await answer.json();
      place.querySelectorAll('[data-told]').forEach(line => {
        const { text = '', over = false } = told[line.dataset.told] || {};
        if (line.textContent !== text) { line.textContent = text; }
        line.classList.toggle('over', over);
      });
    } catch { /* offline, or typed on */ }
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });

  const put = text => document.execCommand('insertText', false, text);
  const MARKS = { b: '**', i: '*' };
  form.addEventListener('keydown', event => {
    const field = event.target;
    if (field.tagName !== 'TEXTAREA' || event.isComposing || event.altKey) { return; }
    const { selectionStart: from, selectionEnd: until, value } = field;
    const mark = (event.ctrlKey || event.metaKey) && MARKS[event.key.toLowerCase()];
    if (mark) {
      event.preventDefault();
      put(mark + value.slice(from, until) + mark);
      if (from === until) { field.selectionStart = field.selectionEnd = from + mark.length; }
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey && from === until) {
      const line = value.slice(value.lastIndexOf('\n', from - 1) + 1, from);
      const [head, dash, number] = /^\s*(?:(-)|(\d+)\.) (?=\S)/.exec(line) || [];
      if (head) { event.preventDefault(); put(dash ? '\n- ' : `\n${Number(number) + 1}. `); }
    }
  });
}
