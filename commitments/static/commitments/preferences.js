'use strict';
/* How a date and a time will look, while the preferences are chosen; without this file, once they are saved. */
document.getElementById('preferences').addEventListener('change', async event => {
  const values = new URLSearchParams(new FormData(event.currentTarget));
  values.delete('csrfmiddlewaretoken');
  try {
    const { text } = await (await fetch(`?${values}`)).json();
    document.getElementById('sample').textContent = text;
  } catch { /* The sample stays. */ }
});
