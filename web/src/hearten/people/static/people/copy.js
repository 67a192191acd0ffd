// Copies a link that is shown once, and says that it did; where the browser refuses, the link stays selected.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-copied`);
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      field.focus();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = button.dataset.copied;
      } catch {
        said.textContent = button.dataset.refused;
      }
    });
  }
})();
