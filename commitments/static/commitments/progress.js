'use strict';
/* Shows the page anew once a packet is made. Without this file a link does. */
{
  const place = document.querySelector('[data-progress]');
  const bar = place.querySelector('progress');
  const said = place.querySelector('[data-told]');
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: 'application/json' } });
      if (!answer.ok || answer.redirected) { location.reload(); return; }
      const state = await answer.json();
      bar.max = state.total || 1;
      bar.value = state.done;
      if (state.told) said.textContent = state.told;
      if (!state.is_under_way) { location.reload(); return; }
    } catch { /* offline */ }
    setTimeout(look, 400);
  };
  setTimeout(look, 400);
}
