'use strict';
/* A mechanism proposes its next session's number. Without this file it stands beside each, to be typed. */
{
  const form = document.getElementById('meeting_form');
  const mechanism = form?.querySelector('select[name="mechanism"]');
  const number = form?.querySelector('[name="session_number"]');
  const kind = form?.querySelector('select[name="form"]');
  if (mechanism && number) {
    const partner = () => form.querySelector('[name="country"]')?.value || form.dataset.partner || '';
    const narrow = () => {
      [...mechanism.options].forEach(option => {
        const other = option.dataset.country && partner() && option.dataset.country !== partner();
        option.hidden = option.disabled = Boolean(other);
        if (other && option.selected) { mechanism.value = ''; propose(); }
      });
    };
    let proposed = '';
    const propose = () => {
      if (number.value && number.value !== proposed) { return; }
      proposed = mechanism.selectedOptions[0]?.dataset.next || '';
      number.value = proposed;
      if (proposed && kind && !form.dataset.partner) { kind.value = 'session'; }
    };
    mechanism.addEventListener('change', propose);
    form.querySelector('select[name="country"]')?.addEventListener('change', narrow);
    narrow();
  }
}
