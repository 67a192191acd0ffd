// allauth's script talks to the key; this one says in words what it could not do.
(() => {
  const show = (name) => {
    for (const line of document.querySelectorAll("[data-passkey-problem]")) {
      line.hidden = line.dataset.passkeyProblem !== name;
    }
  };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show(event.detail.exception?.name === "NotAllowedError" ? "cancelled" : "failed");
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (window.PublicKeyCredential) return;
    show("missing");
    for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = true;
  });
})();
