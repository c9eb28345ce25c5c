// Passkeys: asks the browser what the page says, and sends the page's form with its answer.

const VERBS = {
  create: (question) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) }),
  get: (question) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) }),
};

export function offerPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const [button, status] = [part.querySelector("button"), part.querySelector("[role=status]")];
    part.hidden = false;
    button.addEventListener("click", async () => {
      try {
        const answer = await VERBS[part.dataset.passkey](JSON.parse(part.dataset.question));
        const field = document.querySelector("input[name=passkey]");
        field.value = JSON.stringify(answer.toJSON());
        field.form.submit();
      } catch {
        status.textContent = "The passkey was not used. Try again, or go on without it.";
      }
    });
  }
}
