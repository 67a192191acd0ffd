// Copies a link that is shown once, and says that it did.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-copied`);
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard?.writeText(field.value).then(() => {
        said.textContent = button.dataset.copied;
      });
    });
  }
})();
