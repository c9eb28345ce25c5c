import { warnOfEnding } from "./ending.mjs";
import { offerPasskeys } from "./passkeys.mjs";
import { initAll } from "./vendor/nhsuk/nhsuk-frontend.min.js";

initAll();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

offerPasskeys();
warnOfEnding();
