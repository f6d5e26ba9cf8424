'use strict';
/* Shows the page anew once a packet is made. Without this file a link does. */
{
  const place = document.querySelector('[data-progress]');
  const bar = place.querySelector('progress');
  const said = place.querySelector('[data-told]');
  const look = async () => {
    // Often while a minister's edition may come, seldom for long work.
    let pause = performance.now() < 5000 ? 200 : 1000;
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: 'application/json' } });
      if (answer.status === 503) { pause = 5000; throw new Error('busy'); }
      if (!answer.ok || answer.redirected) { location.reload(); return; }
      const state = await answer.json();
      bar.max = state.total || 1;
      bar.value = state.done;
      if (state.told) said.textContent = state.told;
      if (!state.is_under_way) { location.reload(); return; }
    } catch { /* offline, or the system is busy */ }
    setTimeout(look, pause);
  };
  setTimeout(look, 200);
}
