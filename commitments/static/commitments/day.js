'use strict';
/* The day understood, below its field; without this file, once the page comes back. */
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
