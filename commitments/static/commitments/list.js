'use strict';
/* Rows chosen together, and counts of a filter. The list works without it. */
{
  const list = document.getElementById('result_list');
  const picks = list ? [...list.querySelectorAll('.pick')] : [];
  const all = list?.querySelector('[data-pick-all]');
  const count = document.querySelector('[data-chosen]');

  const tell = () => {
    const chosen = picks.filter(pick => pick.checked).length;
    if (count) { count.textContent = chosen; count.parentElement.hidden = chosen === 0; }
    if (all) { all.checked = chosen === picks.length; all.indeterminate = chosen > 0 && chosen < picks.length; }
  };

  if (all) {
    all.hidden = false;
    all.addEventListener('change', () => { picks.forEach(pick => { pick.checked = all.checked; }); tell(); });
  }
  /* With shift, all rows from the last chosen. */
  let last = null;
  picks.forEach(pick => pick.addEventListener('click', event => {
    if (event.shiftKey && last) {
      const [from, to] = [picks.indexOf(last), picks.indexOf(pick)].sort((a, b) => a - b);
      picks.slice(from, to + 1).forEach(one => { one.checked = pick.checked; });
    }
    last = pick;
    tell();
  }));
  /* Going back keeps what was chosen. */
  window.addEventListener('pageshow', tell);
  tell();

  const tools = document.querySelector('[data-counts]');
  const fill = async facet => {
    const name = encodeURIComponent(facet.dataset.facet);
    const answer = await fetch(`${tools.dataset.counts}&facet=${name}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok || answer.redirected) { return; }
    const { counts } = await answer.json();
    facet.querySelectorAll('a').forEach((link, place) => {
      if (counts[place] === undefined) { return; }
      const said = document.createElement('span');
      said.className = 'count num';
      said.textContent = counts[place];
      link.append(' ', said);
    });
  };
  tools?.querySelectorAll('[data-facet]').forEach(facet => facet.addEventListener('toggle', () => {
    if (facet.open && !facet.dataset.filled) { facet.dataset.filled = '1'; fill(facet).catch(() => { delete facet.dataset.filled; }); }
  }));

  const tab = document.querySelector('.tabs [aria-current]');
  const strip = tab?.parentElement;
  if (strip && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }
}
