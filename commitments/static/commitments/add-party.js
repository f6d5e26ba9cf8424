'use strict';
/* A ministry or an official is added in a small window, and its field then has it. Without this file the form
   opens in another tab. */
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
    /* A partner selected on this page just now. */
    const partner = document.querySelector('#meeting_form select[name="country"]')?.value;
    if (partner && !place.searchParams.has('country')) { place.searchParams.set('country', partner); }
    if (field.dataset.adds === 'ministry' && field.tagName === 'INPUT') {
      place.searchParams.set('name', LAST.exec(field.value)[0].trim());
    }
    place.searchParams.set('_popup', '1');
    window.open(place, WINDOW, 'height=620,width=800,resizable=yes,scrollbars=yes');
  });

  /* Called by the window, as Django's own links have it. */
  window.dismissAddRelatedObjectPopup = (opened, key, name) => {
    if (opened.name !== WINDOW) { others(opened, key, name); return; }
    if (field.tagName === 'SELECT') {
      field.add(new Option(name, key, true, true));
    } else {
      const isOneOfMany = field.value.includes(';');
      field.value = isOneOfMany ? field.value.replace(LAST, ` ${name}`) : name;
      document.getElementById(field.dataset.list || field.getAttribute('list'))?.append(new Option('', name));
    }
    field.dispatchEvent(new Event('change', { bubbles: true }));
    opened.close();
    field.focus();
  };
}
