// Puts the ready draft of the chosen way in the place of the other one, as long as nobody has changed it.
"use strict";
document.querySelectorAll("[data-drafts]").forEach((way) => {
  const drafts = JSON.parse(way.dataset.drafts);
  way.addEventListener("change", () => {
    for (const name of ["text", "copy"]) {
      const field = way.form.elements[name];
      const untouched = field && ["", ...Object.values(drafts).map((one) => one[name])].includes(field.value.trim());
      if (untouched) field.value = (drafts[way.value] || {})[name] || "";
    }
  });
});
